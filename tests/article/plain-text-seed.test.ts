import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { detectLanguage } from "../../src/article/plain-text/detect-language.ts";
import { readBareText } from "../../src/article/plain-text/parse.ts";

const path = join(import.meta.dirname, "../../../shared/seeds/basicthinking-article.txt");
const isThere = existsSync(path);
if (!isThere) console.warn(`Skipped: the original sample document is not at ${path}.`);

test.skipIf(!isThere)("the plain text of a news page is split into title, authors, topics and paragraphs", () => {
	const source = readFileSync(path, "utf8");
	const { title, authors, topics, blocks } = readBareText(source);
	expect(title).toBe("Amazon arbeitet jetzt für den britischen Geheimdienst");
	expect(authors).toEqual(["Fabian Peters"]);
	expect(topics).toEqual(["Spionage", "Amazon", "britischer Geheimdienst", "künstliche Intelligenz"]);
	expect(detectLanguage(source)).toBe("de");
	expect(blocks.map(({ kind, text }) => [kind, text.slice(0, 20)])).toEqual([
		["paragraph", "Berichten zufolge so"],
		["paragraph", "Der Amazon Web Servi"],
		["paragraph", "Wie die Financial Ti"],
		["paragraph", "In puncto Datenanaly"],
		["heading", "Spionage: Amazon sol"],
		["paragraph", "Die britische Regier"],
		["paragraph", "Im Februar ließ der "],
		["paragraph", "Wie die Financial Ti"],
		["heading", "Die britische Behörd"],
		["paragraph", "Den Recherchen zufol"],
		["paragraph", "Amazon beziehungswei"],
	]);
});
