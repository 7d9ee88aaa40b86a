import { digestOf } from "../digest.ts";
import { paletteOf } from "../identity/colour.ts";
import type { Identity } from "../identity/read-identity.ts";
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

/** What styles depend on. */
type Look = Pick<Identity, "accent" | "headlines">;

const styled = new Map<string, Asset>();

/** An asset as a site serves it: stylesheets have its colours and headlines. */
export function assetFor(common: Asset, { accent, headlines }: Look): Asset {
	if (common === SCRIPT_FILE || (accent === undefined && headlines !== "sans")) return common;
	const key = [common.path, accent, headlines].join(" ");
	const known = styled.get(key) ?? asset(common.path, common.body + lookOf({ accent, headlines }), common.type);
	return styled.set(key, known) && known;
}

/** Overrides what the stylesheet declares before. */
function lookOf({ accent, headlines }: Look): string {
	const variables = (scheme: "light" | "dark") => {
		if (accent === undefined) return "";
		const { accent: link, onAccent, tint } = paletteOf(accent, scheme);
		return `--accent:${link};--on-accent:${onAccent};--tint:${tint};`;
	};
	const family = headlines === "sans" ? '--serif:system-ui,"Noto Sans",sans-serif;' : "";
	const dark = accent === undefined ? "" : `@media (prefers-color-scheme:dark){:root{${variables("dark")}}}\n`;
	return `:root{${variables("light")}${family}}\n${dark}`;
}

/** The current URL of an asset. */
export function addressOf({ path, version }: Asset): string {
	return `${path}?v=${version}`;
}

function asset(path: string, body: string, type: string): Asset {
	return { path, body, type, version: digestOf(body) };
}
