import type { SitePage } from "./article.ts";
import type { Fields } from "./fields.ts";
import { dateKeys } from "./read-times.ts";
import { JEKYLL } from "./source.ts";

const YES = ["true", "yes", "on", "1"];

/**
 * Whether a source is a site page, such as an imprint, instead of an article. It is a page if its front matter says so,
 * if it is in the folder `pages/`, or if a generator would treat it as a page. `page: false` always makes it an
 * article.
 */
export function isSitePage(fields: Fields, path: string): boolean {
	const given = wordOf(fields, "page");
	if (given !== undefined) return YES.includes(given);
	if (path.startsWith("pages/")) return true;
	return wordOf(fields, "layout") === "page" || wordOf(fields, "type") === "page" || isPageOfJekyll(fields, path);
}

/**
 * Whether Jekyll would treat a source as a page. Jekyll keeps articles in `_posts` or in a collection; a file elsewhere
 * is a page if it does not have a date.
 */
function isPageOfJekyll(fields: Fields, path: string): boolean {
	const folder = fields.defaults[JEKYLL];
	if (typeof folder !== "string" || !path.startsWith(folder === "" ? "" : `${folder}/`)) return false;
	return !/(^|\/)_/.test(path) && !fields.has(dateKeys(fields));
}

/** Reads which menu links to the page: the footer, unless `menu` has another value. Hugo's `main` is the header. */
export function readSitePage(fields: Fields): SitePage {
	const keys = fields.named("menu", "menus", "nav");
	const value = fields.value(keys);
	const isTree = typeof value === "object" && value !== null && !Array.isArray(value);
	const names = isTree ? Object.keys(value) : fields.list(keys).flatMap((one) => fields.text(one) ?? []);
	const word = names.map((name) => name.trim().toLowerCase()).find((name) => name in MENUS);
	if (word === undefined && names.length > 0) {
		fields.warn(keys, "is not a menu on this site", "Use header, footer or none.");
	}
	return {
		menu: MENUS[word ?? "footer"] ?? "footer",
		order: fields.number(fields.named("order", "weight", "navOrder"), -1_000_000, 1_000_000),
		label: fields.line(fields.named("linkTitle", "menuTitle", "navTitle")),
	};
}

const MENUS: Record<string, SitePage["menu"]> = {
	header: "header",
	main: "header",
	top: "header",
	true: "header",
	footer: "footer",
	bottom: "footer",
	none: "none",
	false: "none",
};

function wordOf(fields: Fields, name: string): string | undefined {
	const value = fields.value(fields.named(name));
	return typeof value === "string" && value.trim() !== "" ? value.trim().toLowerCase() : undefined;
}
