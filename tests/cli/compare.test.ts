import { expect, test } from "vitest";
import { omitSampleContent, removalRefusal, removesMost } from "../../src/cli/content/compare.ts";
import { blobHash } from "../../src/git-hash.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const hash = (text: string) => blobHash(Buffer.from(text));
const held = new Map([
	["sample.md", hash("The sample.")],
	["own.md", hash("My own.")],
	["same-name.md", hash("My own, too.")],
]);

test("articles of the sample newsroom do not count as removed when your own folder replaces it", async () => {
	const root = await temporaryFolder({
		"content/sample.md": "The sample.",
		"content/same-name.md": "Another text.",
		"content/never-published.md": "Text.",
	});
	const gone = [...held.keys()];
	expect(await omitSampleContent({ gone, held }, root)).toEqual(["own.md", "same-name.md"]);
	expect(await omitSampleContent({ gone: ["sample.md"], held }, root)).toEqual([]);
});

test("without the sample folder, every removal counts", async () => {
	const gone = [...held.keys()];
	expect(await omitSampleContent({ gone, held }, await temporaryFolder())).toEqual(gone);
});

test("removing half of the articles, or the only article, does not require --remove", () => {
	const of = (count: number, gone: number) => {
		const all = Array.from({ length: count }, (_, index) => `${index}.md`);
		return removesMost({ held: new Map(all.map((path) => [path, ""])) }, all.slice(0, gone));
	};
	expect([of(1, 1), of(4, 2), of(4, 3), of(2, 2), of(0, 0)]).toEqual([false, false, true, true, false]);
	expect(removalRefusal({ held }, ["own.md", "same-name.md"], "http://localhost:1")).toBe(
		"This would unpublish 2 of the 3 files on http://localhost:1. Nothing was changed. " +
			"If these are the right folders, run the command again with --remove.",
	);
});
