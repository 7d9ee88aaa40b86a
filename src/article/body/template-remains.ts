/** Jekyll's mark for text that is no template. It leaves nothing behind where the template is run. */
const RAW = /\{%-?\s*(?:end)?raw\s*-?%\}/g;

/** What a mailing program fills in when it sends: `*|UNSUB|*`, `{{ preheader }}`, `%%view_online%%`, `{can-spam}`. */
const BLANK = /^\s*(?:\*\|[^|]{1,80}\|\*|\{\{[^{}]{1,80}\}\}|%%[^%]{1,80}%%|\{[\w.-]{1,60}\}|\[\[[^[\]]{1,80}\]\])\s*$/;

/** Characters escaped more than once: nobody writes `&amp;quot;` for others to read, unless as code. */
const ESCAPED_AGAIN = /&amp;(?:amp;)*(quot|apos|#0?39|lt|gt|nbsp|amp);/g;
const CHARACTERS: Record<string, string> = { quot: '"', lt: "<", gt: ">", nbsp: "\u00A0", amp: "&" };

/** Characters without width in a row: they keep a mail client from showing text beside the subject. */
const FILLING = /(?:\u034F|[\u200B\u200C\uFEFF])(?:[\s\u00AD]*(?:\u034F|[\u200B\u200C\uFEFF])){2,}/g;

/** A text, other than code, without what templates and mailing programs have left in it. */
export function withoutRemains(text: string, hasRaw: boolean, isMail: boolean): string {
	if (isMail && BLANK.test(text)) return "";
	let clean = hasRaw ? text.replace(RAW, "") : text;
	if (clean.includes("&amp;")) clean = clean.replace(ESCAPED_AGAIN, (_, name: string) => CHARACTERS[name] ?? "'");
	return isMail ? clean.replace(FILLING, " ") : clean;
}

/** Whether the body is marked as raw for Jekyll. */
export function isMarkedRaw(body: string): boolean {
	return /\{%-?\s*raw\s*-?%\}/.test(body) && /\{%-?\s*endraw\s*-?%\}/.test(body);
}

/** An address that was to be filled in leads nowhere. */
export function isBlank(address: string): boolean {
	return BLANK.test(address);
}
