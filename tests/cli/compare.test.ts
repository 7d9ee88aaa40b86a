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

test("whoever goes on from the sample to a folder of their own is asked only for what is theirs", async () => {
	const root = await temporaryFolder({
		"content/sample.md": "The sample.",
		"content/same-name.md": "Another text.",
		"content/never-published.md": "Text.",
	});
	const gone = [...held.keys()];
	expect(await omitSampleContent({ gone, held }, root)).toEqual(["own.md", "same-name.md"]);
	expect(await omitSampleContent({ gone: ["sample.md"], held }, root)).toEqual([]);
});

test("whoever has deleted the sample is asked for everything", async () => {
	const gone = [...held.keys()];
	expect(await omitSampleContent({ gone, held }, await temporaryFolder())).toEqual(gone);
});

test("half of it, or a single source, is taken back without a question", () => {
	const of = (count: number, gone: number) => {
		const all = Array.from({ length: count }, (_, index) => `${index}.md`);
		return removesMost({ held: new Map(all.map((path) => [path, ""])) }, all.slice(0, gone));
	};
	expect([of(1, 1), of(4, 2), of(4, 3), of(2, 2), of(0, 0)]).toEqual([false, false, true, true, false]);
	expect(removalRefusal({ held }, ["own.md", "same-name.md"], "http://localhost:1")).toBe(
		"This would take back 2 of the 3 sources that this token has put on http://localhost:1, so nothing was changed. " +
			"If these are the right folders, run it again with --remove.",
	);
});
