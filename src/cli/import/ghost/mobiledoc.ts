import { escapeHtml, tag } from "../html.ts";
import { type CardContext, cardHtml } from "./cards.ts";
import { isObject } from "./json.ts";

/** Elements of sections (https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md). */
const SECTION = /^(p|h[1-6]|blockquote|aside|ul|ol)$/;
const MARK = /^(a|b|strong|i|em|s|u|code|sub|sup|mark|del|ins|span)$/;

/** The parts of a document, each as a list of lists. */
interface Mobiledoc {
	markups: unknown[];
	atoms: unknown[];
	cards: unknown[];
	sections: unknown[];
}

/** Renders a document from the editor of Ghost 1 to 4 as HTML. Returns null if `json` is not such a document. */
export function renderMobiledoc(json: string, context: CardContext): string | null {
	let parsed: unknown;
	try {
		parsed = JSON.parse(json);
	} catch {
		return null;
	}
	if (!isObject(parsed) || !Array.isArray(parsed["sections"])) return null;
	const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
	const document: Mobiledoc = {
		markups: list(parsed["markups"]),
		atoms: list(parsed["atoms"]),
		cards: list(parsed["cards"]),
		sections: parsed["sections"],
	};
	return document.sections.map((section) => sectionHtml(section, document, context)).join("\n");
}

/** Renders a section: `[1, "p", markers]`, `[2, picture]`, `[3, "ul", items]` or `[10, card]`. */
function sectionHtml(section: unknown, document: Mobiledoc, context: CardContext): string {
	if (!Array.isArray(section)) return "";
	const [type, first, second] = section;
	const name = typeof first === "string" && SECTION.test(first) ? first : "p";
	if (type === 1) {
		const html = markersHtml(second, document);
		return name === "aside" || name === "blockquote"
			? `<blockquote><p>${html}</p></blockquote>`
			: `<${name}>${html}</${name}>`;
	}
	if (type === 2 && typeof first === "string") return `<p>${tag("img", { src: first, alt: "" })}</p>`;
	if (type === 3 && Array.isArray(second)) {
		return `<${name}>${second.map((item) => `<li>${markersHtml(item, document)}</li>`).join("")}</${name}>`;
	}
	if (type !== 10) return "";
	const card = document.cards[Number(first)];
	if (!Array.isArray(card)) return "";
	const [kind, payload] = card;
	const html = cardHtml(String(kind), isObject(payload) ? payload : {}, context);
	if (html === null) context.notes.add(`The card \`${kind}\` is unknown, so it is left out.`);
	return html ?? "";
}

/** Renders markers: `[0, opened marks, number of closed marks, text]`. For an atom, its index replaces the text. */
function markersHtml(markers: unknown, { markups, atoms }: Mobiledoc): string {
	if (!Array.isArray(markers)) return "";
	const open: string[] = [];
	let html = "";
	for (const marker of markers) {
		if (!Array.isArray(marker)) continue;
		const [type, opened, closed, value] = marker;
		for (const index of Array.isArray(opened) ? opened : []) {
			const { start, end } = markHtml(markups[Number(index)]);
			html += start;
			open.push(end);
		}
		html += type === 0 ? escapeHtml(String(value ?? "")) : atomHtml(atoms[Number(value)]);
		for (let count = Number(closed); count > 0; count--) html += open.pop() ?? "";
	}
	return html + open.toReversed().join("");
}

/** Renders the start and end tags of a mark such as `["a", ["href", "https://…"]]`. */
function markHtml(markup: unknown): { start: string; end: string } {
	if (!Array.isArray(markup)) return { start: "", end: "" };
	const [name, attributes] = markup;
	if (typeof name !== "string" || !MARK.test(name)) return { start: "", end: "" };
	const at = Array.isArray(attributes) ? attributes.indexOf("href") : -1;
	const href: unknown = at === -1 ? undefined : attributes[at + 1];
	return { start: tag(name, { href: typeof href === "string" ? href : undefined }), end: `</${name}>` };
}

function atomHtml(atom: unknown): string {
	if (!Array.isArray(atom)) return "";
	return atom[0] === "soft-return" ? "<br>" : escapeHtml(String(atom[1] ?? ""));
}
