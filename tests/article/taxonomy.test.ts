import { expect, test } from "vitest";
import type { Description } from "../../src/article/article.ts";
import { read, rejected, source } from "./reading.ts";

function described(path: string, text: string): Description {
	const result = read(text, path);
	expect(result.problems).toEqual([]);
	if (result.kind !== "description") throw new Error(`the source is ${result.kind}`);
	return result.description;
}

const AI = "name: AI\ndescription: Machines that learn.\n";

test.each<[string, string, string]>([
	["a YAML file in a `topics` folder", "topics/ai.yaml", AI],
	["a file with the other extension, in a subfolder", "content/topics/ai.yml", AI],
	["a file with both fences", "topics/ai.yaml", `---\n${AI}---\n`],
	["a file without the second fence", "topics/ai.yaml", `---\n${AI}`],
	["a file with CRLF", "topics/ai.yaml", `---\r\n${AI.replaceAll("\n", "\r\n")}---\r\n`],
	["a file with a byte order mark", "topics/ai.yaml", `\uFEFF---\n${AI}`],
	["front matter", "topics/ai.md", `---\n${AI}---\nWords that are not read.`],
	["a file in any folder with `taxonomy: topic`", "ai.md", `---\ntaxonomy: topic\n${AI}---\n`],
	["a file with a title instead of a name", "topics/ai.yaml", AI.replace("name", "title")],
])("a topic is described by %s", (_, path, text) => {
	expect(described(path, text)).toEqual({
		feed: "topics/ai",
		name: "AI",
		aliases: [],
		description: "Machines that learn.",
	});
});

test.each<[string, string, string]>([
	["name: Gazette\ndomain: www.Gazette.example", "providers/gazette.example", "Gazette"],
	["name: Harbour Post", "providers/harbour-post", "Harbour Post"],
	["title: Küste\ndomain: https://küste.example/", "providers/xn--kste-0ra.example", "Küste"],
])("a provider is described by %s", (text, feed, name) => {
	expect(described("providers/p.yaml", text)).toMatchObject({ feed, name });
	expect(described("p.yaml", `taxonomy: organization\n${text}`)).toMatchObject({ feed, name });
	expect(described("p.yaml", `taxonomy: provider\n${text}`)).toMatchObject({ feed, name });
});

test("a topic's file describes the feed of the topic in `name`, whatever the file is called", () => {
	for (const name of ["C++", "Küste", "🌊", ".NET"]) {
		const article = read(source(`topics: ["${name}"]`));
		const { feed } = described("topics/x.yaml", `name: "${name}"`);
		expect(article).toMatchObject({ article: { topics: [name] } });
		expect(feed).not.toBe("topics/x");
	}
	expect(described("topics/x.yaml", "name: C++").feed).toBe("topics/c_plus_plus");
});

test("a description's picture is the last one in its list, which is usually the largest, and its home page is `url`", () => {
	const text = "name: AI\nimages: [/50.png, {url: https://a.example/500.png}]\nurl: https://ai.example";
	expect(described("topics/ai.yaml", text)).toMatchObject({
		image: "https://a.example/500.png",
		url: "https://ai.example/",
	});
	expect(described("topics/ai.yaml", "name: AI\nimage: /50.png").image).toBe("local://50.png");
});

test("an invalid picture is ignored if there is a valid one", () => {
	const result = read("name: AI\nimages: [https://a.example/1.png, 'data:x']\n", "topics/ai.yaml");
	expect(result).toMatchObject({ kind: "description", description: { image: "https://a.example/1.png" } });
	expect(result.problems).toMatchObject([{ severity: "warning", line: 2 }]);
});

test.each<[string, string, number]>([
	["topics/ai.yaml", "description: Machines\n", 1],
	["topics/ai.yaml", "name: '-'\n", 1],
	["topics/ai.yaml", "name: [AI]\n", 1],
	["providers/p.yaml", "name: Gazette\ndomain: '?'\n", 2],
	["providers/p.md", "---\nname: Gazette\ndomain: a b\n---\n", 3],
	["topics/ai.yaml", "AI\n", 1],
	["topics/ai.yaml", "- AI\n", 1],
	["topics/ai.yaml", "# nothing yet\n", 1],
	["topics/ai.yaml", "name: AI\n---\nname: More\n", 1],
])("%s with %j is a problem", (path, text, line) => {
	const problem = rejected(text, path);
	expect(problem.line).toBeGreaterThanOrEqual(line);
});

test("unknown fields of a description are ignored", () => {
	expect(described("topics/ai.yaml", `${AI}secured: x\nquality: 3\n__proto__: {image: y}\n`)).toEqual(
		described("topics/ai.yaml", AI),
	);
});

test.each<[string, number | true | undefined]>([
	["retired: true", true],
	["retired: 2026-12-01", Date.UTC(2026, 11, 1)],
	["retired: false", undefined],
	["retired:", undefined],
])("a topic with %s is retired", (line, retired) => {
	const text = `${AI}${line}\nmoved_to: Machine learning\n`;
	expect(described("topics/ai.yaml", text)).toMatchObject({ movedTo: "Machine learning" });
	expect(described("topics/ai.yaml", text).retired).toBe(retired);
	expect(described("providers/ai.yaml", text).retired).toBeUndefined();
});

test("a topic with an invalid retirement date stays active, with a warning", () => {
	for (const line of ["retired: perhaps", "retired: 2026-02-30", "retired: [true]"]) {
		const result = read(`name: AI\n${line}\n`, "topics/ai.yaml");
		expect(result).toMatchObject({ kind: "description", problems: [{ severity: "warning", line: 2 }] });
		expect(result.kind === "description" && result.description.retired).toBe(undefined);
	}
});
