import type { Element, Properties } from "hast";
import { webUrl } from "../web-url.ts";
import { attribute, element, findElement, pixels, styleOf } from "./dom.ts";
import { isTemplateRemains } from "./hidden.ts";

/** Attributes in which lazy-loading scripts store the address of a picture. */
const LAZY = [
	...["dataSrc", "dataLazySrc", "dataOriginal", "dataLazy", "dataLazyload", "dataEcho", "dataActualsrc", "dataCfsrc"],
	...["dataHiResSrc", "dataLargeFile", "dataOrigFile", "dataFullSrc", "dataLlSrc", "dataImgSrc", "dataUrl"],
];
const LAZY_SETS = ["dataSrcset", "dataLazySrcset", "dataLlSrcset", "dataOriginalSet"];

/** Maximum size, in pixels, at which a picture without alt text in an e-mail counts as decoration. */
const ICON = 48;

/**
 * Reduces an `img`, `picture` or `amp-img` to an `img` with a single address that every reader can load. Returns
 * nothing for a tracking pixel, or for a spacer in an e-mail.
 */
export function simplePicture(node: Element, base: string, isMail: boolean): Element[] {
	const img = node.tagName === "picture" ? findElement(node, isImage) : node;
	if (!img) return [];
	const sources = node === img ? [] : node.children.filter((child) => child.type === "element");
	const src = addressOf(
		img,
		sources.filter((source) => source.tagName === "source"),
		base,
	);
	const [width, height] = [pixels(img, "width"), pixels(img, "height")];
	const style = styleOf(img);
	const alt = img.properties["alt"];
	if (isTrackingPixel(src, sizesOf(img, style), typeof alt === "string" ? alt.trim() : "")) return [];
	if (isMail && alt === "" && width && height && Math.max(width, height) <= ICON) return [];
	// Even without an address, the alt text may matter: see `normalize.ts`.
	const properties: Properties = {
		src: webUrl(src, base) === null ? "" : src,
		alt: typeof alt === "string" ? alt : "",
	};
	for (const name of ["title", "lang", "dir", "id"]) properties[name] = img.properties[name];
	return [element("img", { ...properties, width, height }, [])];
}

export function isImage(node: Element): boolean {
	return /^(amp-img|amp-anim|img)$/.test(node.tagName);
}

function addressOf(img: Element, sources: Element[], base: string): string {
	const late = firstOf(img, LAZY, (value) => /[./]/.test(value) && webUrl(value, base) !== null);
	const written = attribute(img, "src");
	const src = late || (isStandIn(written) ? "" : written);
	const sets = firstOf(img, LAZY_SETS, (value) => value !== "") || attribute(img, "srcSet");
	// A real picture may have a name such as placeholder.png, so it is kept if there is no better candidate.
	return bestPicture(img, src, sets, sources) || written;
}

function firstOf(img: Element, names: string[], test: (value: string) => boolean): string {
	for (const name of names) {
		const value = attribute(img, name);
		if (test(value)) return value;
	}
	return "";
}

