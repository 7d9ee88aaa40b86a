import { expect, test } from "vitest";
import type { Redirect } from "../../src/article/read-redirects.ts";
import { read, SITE } from "./reading.ts";

function redirects(text: string, path = "_redirects.yaml"): Redirect[] {
	const result = read(text, path);
	expect(result.problems).toEqual([]);
	if (result.kind !== "redirects") throw new Error(`the source is ${result.kind}`);
	return result.redirects;
}

test("a line redirects a path to another path, which may have a query and fragment, or to a full URL", () => {
	const text = [
		"/blog/feed.xml: /topics/harbour.rss",
		"/2019/tide/: /articles/tide#high",
		"/both: /select.rss?topic=ai&topic=c",
		`/whole: ${SITE}/articles/tide`,
		"/away: https://elsewhere.example/a b",
		"/Küste & Meer: /topics/küste",
	].join("\n");
	expect(redirects(text)).toEqual([
		{ from: "/blog/feed.xml", to: "/topics/harbour.rss" },
		{ from: "/2019/tide/", to: "/articles/tide#high" },
		{ from: "/both", to: "/select.rss?topic=ai&topic=c" },
		{ from: "/whole", to: "/articles/tide" },
		{ from: "/away", to: "https://elsewhere.example/a%20b" },
		{ from: "/K%C3%BCste%20%26%20Meer", to: "/topics/k%C3%BCste" },
	]);
});

test("_redirects.yaml may be in any folder, and may be named _redirects.yml", () => {
	expect(redirects("/a: /b", "press/_redirects.yml")).toEqual([{ from: "/a", to: "/b" }]);
	expect(read("/a: /b", "redirects.yaml").kind).toBe("rejected");
});

test("two spellings of a path count as one path, and the later of their lines applies", () => {
	expect(redirects("/k%c3%bcste: /a\n/küste: /b")).toEqual([{ from: "/k%C3%BCste", to: "/b" }]);
});

test.each([
	["no path", "old: /new"],
	["a path on another host", "//evil.example/x: /new"],
	["a disguised path on another host", "/\\evil.example: /new"],
	["a path that normalizes to another host", "/.//evil.example: /new"],
	["a path with a query", "'/?p=1': /new"],
	["a path with a fragment", "'/a#b': /new"],
	["a full URL as the path", "https://gazette.example/a: /new"],
	["the home page", "/: /new"],
	["the site's feed", "/feed.rss: https://elsewhere.example/feed"],
	["a topic's feed", "/topics/ai.rss: /new"],
	["a disguised path of a topic's feed", "/%74opics/ai.rss: /new"],
	["a topic's page", "/Topics/ai: /new"],
	["a provider's feed", "/providers/gazette.example.atom: /new"],
	["the API", "/api/sources: /new"],
	["no target", "/old:"],
	["two targets", "/old: [/a, /b]"],
	["a target that is not a path", "/old: new"],
	["a host without a scheme", "/old: //evil.example/"],
	["a disguised host", "/old: /\\evil.example"],
	["a target path that normalizes to a host", "/old: /.//evil.example"],
	["an address without encryption", "/old: http://elsewhere.example/"],
	["an address with a password", "/old: https://a:b@elsewhere.example/"],
	["a script", "/old: 'javascript:alert(1)'"],
	["itself", "/old: /old?x=1"],
	["a target that is too long", `/old: /${"a".repeat(1000)}`],
])("a line with %s is skipped with a warning, and all other lines apply", (_, line) => {
	const result = read(`/fine: /new\n${line}\n`, "_redirects.yaml");
	expect(result).toMatchObject({ kind: "redirects", redirects: [{ from: "/fine", to: "/new" }] });
	expect(result.problems).toMatchObject([{ severity: "warning", line: 2 }]);
	expect(result.problems[0]?.hint).toMatch(/\.$/);
});

test("redirect loops and lines that lead into a loop are skipped, but a long chain of redirects is kept", () => {
	const result = read("/a: /b\n/b: /c?x=1\n/c: /a\n/d: /a\n/e: /f\n/f: /g", "_redirects.yaml");
	expect(result).toMatchObject({ redirects: [{ from: "/e" }, { from: "/f" }] });
	expect(result.problems.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
});

test("if many lines are invalid, only the first 50 are reported, and many valid lines are read quickly", () => {
	const wrong = Array.from({ length: 500 }, (_, index) => `old${index}: /new`).join("\n");
	expect(read(wrong, "_redirects.yaml").problems).toHaveLength(50);
	const right = Array.from({ length: 20_001 }, (_, index) => `/old/${index}: /old/${index + 1}`).join("\n");
	const result = read(right, "_redirects.yaml");
	if (result.kind !== "redirects") throw new Error(result.kind);
	expect(result.redirects.length).toBeLessThan(20);
	expect(result.problems).toHaveLength(50);
});
