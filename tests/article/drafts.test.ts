import { expect, test } from "vitest";
import { read, rejected, source } from "./reading.ts";

const HIDING = [
	"published: false",
	"removed: true",
	"draft: true",
	"published: 'no'",
	"draft: YES",
	"removed: on",
	"draft: 1",
];

test.each(HIDING)("%s keeps an article unpublished, without a problem", (line) => {
	const because = `\`${line.split(":")[0]}\` keeps it unpublished.`;
	expect(read(source(line, "Secret"))).toEqual({ kind: "hidden", problems: [], because });
});

test.each(HIDING)("an article with %s may be incomplete", (line) => {
	for (const rest of [
		"",
		"title: [",
		"date: someday",
		"link: nowhere",
		"title: {a: b}",
		"images: [data:x]",
		"lang: '?'",
	]) {
		const { kind, problems } = read(`---\n${line}\n${rest}\n---\nNot yet.`);
		if (rest === "title: [") expect(kind).toBe("rejected");
		else expect({ rest, kind, problems }).toEqual({ rest, kind: "hidden", problems: [] });
	}
});

test.each(["published: true", "published: ''", "published:", "draft: false", "removed: no", "draft: off\nremoved: 0"])(
	"%s does not keep an article unpublished",
	(lines) => {
		expect(read(source(lines))).toMatchObject({ kind: "article", problems: [] });
	},
);

test.each([
	"published: perhaps",
	"published: [false]",
	"published: {a: false}",
	"draft: 2",
	"removed: 2026-05-04",
	"draft: []",
])("%s is unclear, so the article is blocked rather than published", (line) => {
	expect(rejected(source(line))).toMatchObject({ line: 4, message: /is neither true nor false/ });
});

test("one field that clearly means “not public” is enough, whatever other fields contain", () => {
	for (const lines of [
		"published: true\ndraft: true",
		"published: false\ndraft: false",
		"removed: true\npublished: true",
	]) {
		expect(read(source(lines)).kind).toBe("hidden");
	}
	const unclear = read(source("published: false\ndraft: perhaps"));
	expect(unclear.kind).toBe("hidden");
	expect(unclear.problems).toMatchObject([{ severity: "error", line: 5 }]);
});

test("the result for an unpublished article contains neither its content nor its problems", () => {
	const { kind, problems } = read(source("draft: true\nquality: much\nimage: data:secret\nsecured: secret", "Secret"));
	expect({ kind, problems }).toEqual({ kind: "hidden", problems: [] });
});

test("an article with a future date is read normally", () => {
	expect(read("---\ntitle: Tide\ndate: 2999-01-01\n---\n").kind).toBe("article");
});
