import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

/** A fenced code block of a page, and the line of text before it. */
export interface Block {
	language: string;
	text: string;
	before: string;
}

export function readPage(path: string): string {
	return readFileSync(join(ROOT, path), "utf8");
}

/** Returns the paths of all documentation pages, in `docs/` and in the root folder. */
export function pages(): string[] {
	const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`);
	return [...docs, ...readdirSync(ROOT)].filter((name) => name.endsWith(".md")).sort();
}

/** Returns the fenced code blocks of a page, including those in lists. */
export function blocksOf(page: string): Block[] {
	const fence = /(?:^|\n)([^\n]*)\n\s*\n?( *)```(\w*)\n([\s\S]*?)\n\2```/g;
	return [...page.matchAll(fence)].map(([, before = "", indent = "", language = "", text = ""]) => ({
		language,
		before,
		text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
	}));
}

/** Returns the lines of a page's shell blocks. */
export function commandsOf(page: string): string[] {
	return blocksOf(page)
		.filter(({ language }) => language === "sh")
		.flatMap(({ text }) => text.split("\n"));
}

/**
 * Finds the files that a page tells its reader to write. Each is a Markdown block after a line that ends with the
 * file's path.
 */
export function filesOf(page: string): { path: string; text: string }[] {
	return blocksOf(page).flatMap(({ language, before, text }) => {
		const path = /`([\w/-]+\.md)`:$/.exec(before)?.[1];
		return language === "markdown" && path !== undefined ? [{ path, text: `${text}\n` }] : [];
	});
}

/** Writes a file returned by `filesOf` to a folder. */
export function write(folder: string, { path, text }: { path: string; text: string }): void {
	const file = join(folder, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}
