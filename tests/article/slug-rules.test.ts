import { expect, test } from "vitest";
import { SLUG_RULES } from "../../src/article/permalinks/slug-rules.ts";
import { readPage } from "../docs.ts";

const RULES = ["jekyll", "hugo", "github", "slugify", "slug", "pelican"];

test.each([
	[
		"My First Post",
		"My-First-Post",
		"my-first-post",
		"my-first-post",
		"my-first-post",
		"my-first-post",
		"my-first-post",
	],
	[
		"C# & C++, really?",
		"C-&-C++,-really",
		"c#-c++-really",
		"c--c-really",
		"c-and-c-really",
		"c-and-c++-really",
		"c-c-really",
	],
	["héllo wörld", "héllo-wörld", "héllo-wörld", "héllo-wörld", "hello-woerld", "hello-world", "hello-world"],
	["日本語 テスト", "日本語-テスト", "日本語-テスト", "日本語-テスト", "", "", "ri-ben-yu-tesuto"],
	["Привет мир", "Привет-мир", "привет-мир", "привет-мир", "privet-mir", "privet-mir", "privet-mir"],
	["what's_up--x.y", "what's_up-x.y", "whats_up--x.y", "whats_up--xy", "whats-up-x-y", "what's_up-x.y", "whats_up-xy"],
	["A  B", "A-B", "a-b", "a--b", "a-b", "a-b", "a-b"],
	["v1.2.3", "v1.2.3", "v1.2.3", "v123", "v1-2-3", "v1.2.3", "v123"],
	["Straße", "Straße", "straße", "straße", "strasse", "strasse", "strasse"],
	["50% off", "50-off", "50-off", "50-off", "50-off", "50percent-off", "50-off"],
])("the slugs of %s by every rule", (text, ...slugs) => {
	expect(RULES.map((name) => SLUG_RULES[name]?.(text))).toEqual(slugs);
});

test.each([
	["zola", "v1.2.3", "v1-2-3"],
	["zola", "日本", "ri-ben"],
	["zola-safe", 'a<b>:"c" d. ', "abc d"],
	["jekyll-slug", "C# & C++", "c-c"],
	["hexo", "Été & Co.: was?", "Ete-Co-was"],
	["quartz", "50% off? #1 & more", "50-percent-off-1--and--more"],
	["nuxt", "12.Some Page.draft", "some-page"],
	["wordpress", "It’s – 50/50, naïve", "its-50-50-naive"],
])("the slug rule %s for %s", (name, text, slug) => {
	expect(SLUG_RULES[name]?.(text)).toBe(slug);
});

test("the example results of all rules in the docs are correct", () => {
	const [, table = ""] = /## Slugs\n\n\| `slugs` \| `([\s\S]+?)\n\n/.exec(readPage("docs/permalinks.md")) ?? [];
	const [text = ""] = table.split("`");
	const shown = table
		.split("\n")
		.slice(2)
		.flatMap((line) => {
			const [names = "", slugs = ""] = line.split("|").slice(1);
			const [all, made] = [names, slugs].map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, one]) => one ?? ""));
			return (all ?? []).map((name, index) => [name, made?.[index]]);
		});
	expect(shown.length).toBe(Object.keys(SLUG_RULES).length);
	expect(shown).toEqual(shown.map(([name = ""]) => [name, SLUG_RULES[name]?.(text)]));
});
