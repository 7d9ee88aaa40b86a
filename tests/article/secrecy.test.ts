import fc from "fast-check";
import { expect, test } from "vitest";
import { read, source } from "./reading.ts";

const SECRET = "Quagga7";

/** Faulty front matter that contains a word which no message may reveal. */
const FAULTS = [
	`excerpt: !${SECRET} x`,
	`excerpt: !${SECRET}| x`,
	`excerpt: !<${SECRET} y> x`,
	`excerpt: !${SECRET}!x y`,
	`%TAG !${SECRET}! tag:x`,
	`excerpt: *${SECRET}`,
	`excerpt: &${SECRET} &b x`,
	`excerpt: "${SECRET}`,
	`excerpt: '${SECRET}`,
	`excerpt: "\\q ${SECRET}"`,
	`excerpt: [${SECRET}`,
	`excerpt: {${SECRET}: {`,
	`excerpt: ${SECRET}: ${SECRET}`,
	`excerpt: @${SECRET}`,
	`excerpt: \`${SECRET}\``,
	`? ${SECRET}`,
	`${SECRET}: 1\n${SECRET}: 2`,
	`${SECRET}`,
	`- ${SECRET}`,
	`excerpt: |\n${SECRET}`,
	`excerpt: |9 ${SECRET}`,
	`\t${SECRET}: x`,
	`---${SECRET}`,
	`--- ${SECRET}`,
	`... ${SECRET}`,
	`published: ${SECRET}`,
	`removed: ${SECRET}`,
	`draft: [${SECRET}]`,
	`updated: ${SECRET}`,
	`link: ${SECRET}`,
	`originalUrl: javascript:${SECRET}`,
	`permalink: ${SECRET}`,
	`permalink: /feed/${SECRET}`,
	`images: [${SECRET}]`,
	`images: {${SECRET}: 1, url: {a: ${SECRET}}}`,
	`lang: in ${SECRET}`,
	`quality: ${SECRET}`,
	`heat: ${SECRET}`,
	`topics: [[${SECRET}], ${SECRET.repeat(20)}]`,
	`authors: [{name: A, url: ${SECRET}}]`,
	`provider: {domain: "${SECRET} x"}`,
	`provider: [${SECRET}]`,
	`related: [{title: ${SECRET}, webUrl: ${SECRET}, publishedDateTime: ${SECRET}}]`,
	`featuredContent: <iframe src="https://${SECRET}.example/">`,
];

function messages(text: string, path?: string): string {
	return JSON.stringify(read(text, path).problems.map(({ message, hint }) => [message, hint]));
}

test.each(FAULTS.map((fault) => [JSON.stringify(fault), fault]))("no message quotes the content of %s", (_, fault) => {
	for (const end of ["", "\ndraft: true", "\npublished: false"]) {
		expect(messages(source(fault + end, SECRET))).not.toContain(SECRET);
	}
	expect(messages(`${fault}\n`, "topics/t.yaml")).not.toContain(SECRET);
	expect(messages(`---\n${fault}\n---\n`, "providers/p.md")).not.toContain(SECRET);
});

test("no message quotes the first line", () => {
	expect(messages(`---${SECRET}\n---\n`)).not.toContain(SECRET);
	expect(messages(`---\n${SECRET}`)).not.toContain(SECRET);
});

test("guesses about a file without front matter do not quote the file", () => {
	const word = "Quaggatide";
	const lines = [
		`${word} comes in`,
		"",
		`By Ada ${word}`,
		"4 May 2026",
		"",
		`The ${word} is high today, and the harbour is full of it.`,
	];
	for (const text of [lines.join("\n"), `# ${lines.join("\n")}`, lines.join("\n").repeat(20)]) {
		for (const path of ["2026-05-04-tide.txt", "gazette.example/tide.md", "tide.html"]) {
			expect(messages(text, path)).not.toContain(word);
		}
	}
});

test("no message quotes broken YAML", () => {
	const piece = fc.oneof(
		fc.constantFrom(
			"!",
			"!!",
			"!<",
			">",
			"|",
			"&",
			"*",
			"[",
			"]",
			"{",
			"}",
			": ",
			", ",
			"? ",
			"- ",
			" #",
			"%",
			"'",
			'"',
		),
		fc.constantFrom("\n", "\n  ", "\n    ", "\t", "\\", "@", "`", "~", "---", "...", "%TAG ", "%YAML ", "title: ", "ü"),
		fc.constant(SECRET),
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
			expect(messages(source(pieces.join("")))).not.toContain(SECRET);
		}),
		{ numRuns: 1000 },
	);
});
