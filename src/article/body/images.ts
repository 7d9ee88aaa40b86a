import type { Element, Properties } from "hast";
import { webUrl } from "../fields.ts";
import { attribute, element, findElement, pixels, styleOf } from "./dom.ts";
import { isTemplateRemains } from "./hidden.ts";

/** Where scripts that load pictures late keep the address. */
const LAZY = [
	...["dataSrc", "dataLazySrc", "dataOriginal", "dataLazy", "dataLazyload", "dataEcho", "dataActualsrc", "dataCfsrc"],
	...["dataHiResSrc", "dataLargeFile", "dataOrigFile", "dataFullSrc", "dataLlSrc", "dataImgSrc", "dataUrl"],
];
const LAZY_SETS = ["dataSrcset", "dataLazySrcset", "dataLlSrcset", "dataOriginalSet"];

/** In mail, a picture without words that is smaller than this is an ornament. In pixels. */
const ICON = 48;

/**
 * An `img` with one address that every reader can load, made of what an `img`, `picture` or `amp-img` offers. None
 * of it if it is there to count readers, or in a mail to fill a gap.
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
	// Without an address its words may still say something: see `settle`.
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
	// A picture may be called placeholder.png: what has nothing better keeps it.
	return bestPicture(img, src, sets, sources) || written;
}

function firstOf(img: Element, names: string[], test: (value: string) => boolean): string {
	for (const name of names) {
		const value = attribute(img, name);
		if (test(value)) return value;
	}
	return "";
}

/** Shown only until a script has put the picture in its place. */
function isStandIn(src: string): boolean {
	return (
		/^(#|data:|about:|$)/i.test(src) ||
		/(^|\/)(blank|spacer|pixel|placeholder|transparent|clear|empty|loading|lazy(load)?|gr[ae]y)([-_.]?(image|img|\d+x\d+))?\.(gif|png|svg|webp)([?#]|$)/i.test(
			src,
		)
	);
}

/** A picture wider than this is more than an article's column shows on any screen. */
const ENOUGH = 1600;

/** How wide a picture is taken to be of which nothing is said. */
const USUAL = 800;

/** What is behind so many characters is not looked at. */
const SRCSET_LENGTH = 10_000;

interface Candidate {
	url: string;
	/** In pixels; with a mere density, of what is likely. */
	width: number;
	/** Not every reader shows it. */
	isRare: boolean;
}

/**
 * The address of the best picture that an `img` and the `source` elements beside it offer: one that every reader can
 * show, the widest up to 1600 pixels, else the narrowest above; of equals the first, the `img`'s own before others.
 *
 * @param src the `src` of the img, or what stands for it; empty if there is none
 * @param srcset the candidates of the img, with those not to be loaded yet
 */
function bestPicture(img: Element, src: string, srcset: string, sources: Element[]): string {
	const usual = pixels(img, "width") || USUAL;
	const own = candidates(srcset, usual, "");
	// HTML, "Selecting an image source": where candidates have widths, `src` is for browsers that know no candidates.
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

/** A picture for narrow screens, for print or for a dark page is not the picture: null. 0: nothing is said of width. */
function widthFor(media: string): number | null {
	if (media === "" || media === "all" || media === "screen") return 0;
	const width = /^(?:(?:only )?screen and )?\(\s*min-width:\s*(\d+)(?:\.\d+)?px\s*\)$/.exec(media)?.[1];
	return width === undefined ? null : Number(width);
}

/** An address and what is said of it: commas belong to an address unless they end it. */
const CANDIDATE = /[\s,]*([^\s,]\S*?)(?:,+(?=\s|$)|\s+([^,(]*(?:\([^)]*\)[^,(]*)*)(?:,|$)|$)/g;

/** HTML, "Parsing a srcset attribute". */
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

/** Pictures up to this size are not for the eye. In pixels. */
const INVISIBLE = 2;

/** Addresses that count who opens a text: those of mailing services, of statistics, and of the German VG Wort. */
const COUNTERS: RegExp[] = [
	/\/(wf\/open|track\/open(\.php)?|open\.aspx|trk\/open|e\/open|ss\/o)\b/i,
	/^(https?:)?\/\/(www\.)?facebook\.com\/tr\b/i,
	/^(https?:)?\/\/([\w-]+\.)*(google-analytics\.com|doubleclick\.net|scorecardresearch\.com|quantserve\.com|statcounter\.com|pixel\.wp\.com|stats\.wp\.com|vgwort\.de|ioam\.de|exct\.net\/open)\//i,
	/^(https?:)?\/\/feeds\.feedburner\.com\/~(r|ff|4)\//i,
];

/** Names of pictures that fill gaps. */
const FILLERS =
	/\/(pixel|spacer|blank|clear|clearpixel|transparent|trans|1x1|dot|beacon)([-_.]?1x1)?\.(gif|png)([?#]|$)/i;

/** As a style sheet says, which wins over the attributes, or as they say: pixels, or a length in CSS. */
function sizesOf(img: Element, style: Map<string, string>): (string | number | undefined)[] {
	return ["width", "height"].map(
		(name) => style.get(`min-${name}`) ?? style.get(name) ?? pixels(img, name) ?? (attribute(img, name) || undefined),
	);
}

/**
 * Whether a picture counts readers or fills a gap instead of showing something. One that is named like a counter but
 * has words or a size of its own is a picture.
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

/** A drawing without anything in it, or a single pixel: scripts put the picture in its place. */
const PLACEHOLDER =
	/^data:image\/(gif;base64,R0lGODlhAQAB|svg\+xml[^,]*,(?!.*(path|rect|circle|polygon|text|line|image)).{0,400}$)/is;

/** What is lost of a picture that has no address left; undefined if there was none. */
export function lostPicture(written: Element, { properties }: Element): "data" | "picture" | undefined {
	if (properties["src"] !== "") return undefined;
	const img = written.tagName === "picture" ? findElement(written, isImage) : written;
	const src = img ? attribute(img, "src") : "";
	if (/^data:/i.test(src)) return PLACEHOLDER.test(src) || src.length < 40 ? undefined : "data";
	return src === "" || isTemplateRemains(src) ? undefined : "picture";
}
