import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import matter from "gray-matter";
import MarkdownIt from "markdown-it";
import { check } from "../../src/cli/check.ts";
import { ratios, spread } from "./measure.ts";
import { articleOf } from "./newsroom.ts";
import { figure, table } from "./table.ts";
import type { Part } from "./verdict.ts";

/**
 * Measures `newsstand check`, compared with splitting the same files with gray-matter and rendering them with
 * markdown-it.
 */
export async function checking(folder: string, files: number, rounds: number): Promise<Part> {
	for (let index = 0; index < files; index++) {
		const { path, text } = articleOf(index);
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	const silent = { line() {}, error() {}, progress() {} };
	const works = {
		parse: () => parseAll(folder),
		check: async () => {
			const status = await check([folder], { root: folder, cwd: folder, terminal: silent });
			if (status !== 0) throw new Error("`check` found errors in the newsroom.");
		},
	};
	const cpu: Record<keyof typeof works, number[]> = { parse: [], check: [] };
	// The first round is a warm-up and is not counted.
	for (let round = 0; round <= rounds; round++) {
		for (const name of round % 2 === 0 ? (["parse", "check"] as const) : (["check", "parse"] as const)) {
			const before = process.cpuUsage();
			await works[name]();
			const { user, system } = process.cpuUsage(before);
			if (round > 0) cpu[name].push((user + system) / 1000);
		}
	}
	const rows = [
		["gray-matter and markdown-it: CPU for each, ms", figure(spread(cpu.parse.map((all) => all / files)))],
		["check: CPU for each, ms", figure(spread(cpu.check.map((all) => all / files)))],
		["check, times gray-matter and markdown-it", figure(spread(ratios(cpu.check, cpu.parse)))],
	];
	return { text: table([`check, ${files.toLocaleString("en")} files`, "figure"], rows), broken: [] };
}

function parseAll(folder: string): void {
	const markdown = new MarkdownIt({ html: true });
	for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
		if (!path.endsWith(".md")) continue;
		// Without options, gray-matter would cache its results.
		markdown.render(matter(readFileSync(join(folder, path), "utf8"), {}).content);
	}
}
