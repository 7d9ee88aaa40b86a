import { expect } from "vitest";
import type { Article } from "../../src/article/article.ts";
import type { Problem } from "../../src/article/problem.ts";
import { type ReadSource, readSource } from "../../src/article/read-source.ts";
import type { Context } from "../../src/article/source.ts";

export const SITE = "https://gazette.example";

const CONTEXT: Context = { siteUrl: SITE, timeZone: "UTC", defaults: {} };

/** Reads a source, for a site and a folder without defaults unless `context` contains some. */
export function read(text: string, path = "tide.md", context: Partial<Context> = {}): ReadSource {
	return readSource(path, text, { ...CONTEXT, ...context });
}

/**
 * A source with a title and a date on lines 2 and 3.
 *
 * @param fields further lines of front matter, from line 4 on
 */
export function source(fields = "", body = ""): string {
	return `---\ntitle: Tide\ndate: 2026-05-04\n${fields}${fields === "" ? "" : "\n"}---\n${body}`;
}

/** The article of a source without problems. */
export function articleFrom(fields = "", body = "", path = "tide.md"): Article {
	const result = read(source(fields, body), path);
	expect(result.problems).toEqual([]);
	if (result.kind !== "article") throw new Error(`the source is ${result.kind}`);
	return result.article;
}

/** An article that is published although a field is invalid, and the problem with that field. */
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

/** The first error of a blocked source. */
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

/** An article whose body is published, and its only warning. */
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

/** The body of a source that is published, with or without warnings. */
export function bodyOf(body: string, path = "tide.md"): string {
	const result = read(source("", body), path);
	if (result.kind !== "article") throw new Error(`the source is ${result.kind}: ${JSON.stringify(result.problems)}`);
	return result.article.html;
}
