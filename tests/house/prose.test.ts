import { expect, test } from "vitest";
import { findPhrases } from "./prose.ts";

const found = (path: string, text: string) => findPhrases(path, text).map(({ line, phrase }) => `${line} ${phrase}`);

test("phrases to avoid are found in source, documents and test names, each with its line number", () => {
	expect(found("src/a.ts", "/** So many are kept. */\nconst text = 'who is told';")).toEqual([
		"1 So many",
		"2 is told",
	]);
	expect(found("docs/a.md", "Fine.\nIt is taken back.")).toEqual(["2 taken back"]);
	expect(found("tests/a.test.ts", 'test("whoever asks", () => {')).toEqual(["1 whoever"]);
	expect(found("tests/a.ts", "// It is told twice.")).toEqual(["1 is told"]);
});

test("code in documents, the bodies of tests, and ordinary words are ignored", () => {
	expect(found("docs/a.md", "```\nlook at\n```\nThe flag `--take back`.")).toEqual([]);
	expect(found("tests/a.test.ts", '\texpect(page).toContain("looked at");')).toEqual([]);
	expect(found("src/a.ts", "// An amendment recommends looking ahead, taking ten back-to-back runs.")).toEqual([]);
});
