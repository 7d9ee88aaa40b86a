import { expect, test } from "vitest";
import { readBareText } from "../../src/article/plain-text/parse.ts";

const paragraph = "The tide came in at noon and took the last of the chairs with it. We watched from the wall.";
const other = "By the evening the square was dry again, and the band played as if nothing had happened.";

test("in notes, the first line is the title, and blank lines separate paragraphs", () => {
	const { title, blocks, notes } = readBareText(`Notes\n\n${paragraph}\n\n${other}\n`);
	expect(title).toBe("Notes");
	expect(blocks).toEqual([
		{ kind: "paragraph", text: paragraph },
		{ kind: "paragraph", text: other },
	]);
	expect(notes).toEqual([{ line: 1, message: "Title taken from line 1." }]);
});

test.each([
	["\r\n", "\uFEFF"],
	["\r", ""],
	["\n", "\uFEFF\n\n"],
])("the style of line endings and a byte order mark do not affect the result", (end, start) => {
	const { title, blocks } = readBareText(start + ["A day at the sea", "", paragraph, "", other].join(end));
	expect(title).toBe("A day at the sea");
	expect(blocks.map(({ text }) => text)).toEqual([paragraph, other]);
});

test("a single paragraph has no title", () => {
	expect(readBareText(paragraph)).toEqual({
		title: null,
		authors: [],
		topics: [],
		dateLine: null,
		blocks: [{ kind: "paragraph", text: paragraph }],
		notes: [{ line: 1, message: "No line is clearly the title. Set `title` in front matter." }],
	});
});

test("short sentences can be paragraphs", () => {
	const { title, blocks } = readBareText("A day at the sea\n\nIt rained.\n\nWe went home.");
	expect(title).toBe("A day at the sea");
	expect(blocks.map(({ text }) => text)).toEqual(["It rained.", "We went home."]);
});

test("hard-wrapped paragraphs are joined", () => {
	const text = `A letter from the coast

The tide came in at noon and took the last of the
chairs with it. We watched from the wall, and some
of us sang.

By the evening the square was dry again, and the
band played as if nothing had happened.`;
	const { title, blocks } = readBareText(text);
	expect(title).toBe("A letter from the coast");
	expect(blocks.map(({ text }) => text)).toEqual([
		"The tide came in at noon and took the last of the chairs with it. We watched from the wall, and some of us sang.",
		"By the evening the square was dry again, and the band played as if nothing had happened.",
	]);
});

test("verse keeps its line breaks", () => {
	const text = "Low water\n\nThe boats lie down\nLike tired dogs\n\nAnd nobody minds\nThe mud between";
	const { title, blocks, notes } = readBareText(text);
	expect(title).toBe("Low water");
	expect(blocks.map(({ text }) => text)).toEqual([
		"The boats lie down\nLike tired dogs",
		"And nobody minds\nThe mud between",
	]);
	expect(notes[0]?.message).toContain("nothing was left out");
});

test("a list keeps its line breaks, and its first line does not become the title", () => {
	const { title, blocks } = readBareText("Rope\n\nLanterns\n\nA good map");
	expect(title).toBeNull();
	expect(blocks.map(({ text }) => text)).toEqual(["Rope", "Lanterns", "A good map"]);
});

test("lists within an article are kept, whether they have bullets or follow a colon", () => {
	const text = `What to take along\n\n${paragraph} We had three things:\n\nRope\nLanterns\nA good map\n\n${other}\n\n- tea\n- bread\n\n${paragraph}`;
	const { blocks, notes } = readBareText(text);
	expect(blocks.map(({ text }) => text)).toEqual([
		`${paragraph} We had three things:`,
		"Rope\nLanterns\nA good map",
		other,
		"- tea\n- bread",
		paragraph,
	]);
	expect(notes).toHaveLength(1);
});

test("a recipe is kept in full, and the author is asked to check it", () => {
	const text = `Soup for a storm\n\n${paragraph}\n\n200 g leeks\n1 l water\na pinch of salt\n\n${other}`;
	const { blocks, notes } = readBareText(text);
	expect(blocks.map(({ text }) => text)).toEqual([paragraph, "200 g leeks\n1 l water\na pinch of salt", other]);
	expect(notes).toContainEqual({
		line: 5,
		message: "Lines 5 to 7 might not be part of the article. Delete what should not be published.",
	});
});

test("an interview keeps its questions", () => {
	const text = `The keeper of the light\n\nWhen did you come here?\n\n${paragraph}\n\nAnd will you stay?\n\n${other}`;
	const { blocks } = readBareText(text);
	expect(blocks.map(({ text }) => text)).toContain("And will you stay?");
});

test("a mention of comments does not end the article", () => {
	const long = `${other} ${other} ${other}`;
	const { blocks } = readBareText(`How we read letters\n\n${paragraph}\n\nComments\n\n${long}`);
	expect(blocks).toEqual([
		{ kind: "paragraph", text: paragraph },
		{ kind: "heading", text: "Comments" },
		{ kind: "paragraph", text: long },
	]);
});

test("an empty file has no title, authors or paragraphs", () => {
	expect(readBareText(" \n\n")).toEqual({
		title: null,
		authors: [],
		topics: [],
		dateLine: null,
		blocks: [],
		notes: [],
	});
});
