import type { ElementContent } from "hast";
import type { Fault } from "../problem.ts";

const UPLOAD = "Save it as a file next to the article, and refer to that file.";

/**
 * The kinds of content that browsers can show but feed readers cannot: for each, its name, a pattern that finds it in
 * the source, and how to fix it.
 */
const KINDS = {
	drawing: { one: "drawing (`<svg>` or `<canvas>`)", at: /<(svg|canvas)\b/i, hint: UPLOAD },
	data: { one: "picture in a `data:` address", at: /\bdata:image\//i, hint: UPLOAD },
	picture: {
		one: "picture without a usable address",
		at: /<(img|picture|source)\b|!\[/i,
		hint: "Use a web address that begins with https:// or http://.",
	},
	field: { one: "form field", at: /<(input|select|textarea)\b/i, hint: "Link to a page that has the form." },
	embed: {
		one: "frame or embed without a web address",
		at: /<(iframe|object|embed|amp-[a-z]+)\b/i,
		hint: "Add a visible link to the page instead.",
	},
	media: {
		one: "video or audio without a web address",
		at: /<(video|audio|amp-(video|audio))\b/i,
		hint: "Add the file's address as `src`.",
	},
	formula: {
		one: "formula drawn by a script",
		at: /<mjx-|MathJax/i,
		hint: "Write the formula as MathML or as text.",
	},
} as const;

export type LossKind = keyof typeof KINDS;

/**
 * Collects the parts of a body that are left out although a browser would show them, with one warning for each kind.
 */
export class Losses {
	readonly #found = new Map<LossKind, Set<object>>();
	readonly #unclosed: string[] = [];
	#deadLinks = 0;

	/** @param node the node, or its replacement in the result */
	note(kind: LossKind, node: object): void {
		const nodes = this.#found.get(kind) ?? new Set();
		this.#found.set(kind, nodes.add(node));
	}

	/** Withdraws the warning about a node that turns out to be part of the result. */
	forget(node: ElementContent): void {
		for (const nodes of this.#found.values()) nodes.delete(node);
	}

	noteUnclosed(name: string): void {
		this.#unclosed.push(name);
	}

	noteDeadLink(): void {
		this.#deadLinks++;
	}

	/** @param text the body as written; the lines in warnings are counted from its first line */
	warnings(text: string): Fault[] {
		const warnings: Fault[] = [];
		for (const [kind, { size }] of this.#found) {
			if (size === 0) continue;
			const { one, at, hint } = KINDS[kind];
			const times = size === 1 ? "" : `, ${size} times`;
			const message = `A ${one} is left out${times}: feed readers cannot show it.`;
			warnings.push({ line: lineAt(text, text.search(at)), message, hint });
		}
		for (const name of this.#unclosed) {
			const index = text.toLowerCase().lastIndexOf(`<${name}`);
			const message = `\`<${name}>\` is never closed, so everything after it is left out.`;
			warnings.push({ line: lineAt(text, index), message, hint: `Add \`</${name}>\` where it ends.` });
		}
		if (this.#deadLinks > 0) {
			const index = text.search(/\]\(\s*<?#|\bhref\s*=\s*["']?#/);
			const message =
				"A link leads to an anchor that this article does not have (`#…`), so only the link's text is published.";
			warnings.push({
				line: lineAt(text, index),
				message,
				hint: "Use the `id` of a heading or element in this article.",
			});
		}
		return warnings;
	}
}

function lineAt(text: string, index: number): number {
	return index < 0 ? 1 : text.slice(0, index).split("\n").length;
}
