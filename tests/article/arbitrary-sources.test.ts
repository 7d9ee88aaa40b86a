import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveLocals } from "../../src/article/resolve-locals.ts";
import { anyPath, anySource } from "./arbitrary.ts";
import { read } from "./reading.ts";

const RUNS = { numRuns: 400 };

/**
 * Every allowed field with its type. A name such as `images.url` stands for the field `url` of the object in `images`,
 * or of each object in that list.
 */
const FIELDS: Record<string, "string" | "number" | "list" | "object"> = {
	path: "string",
	address: "string",
	link: "string",
	title: "string",
	excerpt: "string",
	html: "string",
	language: "string",
	published: "number",
	expires: "number",
	guid: "string",
	firstGuid: "string",
	formerly: "list",
	updated: "number",
	original: "string",
	type: "string",
	category: "string",
	topics: "list",
	provider: "object",
	"provider.key": "string",
	"provider.name": "string",
	"provider.domain": "string",
	"provider.image": "object",
	"provider.image.url": "string",
	"provider.image.width": "number",
	"provider.image.height": "number",
	"provider.image.alt": "string",
	"provider.image.caption": "string",
	"provider.image.credit": "string",
	authors: "list",
	"authors.name": "string",
	"authors.url": "string",
	images: "list",
	"images.url": "string",
	"images.width": "number",
	"images.height": "number",
	"images.alt": "string",
	"images.caption": "string",
	"images.credit": "string",
	related: "list",
	"related.title": "string",
	"related.url": "string",
	"related.excerpt": "string",
	"related.published": "number",
	"related.provider": "string",
	quality: "number",
	heat: "number",
	player: "string",
	attachments: "list",
	"attachments.url": "string",
	"attachments.type": "string",
	"attachments.title": "string",
	"attachments.bytes": "number",
	locals: "list",
	"locals.path": "string",
	"locals.alternative": "string",
	"locals.kind": "string",
	"locals.line": "number",
	"locals.otherwise": "string",
};
const URLS = [
	"link",
	"original",
	"player",
	"images.url",
	"provider.image.url",
	"authors.url",
	"related.url",
	"attachments.url",
];
const DESCRIBED = [
	"feed",
	"name",
	"domain",
	"aliases",
	"parent",
	"description",
	"url",
	"image",
	"retired",
	"movedTo",
	"html",
	"license",
	"copyright",
	"locals",
];

/** Calls `visit` with the name and value of every field within `node`. */
function walk(node: object, prefix: string, visit: (name: string, value: unknown) => void): void {
	for (const [key, value] of Object.entries(node)) {
		const name = Array.isArray(node) ? prefix.slice(0, -1) : prefix + key;
		if (value === undefined) continue;
		if (!Array.isArray(node)) visit(name, value);
		if (typeof value === "object" && value !== null) walk(value, `${name}.`, visit);
	}
}

function kindOf(value: unknown): string {
	return Array.isArray(value) ? "list" : typeof value;
}

test("no source causes an exception, and reading is deterministic", () => {
	fc.assert(
		fc.property(anyPath, anySource, anySource, (path, text, other) => {
			const first = read(text, path);
			read(other, path);
			expect(read(text, path)).toEqual(first);
		}),
		RUNS,
	);
});

test("a blocked article has an error, a published article has none, and each problem has a location and a fix", () => {
	fc.assert(
		fc.property(anyPath, anySource, (path, text) => {
			const { kind, problems } = read(text, path);
			const errors = problems.filter((problem) => problem.severity === "error");
			if (kind === "rejected") expect(errors).not.toEqual([]);
			if (kind === "article" || kind === "description") expect(errors).toEqual([]);
			const lines = text.split("\n").length;
			for (const { severity, path: where, line, message, hint } of problems) {
				expect(where).toBe(path);
				if (line !== null) expect(line >= 1 && line <= lines).toBe(true);
				expect(message).toMatch(/^\S.*\.$/);
				// Guesses may be right, so they do not need a hint.
				if (severity !== "guess") expect(hint).toMatch(/^\S.*\.$/);
			}
		}),
		RUNS,
	);
});

test("articles have only known fields, each of the right type", () => {
	fc.assert(
		fc.property(anySource, (text) => {
			const result = read(text);
			const own: string[] = ["article", "description"].includes(result.kind) ? [result.kind] : [];
			if ("because" in result) own.push("because");
			expect(Object.keys(result).toSorted()).toEqual(["kind", "problems", ...own].toSorted());
			if (result.kind !== "article") return;
			walk(result.article, "", (name, value) => expect({ [name]: kindOf(value) }).toEqual({ [name]: FIELDS[name] }));
		}),
		RUNS,
	);
});

test("descriptions have only known fields", () => {
	fc.assert(
		fc.property(anySource, fc.constantFrom("topics/t.md", "providers/p.md"), (text, path) => {
			const result = read(text, path);
			if (result.kind !== "description") return;
			for (const name of Object.keys(result.description)) expect(DESCRIBED).toContain(name);
			expect(result.description.feed).toMatch(/^(topics|providers)\/[^/]+$/);
		}),
		RUNS,
	);
});

test("every URL in an article is absolute, http(s) and normalized, and every string is valid in XML", () => {
	fc.assert(
		fc.property(anySource, (text) => {
			const result = read(text);
			if (result.kind !== "article") return;
			const article = resolveLocals(result.article, () => ({
				url: "https://a.example/1",
				type: "image/png",
				bytes: 1,
			}));
			walk(article, "", (name, value) => {
				if (URLS.includes(name)) {
					expect(value).toMatch(/^https?:\/\/[^/]/);
					expect(new URL(String(value)).href).toBe(value);
				}
				if (typeof value === "string") {
					expect(value).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
					if (name !== "html") expect(value).not.toMatch(/[\t\n\r]/);
				}
			});
			for (const [, name = "", url = ""] of article.html.matchAll(/<[^>]* (src|href|poster|cite)="([^"]*)"/g)) {
				expect(url).toMatch(name === "href" ? /^(https?:\/\/|mailto:|tel:)/ : /^https?:\/\//);
			}
		}),
		RUNS,
	);
});
