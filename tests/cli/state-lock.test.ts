import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockState } from "../../src/cli/local/state-lock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a state is taken and given back; a lock left by a process that is gone counts for nothing", async () => {
	const state = join(await temporaryFolder({}), "new");
	const gone = spawnSync(process.execPath, ["-e", ""]).pid;
	for (let round = 0; round < 2; round++) {
		const release = await lockState(state);
		if (typeof release !== "function") throw new Error(release.failure);
		expect(await readFile(join(state, "newsstand.pid"), "utf8")).toBe(String(process.pid));
		await release();
		await writeFile(join(state, "newsstand.pid"), String(gone));
	}
});

test("a state that another process has is refused, in a line that says what to do", async () => {
	const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
	try {
		const state = await temporaryFolder({ "newsstand.pid": String(other.pid) });
		const refused = await lockState(state);
		expect(refused).toEqual({ failure: expect.stringMatching(/in use.*--state/) });
	} finally {
		other.kill();
	}
});
