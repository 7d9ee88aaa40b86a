import type { Element } from "hast";
import { webUrl } from "../fields.ts";
import { isBlank } from "./template-remains.ts";

const ADDRESSES = ["href", "src", "cite", "poster"];

/**
 * Makes an element's addresses absolute: RSS has no rule for relative ones in a body (Atom has `xml:base`), so there
 * are none. Those that lead nowhere go.
 *
 * @param link the article's: a place within the text is a place on its page
 * @param base what other relative addresses are relative to
 */
export function absolutise(node: Element, link: string, base: string): void {
	for (const name of ADDRESSES) {
		const value = node.properties[name];
		if (typeof value !== "string") continue;
		const url = absolute(value, name, link, base);
		if (url === null) delete node.properties[name];
		else node.properties[name] = url;
	}
}

function absolute(value: string, name: string, link: string, base: string): string | null {
	if (value === "" || value === "#" || isBlank(value)) return null;
	if (name === "href" && /^(mailto|tel):/i.test(value)) return value.length > 7 ? value : null;
	if (!value.startsWith("#")) return webUrl(value, base);
	return name === "href" ? webUrl(`${link.replace(/#.*/s, "")}#text-${value.slice(1).replace(/^(text-)+/, "")}`) : null;
}
