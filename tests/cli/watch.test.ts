import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { watchFolders } from "../../src/cli/content/watch.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PATIENT = { timeout: 20_000, interval: 20 };

/** Watches a folder. Resolves once the operating system has begun to report changes in the folder. */
async function watchOver(folder: string) {
	const watch = watchFolders([{ directory: folder, prefix: "" }], () => {});
	onTestFinished(() => watch.close());
	let changes = 0;
	void (async () => {
		for (;;) {
			await watch.change();
			changes++;
		}
	})();
	/** Runs an action and waits until the change is noticed. */
	const noticed = async (act: () => Promise<unknown>) => {
		const before = changes;
		await act();
		await vi.waitUntil(() => changes > before, PATIENT);
	};
	/** Saves a file repeatedly until the change is noticed, because we do not know when watching begins. */
	const saved = async (file: string) => {
		const before = changes;
		const isNoticed = async () => {
			await writeFile(file, `${Math.random()}`);
			await sleep(200);
			return changes > before;
		};
		await vi.waitUntil(isNoticed, PATIENT);
	};
	/** Waits until nothing has been noticed for a while. */
	const calm = async () => {
		for (let before = -1; before !== changes; await sleep(1000)) before = changes;
	};
	await saved(join(folder, "first.md"));
	await calm();
	return { noticed, saved, calm, changes: () => changes };
}

test("saved, replaced and added files are noticed", async () => {
	const folder = await temporaryFolder({ "a.md": "x" });
	const { noticed } = await watchOver(folder);
	await noticed(() => writeFile(join(folder, "a.md"), "y"));
	await noticed(async () => {
		await writeFile(join(folder, ".a.md.tmp"), "z");
		await rename(join(folder, ".a.md.tmp"), join(folder, "a.md"));
	});
	await noticed(() => mkdir(join(folder, "new")));
	await noticed(() => writeFile(join(folder, "new/b.md"), "x"));
});

test("changes to pictures are noticed; changes to unsupported and hidden files are not", async () => {
	const folder = await temporaryFolder();
	const { noticed, calm, changes } = await watchOver(folder);
	await noticed(() => writeFile(join(folder, "picture.png"), "x"));
	await calm();
	const before = changes();
	await writeFile(join(folder, "run.sh"), "x");
	await writeFile(join(folder, ".hidden.png"), "x");
	await writeFile(join(folder, ".hidden.md"), "x");
	await calm();
	expect(changes()).toBe(before);
});

test("files saved together are noticed together", async () => {
	const folder = await temporaryFolder();
	const { noticed, calm, changes } = await watchOver(folder);
	const before = changes();
	await noticed(() => Promise.all(Array.from({ length: 50 }, (_, at) => writeFile(join(folder, `${at}.md`), "x"))));
	await calm();
	// Usually, the difference is 1, but a busy machine may report the changes in several batches.
	expect(changes() - before).toBeLessThan(10);
});

test("circular symbolic links do not prevent changes from being noticed", async () => {
	const folder = await temporaryFolder({ "a/x.md": "x", "b/y.md": "x" });
	for (const name of ["a/up", "a/again", "b/up", "b/again"]) await symlink("..", join(folder, name));
	await symlink("self", join(folder, "self"));
	const { noticed } = await watchOver(folder);
	await noticed(() => writeFile(join(folder, "a/x.md"), "y"));
});

test("a folder that is moved away and back is watched again", async () => {
	const folder = await temporaryFolder({ "in/a.md": "x" });
	const { noticed, saved } = await watchOver(join(folder, "in"));
	await noticed(() => rename(join(folder, "in"), join(folder, "out")));
	await noticed(() => rename(join(folder, "out"), join(folder, "in")));
	await saved(join(folder, "in/a.md"));
});
