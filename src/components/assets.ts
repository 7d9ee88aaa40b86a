import { digestOf } from "../digest.ts";
import { FEED_STYLESHEET } from "../renditions/xml.ts";
import FEED_STYLE from "./feed.css";
import SCRIPT from "./script.js";
import STYLE from "./style.css";

/** A file that pages link to. */
export interface Asset {
	path: string;
	body: string;
	/** Including its charset. */
	type: string;
	/** Hash of the body. `?v=<version>` in its URL makes it immutable. */
	version: string;
}

export const STYLESHEET = asset("/style.css", STYLE, "text/css; charset=utf-8");
/**
 * Styles RSS and Atom in browsers. Feeds link to it without a version, since they are cached for longer than a
 * release.
 */
const FEED_STYLE_FILE = asset(FEED_STYLESHEET, FEED_STYLE, "text/css; charset=utf-8");
export const SCRIPT_FILE = asset("/script.js", SCRIPT, "text/javascript; charset=utf-8");

/** All of them. */
export const ASSETS = [STYLESHEET, FEED_STYLE_FILE, SCRIPT_FILE];

/** The current URL of an asset. */
export function addressOf({ path, version }: Asset): string {
	return `${path}?v=${version}`;
}

function asset(path: string, body: string, type: string): Asset {
	return { path, body, type, version: digestOf(body) };
}