/** Whether a picture is only a placeholder until a script loads the real picture. */
function isStandIn(src: string): boolean {
	return (
		/^(#|data:|about:|$)/i.test(src) ||
		/(^|\/)(blank|spacer|pixel|placeholder|transparent|clear|empty|loading|lazy(load)?|gr[ae]y)([-_.]?(image|img|\d+x\d+))?\.(gif|png|svg|webp)([?#]|$)/i.test(
			src,
		)
	);
}

/** Maximum useful width in pixels. The text column is not wider than this on any screen. */
const ENOUGH = 1600;

/** Assumed width, in pixels, of a picture that does not declare its width. */
const USUAL = 800;

/** Maximum number of characters that are read from a `srcset`. */
const SRCSET_LENGTH = 10_000;

interface Candidate {
	url: string;
	/** In pixels. Computed from the assumed width if only a density is declared. */
	width: number;
	/** Whether some feed readers cannot show the picture's format. */
	isRare: boolean;
}

/**
 * Returns the address of the best picture in an `img` and the `source` elements next to it: one that every reader can
 * show, and among those the widest up to 1600 pixels, or else the narrowest above that. If several are equally good,
 * the first one wins; the candidates of the `img` are considered first.
 *
 * @param src the `src` of the `img`, or its lazy-loaded address; empty if there is neither
 * @param srcset the candidates of the `img`, including lazy-loaded ones
 */
function bestPicture(img: Element, src: string, srcset: string, sources: Element[]): string {
	const usual = pixels(img, "width") || USUAL;
	const own = candidates(srcset, usual, "");
	// HTML, "Selecting an image source": if candidates have widths, `src` is only for browsers that do not support
	// `srcset`.
	const isOld = /\s\d+w\s*(,|$)/.test(srcset) && own.length > 0;
	const all = src === "" || isOld ? own : [{ url: src, width: usual, isRare: isRare(src, "") }, ...own];
	for (const source of sources) {
		const width = widthFor(attribute(source, "media"));
		const list = attribute(source, "dataSrcset") || attribute(source, "dataLazySrcset") || attribute(source, "srcSet");
		if (width !== null) all.push(...candidates(list, width || usual, attribute(source, "type")));
	}
	const common = all.filter((candidate) => !candidate.isRare);
	return best(common.length > 0 ? common : all);
}

function best(all: Candidate[]): string {
	let found: Candidate | undefined;
	for (const candidate of all) {
		if (found === undefined || isBetter(candidate.width, found.width)) found = candidate;
	}
	return found?.url ?? "";
}

function isBetter(width: number, than: number): boolean {
	if (than > ENOUGH) return width < than;
	return width > than && width <= ENOUGH;
}

/**
 * Returns the minimum width for which a media query selects a picture; 0 if the query does not restrict it. Null if the
 * query is for narrow screens, print or dark mode.
 */
function widthFor(media: string): number | null {
	if (media === "" || media === "all" || media === "screen") return 0;
	const width = /^(?:(?:only )?screen and )?\(\s*min-width:\s*(\d+)(?:\.\d+)?px\s*\)$/.exec(media)?.[1];
	return width === undefined ? null : Number(width);
}

/** Matches an address and its descriptors. Commas are part of the address, except at its end. */
const CANDIDATE = /[\s,]*([^\s,]\S*?)(?:,+(?=\s|$)|\s+([^,(]*(?:\([^)]*\)[^,(]*)*)(?:,|$)|$)/g;

/** Parses a `srcset` (HTML, "Parsing a srcset attribute"). */
function candidates(srcset: string, usual: number, type: string): Candidate[] {
	const found: Candidate[] = [];
	for (const [, url = "", descriptor = ""] of srcset.slice(0, SRCSET_LENGTH).matchAll(CANDIDATE)) {
		if (/^(data|about|blob):/i.test(url)) continue;
		const [, number = "1", unit = "x"] = /([\d.]+)([wx])/.exec(descriptor) ?? [];
		const width = unit === "w" ? Number(number) : Number(number) * usual;
		found.push({ url, width: width || usual, isRare: isRare(url, type) });
	}
	return found;
}

function isRare(url: string, type: string): boolean {
	return /^image\/(avif|jxl|hei[cf]|jp2|jpx|tiff)/i.test(type) || /\.(avif|jxl|hei[cf]|jp2|tiff?)([?#]|$)/i.test(url);
}

/** Maximum size of an invisible picture, in pixels. */
const INVISIBLE = 2;

/**
 * Matches addresses of tracking pixels, which are used by mailing services, analytics services, and the German
 * collecting society VG Wort.
 */
const COUNTERS: RegExp[] = [
	/\/(wf\/open|track\/open(\.php)?|open\.aspx|trk\/open|e\/open|ss\/o)\b/i,
	/^(https?:)?\/\/(www\.)?facebook\.com\/tr\b/i,
	/^(https?:)?\/\/([\w-]+\.)*(google-analytics\.com|doubleclick\.net|scorecardresearch\.com|quantserve\.com|statcounter\.com|pixel\.wp\.com|stats\.wp\.com|vgwort\.de|ioam\.de|exct\.net\/open)\//i,
	/^(https?:)?\/\/feeds\.feedburner\.com\/~(r|ff|4)\//i,
];

/** Matches the file names of spacers. */
const FILLERS =
	/\/(pixel|spacer|blank|clear|clearpixel|transparent|trans|1x1|dot|beacon)([-_.]?1x1)?\.(gif|png)([?#]|$)/i;

/** Returns the width and height in pixels or as CSS lengths. The style takes precedence over attributes. */
function sizesOf(img: Element, style: Map<string, string>): (string | number | undefined)[] {
	return ["width", "height"].map(
		(name) => style.get(`min-${name}`) ?? style.get(name) ?? pixels(img, name) ?? (attribute(img, name) || undefined),
	);
}

/**
 * Whether a picture is a tracking pixel or a spacer. A picture that is named like a spacer but has alt text or a size
 * is neither.
 */
function isTrackingPixel(src: string, sizes: (string | number | undefined)[], alt: string): boolean {
	const known = sizes.filter((size) => size !== undefined);
	if (known.length > 0 && known.every(isTiny)) return true;
	if (alt === "" && known.some(isTiny))
		return known.every((size) => isTiny(size) || typeof size === "number" || /px$/.test(size));
	if (COUNTERS.some((counter) => counter.test(src))) return true;
	return alt === "" && known.length === 0 && FILLERS.test(src);
}

function isTiny(length: number | string): boolean {
	const number = typeof length === "number" ? length : Number(/^(\d+)(\.\d+)?(px)?$/.exec(length)?.[1]);
	return number <= INVISIBLE;
}

/** Matches an empty drawing or a single pixel, which scripts replace with the real picture. */
const PLACEHOLDER =
	/^data:image\/(gif;base64,R0lGODlhAQAB|svg\+xml[^,]*,(?!.*(path|rect|circle|polygon|text|line|image)).{0,400}$)/is;

/** Returns what is lost if a picture does not have an address; undefined if nothing is lost. */
export function lostPicture(written: Element, { properties }: Element): "data" | "picture" | undefined {
	if (properties["src"] !== "") return undefined;
	const img = written.tagName === "picture" ? findElement(written, isImage) : written;
	const src = img ? attribute(img, "src") : "";
	if (/^data:/i.test(src)) return PLACEHOLDER.test(src) || src.length < 40 ? undefined : "data";
	return src === "" || isTemplateRemains(src) ? undefined : "picture";
}
