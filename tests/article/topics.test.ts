import { expect, test } from "vitest";
import { articleFrom, read, source } from "./reading.ts";

test.each<[string, string[]]>([
	["topics: [C, C++, C#]", ["C", "C++", "C#"]],
	["topics: [AI, ai, A-I, Ai ]", ["AI", "A-I"]],
	["topics: [model driven, Model-Driven, model_driven]", ["model driven"]],
	["topics: [ＡＩ, AI]", ["ＡＩ"]],
	["topics: ['', ~, null, '  ', '-']", []],
	["topics: []", []],
	["topics: AI, , C++ ,", ["AI", "C++"]],
	["topics: ['Ships, old']", ["Ships, old"]],
	["topics: [12, true, 2026-05-04]", ["12", "true", "2026-05-04"]],
	["topics: [Küste, المناخ, 气候, .NET, R&D, '🌊']", ["Küste", "المناخ", "气候", ".NET", "R&D", "🌊"]],
])("topics are read from the line %s", (line, topics) => {
	expect(articleFrom(line).topics).toEqual(topics);
});

test("a topic that is too long or is not text is reported, and all other topics are kept", () => {
	for (const bad of ["a".repeat(101), "[b]", "{c: d}"]) {
		const result = read(source(`topics:\n  - AI\n  - ${bad}\n  - C++`));
		expect(result).toMatchObject({ kind: "article", article: { topics: ["AI", "C++"] } });
		expect(result.problems).toMatchObject([{ severity: "warning", line: 6 }]);
	}
	expect(articleFrom(`topics: [${"a".repeat(100)}]`).topics).toEqual(["a".repeat(100)]);
});

test("a topic is a single line of valid XML text", () => {
	expect(articleFrom('topics: ["Har\\u0008bour\\n life ", "\\uFFFEAI"]').topics).toEqual(["Harbour life", "AI"]);
});
