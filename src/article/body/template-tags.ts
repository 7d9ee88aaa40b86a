import { fileKind } from "../file-kinds.ts";
import { ANYWHERE } from "../local-files.ts";
import { type Call, callOf } from "./template-calls.ts";

/** Tags whose content is not Markdown or HTML, with the language for those that contain code. */
export const RAW: Record<string, (body: string, call: Call) => string> = {
	raw: (body) => body,
	verbatim: (body) => body,
	rawhtml: (body) => body,
	comment: () => "",
	highlight: code,
	code: code,
	codeblock: code,
	prism: code,
	mermaid: (body) => fenced(body, "mermaid"),
	chart: (body) => fenced(body, ""),
	math: (body) => fenced(body, "math"),
	katex: (body) => fenced(body, "math"),
	mathjax: (body) => fenced(body, "math"),
};

/**
 * Tags that produce no text themselves. If another tag uses a value that they set, that other tag is left out with a
 * warning.
 */
export const SILENT =
	/^(?:assign|set|increment|decrement|import|from|layout|extends|cycle|break|continue|else|elsif|elseif|when)$/;
/** Tags whose content only a program can select. */
export const LOOPS = /^(?:for|tablerow|capture|case|macro|block|asyncEach|asyncAll)$/;
export const CONDITIONS = /^(?:if|unless|ifversion|ifchanged)$/;

/** Links between files, which the generator resolves. */
export const REFERENCES = /^(?:ref|relref|link|post_url|post_path)$/;

/** The name of code in a warning: its kind and name. */
export function nameOf(code: string): string {
	const name = /^\{\{[<%]\s*([\w/-]{1,40})/.exec(code)?.[1];
	if (name !== undefined) return `{{< ${name} >}}`;
	const tag = /^\{%-?\s*([\w-]{1,40})/.exec(code)?.[1];
	return tag === undefined ? "{{ … }}" : `{% ${tag} %}`;
}

/** Parses `include figure.html src="…"`, or Eleventy's syntax with quotes. */
export function includeOf(written: string): Call {
	const [path = ""] = /[^\s"']+/.exec(written) ?? [];
	const at = written.indexOf(path) + path.length;
	const name = (path.split("/").at(-1) ?? "").replace(/\.\w+$/, "");
	return callOf(name, written.slice(at).replace(/^["']/, ""));
}

/** A quoted string followed only by filters that make it an address; null for anything else. */
export function literalOf(expression: string): string | null {
	const [, double, single, filters = ""] = /^(?:"([^"]*)"|'([^']*)')\s*((?:\|[^|]*)*)$/.exec(expression) ?? [];
	const isAddress = filters
		.split("|")
		.slice(1)
		.every((filter) =>
			/^\s*(?:relative_url|absolute_url|url|relURL|absURL|safe|escape|prepend:\s*site\.(?:base)?url)\s*$/.test(filter),
		);
	return isAddress ? (double ?? single ?? null) : null;
}

/** A code block with a fence longer than any fence within it. */
function code(body: string, { list, named }: Call): string {
	const lang = list.map((text) => /^lang:(.+)/.exec(text)?.[1]).find((text) => text !== undefined);
	return fenced(body, lang ?? named.get("lang") ?? named.get("language") ?? list[0] ?? "");
}

function fenced(body: string, language: string): string {
	const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = "`".repeat(longest + 1);
	const lang = /^[\w+#.-]+$/.test(language) ? language : "";
	return `${fence}${lang}\n${body.replace(/^(?:[ \t]*\n)+|\s+$/g, "")}\n${fence}`;
}

/**
 * The address of another file, in the form that `collect-locals.ts` reads. Without a folder, the file may be in any
 * folder.
 */
export function referenceTo(tag: string, target: string): string {
	const [, path = "", fragment = ""] = /^([^#]*)(#.*)?$/s.exec(target.trim()) ?? [];
	if (path === "") return fragment;
	// Jekyll's `link` contains the path within the project.
	if (tag === "link") return encodeURI(path.replace(/^\/?/, "/")) + fragment;
	const file = path.replace(/\/$/, "").replace(/(\.(?:md|mdx|markdown|html))?$/i, (extension) => extension || ".md");
	return encodeURI(/^\.\.?\//.test(file) ? file : ANYWHERE + file.replace(/^\//, "")) + fragment;
}

/** A file in a folder that only the generator knows: `{{ IMAGES }}/tide.jpg`. The name may be enough to find it. */
function fileBehind(address: string): string | null {
	const [, path = ""] = /^\{\{\s*[\w.]+\s*\}\}\/?([^{}?#]+)$/.exec(address) ?? [];
	return fileKind(path) && resolved(address.slice(0, address.indexOf("}}") + 2)) === null ? ANYWHERE + path : null;
}

const PART = /\{\{[^{}]*\}\}|\{%[^%{}]*%\}|[^\s(){}<>]+|\([^\s()]*\)/y;

/**
 * Reads an address with template code that begins at an index. If only its generator knows the address, it is null, and
 * `unknown` is the name of the code.
 */
export function addressAt(text: string, from: number): { address: string | null; unknown: string; end: number } {
	let address: string | null = "";
	let [end, unknown] = [from, ""];
	PART.lastIndex = from;
	for (let match = PART.exec(text); match !== null; match = PART.exec(text)) {
		end = PART.lastIndex;
		const [piece] = match;
		const value: string | null = piece.startsWith("{") ? resolved(piece) : piece;
		if (value === null) unknown ||= nameOf(piece);
		address = value === null || address === null ? null : address + value;
	}
	return { address: address ?? fileBehind(text.slice(from, end)), unknown, end };
}

/** The value of an attribute that contains template code; null if only its generator knows it. */
export function knownValue(value: string): string | null {
	let isKnown = true;
	const known = value.replace(/\{\{[^{}]*\}\}|\{%[^%{}]*%\}/g, (piece) => {
		const found = resolved(piece);
		if (found === null) isKnown = false;
		return found ?? "";
	});
	return isKnown ? known : fileBehind(value);
}

/** The address that a template produces; null if only its generator knows it. */
function resolved(code: string): string | null {
	const inner = code.slice(2, -2).replace(/^-|-$/g, "").trim();
	if (code.startsWith("{{") && !/^[<%]/.test(inner)) {
		if (/^(?:site|config|metadata|hexo)\.(?:url|baseurl|base_url|base|root)\b|^base_?url\b/i.test(inner)) return "";
		return literalOf(inner);
	}
	const name = /^(?:[<%]\s*)?([\w-]+)/.exec(inner)?.[1] ?? "";
	const { list, named } = callOf(name, inner.replace(/^(?:[<%]\s*)?[\w-]+/, "").replace(/[>%]$/, ""));
	const [target = named.get("path") ?? ""] = list;
	if (REFERENCES.test(name) && target !== "") return referenceTo(name, target);
	return /^(?:asset_path|url_for|static|asset|assets?_url)$/.test(name) ? (list[0] ?? null) : null;
}
