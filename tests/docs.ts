import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

/** A fenced block of a page, and the line of text before it. */
export interface Block {
	language: string;
	text: string;
	before: string;
}

export function readPage(path: string): string {
	return readFileSync(join(ROOT, path), "utf8");
}

/** The paths of all documentation pages, in `docs/` and in the root. */
export function pages(): string[] {
	const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`);
	return [...docs, ...readdirSync(ROOT)].filter((name) => name.endsWith(".md")).sort();
}

/** The fenced blocks of a page, including those in lists. */
export function blocksOf(page: string): Block[] {
	const fence = /(?:^|\n)([^\n]*)\n\s*\n?( *)```(\w*)\n([\s\S]*?)\n\2```/g;
	return [...page.matchAll(fence)].map(([, before = "", indent = "", language = "", text = ""]) => ({
		language,
		before,
		text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
	}));
}

/** The command lines of a page's shell blocks. */
export function commandsOf(page: string): string[] {
	return blocksOf(page)
		.filter(({ language }) => language === "sh")
		.flatMap(({ text }) => text.split("\n"));
}

/**
 * The files that a page tells its reader to write. Each is a block of Markdown after a line that ends with the file's
 * path.
 */
export function filesOf(page: string): { path: string; text: string }[] {
	return blocksOf(page).flatMap(({ language, before, text }) => {
		const path = /`([\w/-]+\.md)`:$/.exec(before)?.[1];
		return language === "markdown" && path !== undefined ? [{ path, text: `${text}\n` }] : [];
	});
}

/** Writes one of these files inside a folder. */
export function write(folder: string, { path, text }: { path: string; text: string }): void {
	const file = join(folder, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}
