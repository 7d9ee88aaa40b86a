import type { Feed, Format } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { renderAtom } from "./atom.ts";
import { renderJson } from "./json.ts";
import { renderRss } from "./rss.ts";
import { renderSummary } from "./summary.ts";

const RENDERERS = { rss: renderRss, atom: renderAtom, json: renderJson, summary: renderSummary };

/** The formats that readers take, and what pages are made from (`TeaserFeed`). */
export type Rendering = Format | "summary";

/** Renders a feed in one format. The same feed always gives the same text. */
export function render(feed: Feed, rendering: Rendering, site: Site): string {
	return RENDERERS[rendering](feed, site);
}

/** RFC 4287 section 7, RSS Advisory Board profile, JSON Feed 1.1. Sent with `charset=utf-8`. */
export const MEDIA_TYPES: Record<Format, string> = {
	rss: "application/rss+xml",
	atom: "application/atom+xml",
	json: "application/feed+json",
};
