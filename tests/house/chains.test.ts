import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { importsOf, ROOT, sourceFiles } from "./imports.ts";

const docs = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
const files = new Map(sourceFiles().map((file) => [file.path, file]));

/** Returns the columns of the table "Files involved in a request". */
function chains(): string[][] {
	const [, section = ""] = docs.split("## Files involved in a request");
	const rows = section
		.split("\n## ")[0]
		?.split("\n")
		.filter((line) => line.startsWith("| "))
		.map((line) => line.split("|").slice(1, -1));
	return [0, 1, 2].map((column) =>
		(rows ?? []).flatMap((row) => /`([^`]+)`/.exec(row[column] ?? "")?.[1] ?? []).map((path) => `src/${path}`),
	);
}

function importedBy(path: string): string[] {
	const file = files.get(path);
	if (!file) throw new Error(`docs/architecture.md mentions ${path}, which does not exist`);
	return importsOf(file).flatMap(({ of }) => (of.startsWith(".") ? [posix.join(posix.dirname(path), of)] : []));
}

/** Returns the files that a file leads to: its imports, and the Durable Object classes behind imported stubs. */
function reached(path: string): string[] {
	const direct = importedBy(path);
	return [...direct, ...direct.filter((one) => one.endsWith("/stub.ts")).flatMap(importedBy)];
}

test("a read, a save and a push each pass through at most ten files, and each of these files is imported by an earlier file", () => {
	const all = chains();
	expect(all.map((chain) => chain.length > 3 && chain.length <= 10)).toEqual([true, true, true]);
	for (const chain of all) {
		for (const [index, path] of chain.entries()) {
			if (index > 0) expect(chain.slice(0, index).flatMap(reached), path).toContain(path);
		}
	}
});

test("every file mentioned in docs/architecture.md exists", () => {
	const named = [...docs.matchAll(/(?:[\w-]+\/)+[\w-]+\.tsx?/g)].map(([path]) => path.replace(/^src\//, ""));
	expect(named.filter((path) => !files.has(`src/${path}`))).toEqual([]);
});
