import type { Feed, Format } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { renderAtom } from "./atom.ts";
import { renderJson } from "./json.ts";
import { renderRss } from "./rss.ts";
import { renderSummary } from "./summary.ts";

const RENDERERS = { rss: renderRss, atom: renderAtom, json: renderJson, summary: renderSummary };

/** A feed format, or the summary that pages are rendered from (`FeedSummary`). */
export type Rendering = Format | "summary";

/** Renders a feed in one format. The same feed always yields the same output. */
export function render(feed: Feed, rendering: Rendering, site: Site): string {
	return RENDERERS[rendering](feed, site);
}
