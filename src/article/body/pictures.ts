import type { Element, Properties } from "hast";
import { webUrl } from "../fields.ts";
import { attribute, element, findElement, pixels, styleOf } from "./attribute.ts";
import { bestPicture } from "./picture-candidates.ts";
import { isTrackingPixel } from "./tracking-pixels.ts";

/** Where scripts that load pictures late keep the address. */
const LAZY = ["dataSrc", "dataLazySrc", "dataOriginal"];
const LAZY_SETS = ["dataSrcset", "dataLazySrcset"];

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
	if (isTrackingPixel(src, width ?? style.get("width"), height ?? style.get("height"))) return [];
	const alt = img.properties["alt"];
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
