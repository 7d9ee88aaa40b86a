import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ReadSource, readSource } from "../../src/article/read-source.ts";

const SEEDS = join(import.meta.dirname, "../../../shared/seeds");
const isThere = existsSync(SEEDS);
if (!isThere) console.warn(`Skipped: the two original sample documents are not at ${SEEDS}.`);

const DATED = Date.UTC(2021, 9, 26, 9);

function read(file: string, path: string): ReadSource {
	const text = readFileSync(join(SEEDS, file), "utf8");
	return readSource(path, text, { siteUrl: "https://x.example", timeZone: "UTC", defaults: {}, dated: DATED });
}

describe.skipIf(!isThere)("the two original sample documents", () => {
	test("the article with front matter gets every public field and a repaired nested title, but no secret fields", () => {
		const seed = read("everyday-cc-article.md", "everyday-cc-article.md");
		if (seed.kind !== "article") throw new Error(JSON.stringify(seed));
		expect(seed.problems).toEqual([]);
		expect(seed.article).toMatchObject({
			title: "Amazon gets contract from British spy agencies to increase use of AI for espionage",
			link: "https://www.gizmochina.com/2021/10/26/amazon-gets-contract-from-british-spy-agencies-for-ai-espionage/",
			published: Date.UTC(2021, 9, 26, 10, 29),
			type: "article",
			category: "news",
			topics: ["AI"],
			provider: { key: "gizmochina.com", name: "Gizmochina", domain: "gizmochina.com" },
			images: [{ width: 1920, height: 1080 }],
			quality: 61,
			heat: 71,
		});
		expect(seed.article.related).toMatchObject([
			{
				title: "Amazon Enters the Spy Game. British Intelligence to Use Tech Giant’s Web Services.",
				url: "https://www.barrons.com/articles/british-intelligence-to-use-amazon-web-services-51635249122",
				provider: "Barron's",
			},
		]);
		expect(JSON.stringify(seed)).not.toMatch(/secured|ZV\/sc|isCached|ampWebUrl/);
	});

	test("title, author, language, keywords, provider, date and body are recognized in the plain text of a news page", () => {
		const seed = read("basicthinking-article.txt", "basicthinking.de/basicthinking-article.txt");
		if (seed.kind !== "article") throw new Error(JSON.stringify(seed));
		expect(seed.article).toMatchObject({
			title: "Amazon arbeitet jetzt für den britischen Geheimdienst",
			language: "de",
			authors: [{ name: "Fabian Peters" }],
			topics: ["Spionage", "Amazon", "britischer Geheimdienst", "künstliche Intelligenz"],
			provider: { domain: "basicthinking.de" },
			published: DATED,
		});
		expect(seed.article.excerpt).toMatch(/^Berichten zufolge soll der britische Geheimdienst /);
		expect(seed.article.html).toContain("Spionage: Amazon soll keinen Zugriff auf die Daten haben</h2>");
		expect(seed.article.html.match(/<p>/g)).toHaveLength(9);
		expect(seed.article.html).not.toMatch(
			/Stellen|Walbusch|Technologie Wirtschaft|unsplash|Kommentieren|Über den Autor|Auch interessant/,
		);
		expect(seed.problems.map((problem) => problem.severity)).not.toContain("error");
		expect(seed.problems.length).toBeGreaterThan(5);
	});
});
