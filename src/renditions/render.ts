import type { Feed, Format } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { renderAtom } from "./atom.ts";
import { renderJson } from "./json.ts";
import { renderRss } from "./rss.ts";
import { renderTeasers } from "./teasers.ts";

const RENDERERS = { rss: renderRss, atom: renderAtom, json: renderJson, teasers: renderTeasers };

/** The formats that readers take, and what pages are made from (`TeaserFeed`). */
export type Rendering = Format | "teasers";

/** A feed in one format, as text. The same feed always gives the same text. */
export function render(feed: Feed, rendering: Rendering, site: Site): string {
	return RENDERERS[rendering](feed, site);
}
