import { sameLines, translateContainers } from "./containers.ts";
import { type LeftOut, LeftOutCode } from "./left-out.ts";
import { inlineExtra } from "./markdown-inline.ts";
import {
	braceEnd,
	callOfTag,
	constantOf,
	htmlTag,
	importedFiles,
	isComponent,
	readTag,
	statementEnd,
	withImports,
} from "./mdx.ts";
import { SourceScanner } from "./source-scanner.ts";
import { type Call, callOf, escapeHtml, type Shown, shownOf } from "./template-calls.ts";
import {
	addressAt,
	CONDITIONS,
	includeOf,
	knownValue,
	LOOPS,
	literalOf,
	nameOf,
	RAW,
	REFERENCES,
	referenceTo,
	SILENT,
} from "./template-tags.ts";
import type { Work } from "./work.ts";

/** Marks the end of the teaser. Every generator's own marker is converted to this comment. */
export const TEASER_END = "<!--end of the teaser-->";
const TEASER = /^(?:more|truncate|excerpt|end[ _-]?excerpt|readmore|pelican_end_summary)$/i;

/** Patterns that indicate template code. Text that none of them matches does not need to be translated. */
const SIGNS = {
	markdown: /[{$]|%%|==|\[\[|\\[([]|<\/?[A-Z][a-z]|^(?:import|export)\s|<!--|^<<<\s|^--8<--|:[a-z][\w-]*\[| \^\w{6,}$/m,
	html: /\{[{%#]|<!--/,
};

interface Open {
	key: string;
	/** The index of the output piece at which the tag begins. */
	piece: number;
	before: string;
	after: string;
	/** The index of the first output piece to remove when the tag is closed; absent if its content is kept. */
	from?: number | undefined;
}

/**
 * Translates template code in a body if its meaning is clear. Code that only its site generator can run is left out.
 */
export function translateTemplates(
	text: string,
	markup: "markdown" | "mdx" | "html",
	work: Work,
): { text: string; leftOut: LeftOut[] } {
	const leftOut = new LeftOutCode(text);
	const { found } = leftOut;
	let translated = text;
	if (markup === "mdx" || SIGNS[markup].test(text)) {
		const translation = new Translation(text, markup, work, leftOut);
		translation.run();
		translated = translation.result();
	}
	if (markup === "html") return { text: translated, leftOut: found };
	const containers: { code: string; at: number }[] = [];
	const result = translateContainers(translated, work, (code, at) => containers.push({ code, at }));
	if (containers.length > 0) {
		const lineOf = sameLines(text, translated);
		found.push(...containers.map(({ code, at }) => ({ line: lineOf(at), code })));
		found.sort((a, b) => a.line - b.line);
	}
	return { text: result, leftOut: found };
}

class Translation extends SourceScanner {
	readonly #leftOut: LeftOutCode;
	readonly #pieces: string[] = [];
	readonly #open: Open[] = [];
	readonly #isMdx: boolean;
	/** Imported files by name. */
	readonly #files = new Map<string, string>();
	#markEnd = -1;
	/** The index after the last character that was copied to the output. */
	#done = 0;

	constructor(text: string, markup: "markdown" | "mdx" | "html", work: Work, leftOut: LeftOutCode) {
		super(text, markup !== "html", work);
		this.#leftOut = leftOut;
		this.#isMdx =
			markup === "mdx" || (markup === "markdown" && /^import\s[^\n]*["']/m.test(text) && /^<[A-Z]/m.test(text));
	}

	run(): void {
		for (let token = this.next(0); token !== null; token = this.next(this.#done)) {
			const { start, mark } = token;
			if (token.codeEnd !== undefined) this.#keep(token.codeEnd);
			else if (mark === "<!--") this.#comment(start);
			else if (!this.#translate(start, mark)) this.#keep(start + mark.length);
		}
		this.#keep(this.text.length);
	}

	result(): string {
		return this.#pieces.join("");
	}

	#translate(start: number, mark: string): boolean {
		if (mark === "{{" || mark === "{%") return this.#isAddress(start) ? this.#address(start) : this.#template(start);
		if (/^<\/?[A-Za-z]$/.test(mark)) return this.#tag(start);
		if (/^\s*<\/?>$/.test(mark)) return this.#replace(start, start + mark.length, "");
		if (mark === "import" || mark === "export") {
			const end = statementEnd(this.text, start);
			for (const [name, path] of importedFiles(this.text.slice(start, end ?? start))) this.#files.set(name, path);
			return this.#replace(start, end, "");
		}
		if (mark === "{" && this.text.startsWith("{::comment}", start)) {
			const end = this.find("{:/", start);
			return this.#replace(start, end && (this.find("}", end) ?? end) + 1, "");
		}
		if (mark === "{/") return this.#expressionComment(start);
		if (mark === "<<<" || mark === "--8<--") {
			this.#leftOut.note(start, mark);
			return this.#replace(start, this.lineEnd(start), "");
		}
		if (mark === "==" && start === this.#markEnd) return this.#replace(start, start + 2, "</mark>");
		const extra = this.isMarkdown ? inlineExtra(this, start, mark) : null;
		if (extra !== null) {
			if (extra.markEnd !== undefined) this.#markEnd = extra.markEnd;
			return this.#replace(Math.max(extra.from ?? start, this.#done), extra.end, extra.text);
		}
		return mark === "{" && this.#isMdx ? this.#expression(start) : false;
	}

	#keep(end: number): void {
		if (end > this.#done) this.#pieces.push(this.text.slice(this.#done, end));
		this.#done = Math.max(end, this.#done);
	}

	#replace(start: number, end: number | undefined, text: string): boolean {
		if (end === undefined) return false;
		this.#keep(start);
		if (text !== "") this.#pieces.push(text);
		this.#done = end;
		return true;
	}

	#comment(start: number): void {
		const end = this.find("-->", start + 4);
		const isTeaser = end !== undefined && end - start < 60 && TEASER.test(this.text.slice(start + 4, end).trim());
		if (isTeaser) this.#replace(start, end + 3, TEASER_END);
		else this.#keep(end === undefined ? start + 4 : end + 3);
	}

	/** Reads an MDX comment, `{/* … *​/}`. */
	#expressionComment(start: number): boolean {
		const end = this.text[start + 2] === "*" ? this.find("*/}", start + 3) : undefined;
		if (end === undefined) return false;
		const isTeaser = end - start < 60 && TEASER.test(this.text.slice(start + 3, end).trim());
		return this.#replace(start, end + 3, isTeaser ? TEASER_END : "");
	}

	#expression(start: number): boolean {
		const length = braceEnd(this.text.slice(start, start + 600), 0, (steps) => this.work.spend(steps));
		if (length === undefined) return false;
		const value = constantOf(this.text.slice(start + 1, start + length - 1));
		if (value === null) this.#leftOut.note(start, "{…}");
		return this.#replace(start, start + length, value === null ? "" : escapeHtml(value));
	}

	/** Whether the code at `start` is within the address of a link, a picture or a definition. */
	#isAddress(start: number): boolean {
		this.work.spend(4);
		const before = this.text.slice(Math.max(this.#done, start - 300), start);
		return /(?:\]\(\s*<?|^[ \t]*\[[^[\]\n]{1,99}\]:[ \t]*<?)[^()\s<>]*$/m.test(before);
	}

	#address(start: number): boolean {
		const before = this.text.slice(Math.max(this.#done, start - 300), start);
		const from = start - (/[^()\s<>]*$/.exec(before)?.[0].length ?? 0);
		const { address, unknown, end } = addressAt(this.text, from);
		this.work.spend((end - from) / 32 + 2);
		if (address === null) this.#leftOut.note(start, unknown);
		return end > start && this.#replace(from, end, address ?? "#");
	}

	#template(start: number): boolean {
		const { text } = this;
		const isHugo = /^\{\{[<%]/.test(text.slice(start, start + 3));
		if (isHugo) return this.#shortcode(start);
		const isTag = text[start + 1] === "%";
		const end = this.find(isTag ? "%}" : "}}", start + 2);
		if (end === undefined || end - start > 4000) return false;
		const inner = text
			.slice(start + 2, end)
			.replace(/^[-#*]?\s*/, (sign) => sign.trim())
			.replace(/-$/, "")
			.trim();
		this.work.spend((end - start) / 32);
		if (isTag) return this.#liquidTag(start, end + 2, inner.replace(/^-\s*/, ""));
		if (inner.startsWith("/*")) return this.#replace(start, end + 2, "");
		const literal = literalOf(inner.replace(/^-\s*/, ""));
		if (/^\s*(?:toc|TOC)\s*$/.test(inner)) return this.#replace(start, end + 2, "");
		if (literal === null) this.#leftOut.note(start, "{{ … }}");
		return this.#replace(start, end + 2, literal === null ? "" : escapeHtml(literal));
	}

	#liquidTag(start: number, end: number, inner: string): boolean {
		if (inner.startsWith("#")) return this.#replace(start, end, "");
		const name = /^[\w-]+/.exec(inner)?.[0] ?? "";
		if (name === "") return this.#missed(start, end, "{% … %}");
		const written = inner.slice(name.length);
		if (Object.hasOwn(RAW, name)) {
			const close = this.findTag(`end${name}`, end);
			if (close !== undefined) return this.#raw(start, end, close, callOf(name, written));
			if (name === "raw" || name === "verbatim") return false;
		}
		if (/^end[a-z]/.test(name)) return this.#close(start, end, name.slice(3));
		if (name === "else" || name === "elsif" || name === "elseif") {
			const open = this.#open.findLast(({ key }) => CONDITIONS.test(key));
			this.#replace(start, end, "");
			if (open) open.from ??= this.#pieces.length;
			return true;
		}
		if (LOOPS.test(name) || CONDITIONS.test(name)) {
			this.#leftOut.note(start, `{% ${name} %}`);
			this.#replace(start, end, "");
			const from = LOOPS.test(name) ? this.#pieces.length : undefined;
			this.#open.push({ key: name, piece: this.#mark(), before: "", after: "", from });
			return true;
		}
		if (SILENT.test(name)) return this.#replace(start, end, "");
		const call = name.startsWith("include") ? includeOf(written) : callOf(name, written.replace(/,/g, " "));
		if (/^(?:post_link|asset_link)$/.test(name) || (name === "link" && call.list.length > 1)) {
			return this.#namedLink(start, end, call);
		}
		return this.#call(start, end, call, `{% ${name} %}`, this.findTag(`end${name}`, end) === undefined);
	}

	/** Reads a Hexo link tag: the address is either looked up by Hexo, or written after the link text. */
	#namedLink(start: number, end: number, { name, list }: Call): boolean {
		const address = list.find((text) => /^https?:\/\//.test(text));
		if (name === "link" && address !== undefined) {
			const words = list.slice(0, list.indexOf(address)).join(" ") || address;
			return this.#replace(start, end, `<a href="${escapeHtml(address)}">${escapeHtml(words)}</a>`);
		}
		const [target = "", ...title] = list;
		const words = title.join(" ") || target.replace(/^.*\//, "").replace(/[-_]+/g, " ");
		if (name === "link" || target === "") {
			this.#leftOut.note(start, `{% ${name} %}`);
			return this.#replace(start, end, escapeHtml(words));
		}
		const file = name === "asset_link" ? encodeURI(target) : referenceTo(name, target);
		return this.#replace(start, end, `<a href="${escapeHtml(file)}">${escapeHtml(words)}</a>`);
	}

	#shortcode(start: number): boolean {
		const sign = this.text[start + 2] === "<" ? ">}}" : "%}}";
		const end = this.find(sign, start + 3);
		if (end === undefined || end - start > 4000) return false;
		this.work.spend((end - start) / 32);
		const inner = this.text.slice(start + 3, end).trim();
		if (inner.startsWith("/*")) {
			// Authors use this syntax to show a shortcode without running it.
			const shown = `{{${this.text[start + 2]} ${inner.replace(/^\/\*|\*\/$/g, "").trim()} ${sign}`;
			return this.#replace(start, end + 3, escapeHtml(shown));
		}
		const [, slash = "", name = ""] = /^(\/?)\s*([\w/.-]*)/.exec(inner) ?? [];
		const key = name.replace(/\/$/, "");
		if (slash !== "") return this.#close(start, end + 3, key);
		const isWhole = /\/$/.test(inner);
		const call = callOf(key.split("/").at(-1) ?? key, inner.slice(name.length).replace(/\/$/, ""));
		if (Object.hasOwn(RAW, call.name) && !isWhole) {
			const close = this.findShortcodeEnd(key, end + 3);
			if (close !== undefined) return this.#raw(start, end + 3, close, call);
		}
		if (REFERENCES.test(call.name)) return this.#missed(start, end + 3, nameOf(this.text.slice(start, start + 60)));
		const isAlone = isWhole || this.findShortcodeEnd(key, end + 3) === undefined;
		return this.#call(start, end + 3, call, `{{< ${key} >}}`, isAlone, key);
	}

	#missed(start: number, end: number, code: string): boolean {
		this.#leftOut.note(start, code);
		return this.#replace(start, end, "");
	}

	#raw(start: number, bodyStart: number, close: { start: number; end: number }, call: Call): boolean {
		const show = RAW[call.name];
		const body = this.text.slice(bodyStart, close.start);
		const isInline = /hl_inline\s*=\s*true/.test([...call.list, ...call.named.values()].join(" "));
		if (isInline) return this.#replace(start, close.end, `<code>${escapeHtml(body)}</code>`);
		const shown = show?.(body, call) ?? body;
		const isBlock = show !== undefined && shown !== body && shown !== "";
		if (isBlock && !this.isMarkdown) {
			const html = `<pre><code>${escapeHtml(body.replace(/^\n+|\s+$/g, ""))}\n</code></pre>`;
			return this.#replace(start, close.end, html);
		}
		return isBlock ? this.#block(start, close.end, shown) : this.#replace(start, close.end, shown);
	}

	/** @param isAlone whether the call lacks an end tag */
	#call(start: number, end: number, call: Call, code: string, isAlone: boolean, key = call.name): boolean {
		const shown = shownOf(call);
		if (shown === null) {
			this.#leftOut.note(start, code);
			// The content between the call and its end tag is kept.
			return this.#replace(start, end, "");
		}
		return this.#show(start, end, shown, isAlone, key);
	}

	#show(start: number, end: number, shown: Shown, isAlone: boolean, key: string): boolean {
		if ("text" in shown) {
			return /^<(?:figure|iframe|video)/.test(shown.text)
				? this.#block(start, end, shown.text)
				: this.#replace(start, end, shown.text);
		}
		if (isAlone)
			return shown.before.startsWith("<blockquote")
				? this.#replace(start, end, "")
				: this.#block(start, end, shown.before);
		this.#keep(start);
		const piece = this.#mark();
		this.#open.push({ key, piece, before: this.asBlock(start, end, shown.before), after: shown.after });
		this.#done = end;
		return true;
	}

	/** Reserves a place in the output to fill in later, and returns its index. */
	#mark(): number {
		return this.#pieces.push("") - 1;
	}

	#close(start: number, end: number, key: string): boolean {
		const at = this.#open.findLastIndex((open) => open.key === key);
		const open = this.#open[at];
		if (open === undefined) return this.#replace(start, end, "");
		this.#keep(start);
		this.#open.length = at;
		if (open.from !== undefined) this.#pieces.length = open.from;
		this.#pieces[open.piece] = open.before;
		if (open.after !== "") this.#pieces.push(this.asBlock(start, end, open.after));
		this.#done = end;
		return true;
	}

	#block(start: number, end: number, text: string): boolean {
		return this.#replace(start, end, this.asBlock(start, end, text));
	}

	#tag(start: number): boolean {
		const tag = readTag(this.text, start, (steps) => this.work.spend(steps));
		if (tag === null) return false;
		withImports(tag, this.#files);
		if (this.isMarkdown && isComponent(tag.name)) return this.#component(start, tag);
		if (!tag.isProgram) {
			this.#keep(tag.end);
			return true;
		}
		tag.attributes = tag.attributes.map(([name, value]) => {
			if (value === null || !/\{[{%]/.test(value)) return [name, value];
			const known = knownValue(value);
			if (known === null) this.#leftOut.note(start, "{{ … }}");
			return [name, known];
		});
		return this.#replace(start, tag.end, htmlTag(tag));
	}

	#component(start: number, tag: NonNullable<ReturnType<typeof readTag>>): boolean {
		if (tag.isEnd) {
			const at = this.#open.findLastIndex(({ key }) => key === `<${tag.name}`);
			if (at !== -1) return this.#close(start, tag.end, `<${tag.name}`);
			return this.#block(start, tag.end, "");
		}
		const call = callOfTag(tag);
		const shown = shownOf(call);
		if (tag.isWhole) {
			const isPicture = shown !== null && "text" in shown;
			if (!isPicture && !(shown !== null && shown.before !== "" && !shown.before.startsWith("<blockquote"))) {
				return this.#missed(start, tag.end, `<${tag.name}>`);
			}
			return this.#show(start, tag.end, shown, true, "");
		}
		const around = shown === null || "text" in shown ? { before: "", after: "" } : shown;
		this.#keep(start);
		const before = this.isAlone(start, tag.end) ? `\n${this.asBlock(start, tag.end, around.before)}\n` : around.before;
		const after = around.after || (this.isAlone(start, tag.end) ? "\n" : "");
		this.#open.push({ key: `<${tag.name}`, piece: this.#mark(), before, after });
		this.#done = tag.end;
		return true;
	}
}
