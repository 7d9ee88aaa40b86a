import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import { expect, test } from "vitest";
import { pages, ROOT, readPage } from "../docs.ts";
import { sourceFiles } from "./imports.ts";

const PAGES = pages();
const DOCS = PAGES.filter((path) => path.startsWith("docs/"));

/** Returns the text of a page without its fenced code blocks. */
function proseOf(path: string): string {
	return readPage(path).replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
}

/** Returns the text of a page without any code, because a link in code is only an example. */
function linkedProse(path: string): string {
	return proseOf(path).replaceAll(/`[^`\n]*`/g, "");
}

/** Returns the anchors that GitHub makes from a page's headings. */
function anchorsOf(path: string): string[] {
	return [...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-"),
	);
}

test.each(PAGES)("%s does not contain broken links", (path) => {
	const links = [...linkedProse(path).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? "");
	const dead = links.filter((link) => {
		if (/^(https?|mailto):/.test(link)) return false;
		const [file = "", anchor] = link.split("#");
		const target = file === "" ? path : normalize(join(path, "..", file));
		return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
	});
	expect(dead).toEqual([]);
});

test("each page in docs can be reached from the README", () => {
	const seen = new Set(["README.md"]);
	for (const path of seen) {
		const links = [...linkedProse(path).matchAll(/\]\(([^)#\s:]+\.md)(?:#[^)]*)?\)/g)];
		for (const [, link = ""] of links) seen.add(normalize(join(path, "..", link)));
	}
	// Pages in docs/adr are exempt, because the README links only to their folder.
	expect(DOCS.filter((path) => !path.startsWith("docs/adr/") && !seen.has(path))).toEqual([]);
});

test("each page in docs states at its top what kind of page it is and who it is for", () => {
	const kind = /^# .+\n\n\*\*(Tutorial|How-to guide|Reference|Explanation), for [^*]+\.\*\*/;
	const others = DOCS.filter((path) => !path.startsWith("docs/adr/") && !kind.test(readPage(path)));
	expect(others).toEqual([]);
	expect(DOCS.filter((path) => readPage(path).includes("**Tutorial, for"))).toHaveLength(1);
});

test("docs have fewer than 12,000 words, not counting tables", () => {
	const words = DOCS.flatMap((path) => readPage(path).split("\n"))
		.filter((line) => !line.trimStart().startsWith("|"))
		.flatMap((line) => line.split(/\s+/).filter((word) => word !== ""));
	expect(words.length).toBeLessThan(12_000);
});

test("each page in docs that the program refers to exists", () => {
	const files = [...sourceFiles().map(({ path, text }) => ({ path, text }))];
	for (const path of ["wrangler.toml", "package.json", ".dev.vars.example"]) files.push({ path, text: readPage(path) });
	const named = files.flatMap(({ path, text }) =>
		[...text.matchAll(/(?<![\w/])docs\/[\w./-]+\.md/g)].map(([page]) => ({ path, page })),
	);
	expect(named.length).toBeGreaterThan(5);
	expect(named.filter(({ page }) => !existsSync(join(ROOT, page)))).toEqual([]);
});

test("no page contains a placeholder for the owner of this repository on GitHub", () => {
	expect(PAGES.filter((path) => /\bOWNER\b/.test(readPage(path)))).toEqual([]);
});
