import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { watchFolders } from "../../src/cli/content/watch.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Watches a folder, and tells whether something is noticed within a second. */
async function watchOver(folder: string) {
	const errors: string[] = [];
	const watch = watchFolders([{ directory: folder, prefix: "" }], (reason) => errors.push(reason));
	onTestFinished(() => watch.close());
	let changes = 0;
	void (async () => {
		for (;;) {
			await watch.change();
			changes++;
		}
	})();
	await sleep(500);
	return {
		errors,
		async noticed(act: () => Promise<void>): Promise<boolean> {
			const before = changes;
			await act();
			for (let waited = 0; waited < 1000 && changes === before; waited += 20) await sleep(20);
			return changes > before;
		},
		changes: () => changes,
	};
}

test("saving, replacing and adding are noticed, what is not a source is not", async () => {
	const folder = await temporaryFolder({ "a.md": "x" });
	const { noticed } = await watchOver(folder);
	expect(await noticed(() => writeFile(join(folder, "a.md"), "y"))).toBe(true);
	expect(
		await noticed(async () => {
			await writeFile(join(folder, ".a.md.tmp"), "z");
			await rename(join(folder, ".a.md.tmp"), join(folder, "a.md"));
		}),
	).toBe(true);
	expect(await noticed(() => mkdir(join(folder, "new")))).toBe(true);
	expect(await noticed(() => writeFile(join(folder, "new/b.md"), "x"))).toBe(true);
	expect(await noticed(() => writeFile(join(folder, "picture.png"), "x"))).toBe(false);
	expect(await noticed(() => writeFile(join(folder, ".hidden.md"), "x"))).toBe(false);
});

test("what is saved at once is noticed at once", async () => {
	const folder = await temporaryFolder();
	const { noticed, changes } = await watchOver(folder);
	await noticed(async () => {
		for (let index = 0; index < 50; index++) await writeFile(join(folder, `${index}.md`), "x");
	});
	await sleep(300);
	expect(changes()).toBe(1);
});

test("links that lead in circles do no harm", async () => {
	const folder = await temporaryFolder({ "a/x.md": "x", "b/y.md": "x" });
	for (const name of ["a/up", "a/again", "b/up", "b/again"]) await symlink("..", join(folder, name));
	await symlink("self", join(folder, "self"));
	const { noticed } = await watchOver(folder);
	expect(await noticed(() => writeFile(join(folder, "a/x.md"), "y"))).toBe(true);
});

test("a folder that is moved away and back is watched again", async () => {
	const folder = await temporaryFolder({ "in/a.md": "x" });
	const { noticed } = await watchOver(join(folder, "in"));
	expect(await noticed(() => rename(join(folder, "in"), join(folder, "out")))).toBe(true);
	expect(await noticed(() => rename(join(folder, "out"), join(folder, "in")))).toBe(true);
	await sleep(300);
	expect(await noticed(() => writeFile(join(folder, "in/a.md"), "y"))).toBe(true);
});
