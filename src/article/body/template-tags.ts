import { fileKind } from "../file-kinds.ts";
import { ANYWHERE } from "../local-files.ts";
import { type Call, callOf } from "./template-calls.ts";

/**
 * Tags whose content is neither Markdown nor HTML, with functions that convert the content. Code becomes a code block
 * with its language.
 */
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
 * Tags that do not produce text of their own. If another tag uses a value that one of them sets, that other tag is left
 * out with a warning.
 */
export const SILENT =
	/^(?:assign|set|increment|decrement|import|from|layout|extends|cycle|break|continue|else|elsif|elseif|when)$/;
/** Tags whose content could only be determined by running the template. */
export const LOOPS = /^(?:for|tablerow|capture|case|macro|block|asyncEach|asyncAll)$/;
export const CONDITIONS = /^(?:if|unless|ifversion|ifchanged)$/;

/** Tags for links between files, which the generator resolves. */
export const REFERENCES = /^(?:ref|relref|link|post_url|post_path)$/;

/** Returns the kind and name of template code, to identify the code in a warning. */
export function nameOf(code: string): string {
	const name = /^\{\{[<%]\s*([\w/-]{1,40})/.exec(code)?.[1];
	if (name !== undefined) return `{{< ${name} >}}`;
	const tag = /^\{%-?\s*([\w-]{1,40})/.exec(code)?.[1];
	return tag === undefined ? "{{ … }}" : `{% ${tag} %}`;
}

/**
 * Parses the arguments of `include`, such as `figure.html src="…"`. Eleventy's syntax, with a quoted file name, is also
 * supported.
 */
export function includeOf(written: string): Call {
	const [path = ""] = /[^\s"']+/.exec(written) ?? [];
	const at = written.indexOf(path) + path.length;
	const name = (path.split("/").at(-1) ?? "").replace(/\.\w+$/, "");
	return callOf(name, written.slice(at).replace(/^["']/, ""));
}

/** Returns the value of a quoted string if nothing but address filters follow it; null for anything else. */
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

/** Returns a code block with a fence that is longer than any fence within it. */
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
 * Returns the address of another file, in the form that `collect-locals.ts` expects. If the target does not name a
 * folder, a file in any folder matches.
 */
export function referenceTo(tag: string, target: string): string {
	const [, path = "", fragment = ""] = /^([^#]*)(#.*)?$/s.exec(target.trim()) ?? [];
	if (path === "") return fragment;
	// Jekyll's `link` contains the path within the project.
	if (tag === "link") return encodeURI(path.replace(/^\/?/, "/")) + fragment;
	const file = path.replace(/\/$/, "").replace(/(\.(?:md|mdx|markdown|html))?$/i, (extension) => extension || ".md");
	return encodeURI(/^\.\.?\//.test(file) ? file : ANYWHERE + file.replace(/^\//, "")) + fragment;
}

/**
 * Returns the address of a file in a folder that only the generator can determine, as in `{{ IMAGES }}/tide.jpg`. The
 * file's name may be enough to find it.
 */
function fileBehind(address: string): string | null {
	const [, path = ""] = /^\{\{\s*[\w.]+\s*\}\}\/?([^{}?#]+)$/.exec(address) ?? [];
	return fileKind(path) && resolved(address.slice(0, address.indexOf("}}") + 2)) === null ? ANYWHERE + path : null;
}

const PART = /\{\{[^{}]*\}\}|\{%[^%{}]*%\}|[^\s(){}<>]+|\([^\s()]*\)/y;

/**
 * Reads the address, containing template code, that begins at index `from`. If only the generator can determine the
 * address, `address` is null, and `unknown` describes the code for a warning.
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

/** Returns the value of an attribute that contains template code; null if only its generator can determine it. */
export function knownValue(value: string): string | null {
	let isKnown = true;
	const known = value.replace(/\{\{[^{}]*\}\}|\{%[^%{}]*%\}/g, (piece) => {
		const found = resolved(piece);
		if (found === null) isKnown = false;
		return found ?? "";
	});
	return isKnown ? known : fileBehind(value);
}

/** Returns the address that a template produces; null if only its generator can determine it. */
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
