import type { Feed, Format } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { renderAtom } from "./atom.ts";
import { renderJson } from "./json.ts";
import { renderRss } from "./rss.ts";

const RENDERERS = { rss: renderRss, atom: renderAtom, json: renderJson };

/** A feed in one format, as text. The same feed always gives the same text. */
export function render(feed: Feed, format: Format, site: Site): string {
	return RENDERERS[format](feed, site);
}
