import { FORMATS, type Format, feedUrl, parseFeedPath } from "../feed/feed.ts";
import { MAX_QUERY_LENGTH, parseSelection } from "../feed/parse-selection.ts";
import { feedsOf, type Selection } from "../feed/selection.ts";
import type { Answer, Rendition } from "../publisher/read/library.ts";
import { publisherOf } from "../publisher/stub.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import type { Site } from "../settings.ts";

/** Something that can be subscribed to: a stored feed, or a selection, with its query exactly as in the URL. */
export type Topic =
	| { kind: "feed"; url: string; name: string; format: Format }
	| { kind: "selection"; url: string; selection: Selection; format: Format; query: string };

/** The current content of a topic. */
export type Content =
	| {
			kind: "content";
			/** The content as returned by a GET, gzipped. */
			body: Uint8Array;
			/** A weak ETag, including its quotes. */
			etag: string;
			contentType: string;
	  }
	/** The site has not received all parts of a change yet. The remaining parts arrive within half a minute. */
	| { kind: "later" }
	/**
	 * The feed never existed, no longer exists, or has a different address. The reason is a sentence for the
	 * subscriber.
	 */
	| { kind: "none"; reason: string };

const SELECTION_PATH = /^\/select\.(rss|atom|json)$/;

/**
 * Returns the topic with this URL, or a sentence about why there is none. The URL must be exactly the self link of a
 * feed. Does not check whether the feed exists: `contentOf` does that.
 */
export function topicOf(url: string, site: Site): Topic | { problem: string } {
	const parsed = URL.parse(url);
	if (parsed?.host !== new URL(site.url).host) return { problem: `This is not a feed of this site. ${examples(site)}` };
	const { pathname, search } = parsed;
	const extension = SELECTION_PATH.exec(pathname)?.[1];
	const format = FORMATS.find((known) => known === extension);
	if (format) return selectionAt(url, format, search, site);
	const feed = parseFeedPath(pathname);
	if (!feed?.format) return { problem: `There is no feed at this address. ${examples(site)}` };
	const canonical = feedUrl(site, feed.name, feed.format);
	if (url !== canonical) return { problem: elsewhere(canonical) };
	return { kind: "feed", url, name: feed.name, format: feed.format };
}

/** Returns the stored feeds that a topic depends on. */
export function feedsBehind(topic: Topic): string[] {
	return topic.kind === "feed" ? [topic.name] : feedsOf(topic.selection);
}

/**
 * Returns the current content of a topic. Gets the content from the Publisher, because KV may still return the previous
 * version. Throws if the Publisher fails.
 */
export async function contentOf(env: Cloudflare.Env, site: Site, topic: Topic): Promise<Content> {
	const library = publisherOf(env).library();
	const answer =
		topic.kind === "feed"
			? await library.rendition(topic.name, topic.format)
			: await library.wholeSelection(topic.selection, topic.format, topic.query);
	if (answer.kind === "later") return { kind: "later" };
	if (answer.kind !== "document") return { kind: "none", reason: reasonOf(answer, site) };
	return {
		kind: "content",
		body: answer.body,
		etag: answer.etag,
		contentType: `${MEDIA_TYPES[topic.format]}; charset=utf-8`,
	};
}

function selectionAt(url: string, format: Format, query: string, site: Site): Topic | { problem: string } {
	if (query.length > MAX_QUERY_LENGTH) {
		return { problem: `The query of a selection may have at most ${MAX_QUERY_LENGTH} characters.` };
	}
	const selection = parseSelection(new URLSearchParams(query), site.feedSize);
	if ("problem" in selection) return selection;
	const written = feedUrl(site, "select", format, query);
	return url === written ? { kind: "selection", url, selection, format, query } : { problem: elsewhere(written) };
}

function reasonOf(answer: Exclude<Answer | Rendition, { kind: "document" | "later" }>, site: Site): string {
	if (answer.kind === "moved") return elsewhere(site.url + answer.location);
	if (answer.kind === "unknown") return answer.name.message;
	return "There is no such feed on this site, or it was removed. The home page lists all feeds.";
}

function elsewhere(url: string): string {
	return `The exact address of this feed is ${url}. Subscribe to that address.`;
}

function examples({ url }: Site): string {
	return `Feed addresses look like ${url}/feed.rss, ${url}/topics/ai.atom or ${url}/select.json?topic=ai.`;
}
