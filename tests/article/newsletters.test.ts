import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSource } from "../../src/article/read-source.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/corpus/newsletters");
const isThere = existsSync(CORPUS);
if (!isThere) console.warn(`Skipped: no newsletters at ${CORPUS}.`);

describe.skipIf(!isThere)("twelve e-mail newsletters", () => {
	const issues = isThere ? readdirSync(CORPUS) : [];

	test("there are twelve newsletters", () => {
		expect(issues).toHaveLength(12);
	});

	test.each(issues)(
		"%s is reduced to headings, text, links and pictures: the parts that only make sense in an e-mail are removed",
		(path) => {
			const text = readFileSync(join(CORPUS, path), "utf8");
			const read = readSource(path, text, { siteUrl: "https://x.example", timeZone: "UTC", defaults: {} });
			if (read.kind !== "article") throw new Error(JSON.stringify(read));
			expect(read.problems).toEqual([]);
			const { html, excerpt } = read.article;
			expect(html).not.toMatch(/<(table|td|style|script|link|meta|font|center|div|span|iframe|form)\b/);
			expect(html).not.toMatch(/\s(style|class|on\w+|bgcolor|srcset)=/);
			expect(html).not.toMatch(/<!--|\[if |mso|(?:width|height)="[01]"|\{can-spam\}|googleapis/);
			expect(html.match(/<h[12] id=/g)?.length).toBeGreaterThan(2);
			expect(html.match(/<a href="https?:/g)?.length).toBeGreaterThan(3);
			expect(html.match(/<a href="(?!https?:|mailto:)/g)).toBeNull();
			expect(excerpt.length).toBeGreaterThan(40);
		},
	);
});
