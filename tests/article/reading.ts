import { expect } from "vitest";
import type { Article } from "../../src/article/article.ts";
import type { Problem } from "../../src/article/problem.ts";
import { type ReadSource, readSource } from "../../src/article/read-source.ts";
import type { Context } from "../../src/article/source.ts";

export const SITE = "https://gazette.example";

const CONTEXT: Context = { siteUrl: SITE, timeZone: "UTC", defaults: {} };

/** Reads a source as a site without folder defaults would, unless `context` contains some. */
export function read(text: string, path = "tide.md", context: Partial<Context> = {}): ReadSource {
	return readSource(path, text, { ...CONTEXT, ...context });
}

/**
 * Creates a source with a title on line 2 and a date on line 3.
 *
 * @param fields more lines of front matter, starting at line 4
 */
export function source(fields = "", body = ""): string {
	return `---\ntitle: Tide\ndate: 2026-05-04\n${fields}${fields === "" ? "" : "\n"}---\n${body}`;
}

/** Reads the article from a source, which must not have problems. */
export function articleFrom(fields = "", body = "", path = "tide.md"): Article {
	const result = read(source(fields, body), path);
	expect(result.problems).toEqual([]);
	if (result.kind !== "article") throw new Error(`the source is ${result.kind}`);
	return result.article;
}

/** Reads an article that is published despite an invalid field. Returns the article and the problem with that field. */
export function warned(fields: string): { article: Article; problem: Problem } {
	const result = read(source(fields));
	if (result.kind !== "article") throw new Error(`the source is ${result.kind}: ${JSON.stringify(result.problems)}`);
	const [problem] = result.problems;
	if (!problem) throw new Error("there was no warning");
	expect(result.problems).toHaveLength(1);
	expect(problem).toMatchObject({ severity: "warning", path: "tide.md" });
	expect(problem.hint).not.toBe("");
	return { article: result.article, problem };
}

/** Returns the first error in a source. The source must be blocked. */
export function rejected(text: string, path = "tide.md"): Problem {
	const result = read(text, path);
	expect(result.kind).toBe("rejected");
	const problem = result.problems.find(({ severity }) => severity === "error");
	if (!problem) throw new Error("blocked without an error");
	expect(problem.path).toBe(path);
	expect(problem.message).toMatch(/\.$/);
	expect(problem.hint).toMatch(/\.$/);
	return problem;
}

/** Reads an article with this body, which must cause exactly one warning. Returns the article and the warning. */
export function warnedOfBody(body: string, path = "tide.md"): { article: Article; problem: Problem } {
	const result = read(source("", body), path);
	if (result.kind !== "article") throw new Error(`the source is ${result.kind}: ${JSON.stringify(result.problems)}`);
	const [problem] = result.problems;
	if (!problem) throw new Error("no warning");
	expect(result.problems).toHaveLength(1);
	expect(problem).toMatchObject({ severity: "warning", path });
	expect(problem.message).toMatch(/\.$/);
	expect(problem.hint).toMatch(/\.$/);
	return { article: result.article, problem };
}

/** Returns the HTML of an article's body. The article must be published, but may cause warnings. */
export function bodyOf(body: string, path = "tide.md"): string {
	const result = read(source("", body), path);
	if (result.kind !== "article") throw new Error(`the source is ${result.kind}: ${JSON.stringify(result.problems)}`);
	return result.article.html;
}
