import { digestOf } from "../digest.ts";
import { FEED_STYLESHEET } from "../renditions/xml.ts";
import FEED_STYLE from "./feed.css";
import LIVE from "./live-results.js";
import SCRIPT from "./script.js";
import STYLE from "./style.css";
import { accentOfFeeds, minified, type ThemeSettings, themed } from "./stylesheet.ts";
import TOOLS_STYLE from "./tools.css";

/** A file that pages link to. */
export interface Asset {
	path: string;
	body: string;
	/** Media type, including the charset. */
	type: string;
	/** Hash of the body. An asset requested with `?v=<version>` in its URL is immutable. */
	version: string;
}

const CSS = "text/css; charset=utf-8";

const stylesheets = new Map<string, Asset>();

/** Returns the stylesheet that every page needs, in the site's colours. */
export function stylesheetOf({ accent, headlines }: ThemeSettings): Asset {
	const key = `${accent} ${headlines}`;
	const known = stylesheets.get(key) ?? asset("/style.css", themed(STYLE, { accent, headlines }), CSS);
	stylesheets.set(key, known);
	return known;
}

/** The stylesheet that only the builder, private pages and operator pages need. */
export const TOOLS_STYLESHEET = asset("/tools.css", minified(TOOLS_STYLE), CSS);

/**
 * Returns the stylesheet for RSS and Atom feeds opened in a browser. Feeds link to it without a version, because a feed
 * may stay cached after a new release changes the stylesheet.
 */
function feedStylesheetOf({ accent }: ThemeSettings): Asset {
	if (accent === undefined) return FEED_STYLE_FILE;
	const known = feedStylesheets.get(accent) ?? asset(FEED_STYLESHEET, FEED_STYLE + accentOfFeeds(accent), CSS);
	feedStylesheets.set(accent, known);
	return known;
}

const FEED_STYLE_FILE = asset(FEED_STYLESHEET, FEED_STYLE, CSS);
const feedStylesheets = new Map<string, Asset>();

export const SCRIPT_FILE = asset("/script.js", SCRIPT, "text/javascript; charset=utf-8");
/** The script that only the builder needs. */
export const LIVE_RESULTS = asset("/live-results.js", LIVE, "text/javascript; charset=utf-8");

/** Returns all assets of a site. */
export function assetsOf(site: ThemeSettings): Asset[] {
	return [stylesheetOf(site), TOOLS_STYLESHEET, feedStylesheetOf(site), SCRIPT_FILE, LIVE_RESULTS];
}

/** The paths of all assets. */
export const ASSET_PATHS = ["/style.css", "/tools.css", FEED_STYLESHEET, "/script.js", "/live-results.js"];

/** Returns the URL of an asset, including its version. */
export function addressOf({ path, version }: Asset): string {
	return `${path}?v=${version}`;
}

function asset(path: string, body: string, type: string): Asset {
	return { path, body, type, version: digestOf(body) };
}
