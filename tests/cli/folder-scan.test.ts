import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NetworkError } from "../../src/cli/command.ts";
import { scanFolders } from "../../src/cli/content/folders.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function pathsIn(directory: string, prefix = ""): Promise<string[]> {
	return (await scanFolders([{ directory, prefix }])).files.map(({ path }) => path);
}

test("sources are found by name at any depth and sorted by path", async () => {
	const names = ["b.md", "a/x.MARKDOWN", "a/deep/y.html", "z.HTM", "t.txt", "topics/ai.yaml", "p.yml", "_draft.md"];
	const others = ["picture.png", "md", "notes.md.bak", "README"];
	const folder = await temporaryFolder(Object.fromEntries([...names, ...others].map((name) => [name, "x"])));
	expect(await pathsIn(folder)).toEqual([...names].sort());
	expect(await pathsIn(folder, "news/")).toContain("news/a/deep/y.html");
});

test("hidden names and node_modules are ignored", async () => {
	const names = [".draft.md", ".git/a.md", "node_modules/b/README.md", "a/.obsidian/c.md", "a/node_modules/d.md"];
	expect(await pathsIn(await temporaryFolder(Object.fromEntries(names.map((name) => [name, "x"]))))).toEqual([]);
});

test("a hidden folder is scanned if it is the folder to publish", async () => {
	const folder = await temporaryFolder({ ".notes/a.md": "x" });
	expect(await pathsIn(join(folder, ".notes"))).toEqual(["a.md"]);
});

test("symbolic links to files are followed; symbolic links to folders cause errors", async () => {
	const elsewhere = await temporaryFolder({ "real.md": "x", "more/m.md": "x" });
	const folder = await temporaryFolder({ "a/x.md": "x" });
	await symlink(join(elsewhere, "real.md"), join(folder, "linked.md"));
	await symlink(join(elsewhere, "real.md"), join(folder, "linked.png"));
	await symlink(join(elsewhere, "more"), join(folder, "more"));
	await symlink("..", join(folder, "a/up"));
	await symlink("self.md", join(folder, "self.md"));
	await symlink("nowhere", join(folder, "dangling.md"));
	const { files, problems } = await scanFolders([{ directory: folder, prefix: "" }]);
	expect(files.map(({ path }) => path)).toEqual(["a/x.md", "linked.md"]);
	expect(problems.map(({ path }) => path).sort()).toEqual(["a/up/", "dangling.md", "more/", "self.md"]);
});

test("paths are in NFC, and a second file with the same path causes an error", async () => {
	expect(await pathsIn(await temporaryFolder({ "cafe\u0301/re\u0301sume\u0301.md": "x" }))).toEqual([
		"caf\u00e9/r\u00e9sum\u00e9.md",
	]);
	const twins = await temporaryFolder({ "e\u0301.md": "one", "\u00e9.md": "two" });
	const { files, problems } = await scanFolders([{ directory: twins, prefix: "" }]);
	// On a file system that normalizes names, such as that of macOS, only one of the two files exists.
	expect(files).toHaveLength(1);
	expect(problems.every(({ path }) => path === "\u00e9.md")).toBe(true);
});

const isRoot = process.getuid?.() === 0;
if (isRoot) console.warn("Skipped: root can read every folder.");

test.skipIf(isRoot)("a folder without read permission is reported as a problem whose path ends in /", async () => {
	const folder = await temporaryFolder({ "open.md": "x", "shut/in.md": "x" });
	await chmod(join(folder, "shut"), 0);
	const { files, problems } = await scanFolders([{ directory: folder, prefix: "" }]);
	await chmod(join(folder, "shut"), 0o700);
	expect(files.map(({ path }) => path)).toEqual(["open.md"]);
	expect(problems).toMatchObject([{ path: "shut/", line: null, message: "This cannot be read: permission denied." }]);
});

test("a missing folder causes a failure, and is not treated as empty", async () => {
	const folder = await temporaryFolder();
	await mkdir(join(folder, "here"));
	await expect(scanFolders([{ directory: join(folder, "gone"), prefix: "" }])).rejects.toThrow(NetworkError);
	expect(await pathsIn(join(folder, "here"))).toEqual([]);
});
