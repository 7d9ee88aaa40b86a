import type { Element } from "hast";
import { attribute, pixels } from "./attribute.ts";

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
export function bestPicture(img: Element, src: string, srcset: string, sources: Element[]): string {
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
