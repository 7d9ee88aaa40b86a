import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { splitFrontMatter } from "../../../src/article/front-matter.ts";
import { importCommand } from "../../../src/cli/import/command.ts";
import { recordingTerminal } from "../recording-terminal.ts";

/** Runs `import` in a folder and returns the exit code and output. */
export async function runImport(folder: string, ...args: string[]) {
	const terminal = recordingTerminal();
	const code = await importCommand(args, { root: folder, cwd: folder, terminal });
	return { code, said: terminal.lines.join("\n"), failures: terminal.failures.join("\n"), shown: terminal.shown };
}

/** Reads the files in a folder. Returns the files' contents, keyed by path. */
export async function filesIn(folder: string): Promise<Map<string, string>> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	const texts = await Promise.all(
		files.map(async ({ parentPath, name }) => {
			const file = join(parentPath, name);
			return [file.slice(folder.length + 1), await readFile(file, "utf8")] as const;
		}),
	);
	return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A parsed article file. */
export interface ReadFile {
	path: string;
	data: Record<string, unknown>;
	body: string;
}

/** Reads the article files in a folder, which are the files with a title. */
export async function articlesIn(folder: string): Promise<ReadFile[]> {
	return [...(await filesIn(folder))].flatMap(([path, text]) => {
		if (!/\.(md|html)$/.test(path)) return [];
		const matter = splitFrontMatter(text);
		if ("message" in matter) throw new Error(`${path}: ${matter.message}`);
		return "title" in matter.data ? [{ path, data: matter.data, body: matter.body.trim() }] : [];
	});
}
