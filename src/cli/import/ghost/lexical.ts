import { escapeHtml, tag } from "../html.ts";
import { type CardContext, cardHtml } from "./cards.ts";
import { isObject, type Json, listIn, textIn } from "./json.ts";

/** The HTML element for each bit of a text's `format` (lexical/src/LexicalConstants.ts). */
const FORMATS: [bit: number, element: string][] = [
	[1, "strong"],
	[2, "em"],
	[4, "s"],
	[8, "u"],
	[16, "code"],
	[32, "sub"],
	[64, "sup"],
	[128, "mark"],
];

const MAX_DEPTH = 200;

/** Renders a document from the editor of Ghost 5 and later as HTML. Returns null if `json` is not such a document. */
export function renderLexical(json: string, context: CardContext): string | null {
	let parsed: unknown;
	try {
		parsed = JSON.parse(json);
	} catch {
		return null;
	}
	const root = isObject(parsed) ? parsed["root"] : undefined;
	return isObject(root)
		? listIn(root, "children")
				.map((node) => render(node, context, 0))
				.join("\n")
		: null;
}

function render(node: Json, context: CardContext, depth: number): string {
	const type = textIn(node, "type").replace(/^extended-/, "");
	if (depth > MAX_DEPTH) return "";
	const within = (): string =>
		listIn(node, "children")
			.map((child) => render(child, context, depth + 1))
			.join("");
	switch (type) {
		case "paragraph":
			return `<p>${within()}</p>`;
		case "heading": {
			const name = /^h[1-6]$/.exec(textIn(node, "tag"))?.[0] ?? "h2";
			return `<${name}>${within()}</${name}>`;
		}
		case "quote":
		case "aside":
			return `<blockquote><p>${within()}</p></blockquote>`;
		case "list": {
			const name = textIn(node, "listType") === "number" || textIn(node, "tag") === "ol" ? "ol" : "ul";
			const start = textIn(node, "start");
			return `${tag(name, { start: name === "ol" && start !== "1" && start !== "" ? start : undefined })}${within()}</${name}>`;
		}
		case "listitem":
			return `<li>${within()}</li>`;
		case "link":
		case "autolink":
			return `${tag("a", { href: textIn(node, "url") })}${within()}</a>`;
		case "linebreak":
			return "<br>";
		case "tab":
			return " ";
		case "text":
		case "code-highlight":
			return marked(textIn(node, "text"), Number(node["format"]));
		default: {
			const card = cardHtml(type, node, context);
			if (card !== null) return card;
			const text = within();
			if (text === "") context.notes.add(`The card \`${type}\` is unknown, so it is left out.`);
			return text;
		}
	}
}

function marked(text: string, format: number): string {
	return FORMATS.reduce(
		(html, [bit, element]) => ((format & bit) === 0 ? html : `<${element}>${html}</${element}>`),
		escapeHtml(text),
	);
}
