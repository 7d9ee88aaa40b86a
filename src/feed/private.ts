/** The name of a subscriber's feed, which makes its URL: `private/<token>/topics/ai`. */
export function privateName(token: string, feed: string): string {
	return `private/${token}/${feed}`;
}

/** Where a subscriber's feeds and articles are: `/private/<token>`, without a slash at its end. */
export function privatePath(token: string): string {
	return `/private/${token}`;
}

/** A text in which no subscriber's token can be read any more: for logs and errors. */
export function withoutTokens(text: string): string {
	return text.replaceAll(/(\/private\/)[^/\s"'?#]+/gi, "$1…");
}
