import type { Feed, Format } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { renderAtom } from "./atom.ts";
import { renderJson } from "./json.ts";
import { renderRss } from "./rss.ts";
import { renderSummary } from "./summary.ts";

const RENDERERS = { rss: renderRss, atom: renderAtom, json: renderJson, summary: renderSummary };

/** A feed format, or the summary that pages are made from (`FeedSummary`). */
export type Rendering = Format | "summary";

/** Renders a feed in one format. The same feed always yields the same text. */
export function render(feed: Feed, rendering: Rendering, site: Site): string {
	return RENDERERS[rendering](feed, site);
}

/**
 * Media types by RFC 4287 section 7, the RSS Advisory Board profile and JSON Feed 1.1. Responses add `charset=utf-8`.
 */
export const MEDIA_TYPES: Record<Format, string> = {
	rss: "application/rss+xml",
	atom: "application/atom+xml",
	json: "application/feed+json",
};
