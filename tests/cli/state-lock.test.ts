import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { localSite } from "../../src/cli/api/site.ts";
import { defaultState, lockState } from "../../src/cli/local/state-lock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const HOLDER = fileURLToPath(new URL("lock-holder.ts", import.meta.url));

/** A child process that can lock a state folder. */
interface Holder {
	/** Tells the process to lock the folder. Resolves to `locked` or to the reason for the failure. */
	lock(): Promise<string>;
	kill(): Promise<unknown>;
}

const started: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
	for (const child of started.splice(0)) child.kill("SIGKILL");
});

async function holderOf(state: string): Promise<Holder> {
	const child = spawn(process.execPath, [HOLDER, state]);
	started.push(child);
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const errors: string[] = [];
	child.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
	const line = async (): Promise<string> => {
		const { value } = await lines.next();
		return value ?? `ended: ${errors.join("")}`;
	};
	expect(await line()).toBe("ready");
	return {
		lock() {
			child.stdin.write("now\n");
			return line();
		},
		kill() {
			const exit = once(child, "exit");
			child.kill("SIGKILL");
			return exit;
		},
	};
}

test("if twelve processes try to lock a state folder at the same time, only one succeeds", async () => {
	const state = join(await temporaryFolder({}), "new");
	const holders = await Promise.all(Array.from({ length: 12 }, () => holderOf(state)));
	const outcomes = await Promise.all(holders.map((holder) => holder.lock()));
	expect(outcomes.filter((outcome) => outcome === "locked")).toHaveLength(1);
	for (const outcome of outcomes.filter((outcome) => outcome !== "locked")) {
		expect(outcome).toContain("in use by another instance of Newsstand");
		expect(outcome).toContain(join(state, "newsstand.lock"));
		expect(outcome).toContain("--state DIR");
	}
});

test("the lock is released when its process ends, even after SIGKILL", async () => {
	const state = await temporaryFolder({});
	const first = await holderOf(state);
	const second = await holderOf(state);
	expect(await first.lock()).toBe("locked");
	expect(await second.lock()).toContain("in use");
	await first.kill();
	expect(await second.lock()).toBe("locked");
});

test("a stale process ID that now belongs to another program does not prevent locking", async () => {
	const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
	started.push(other);
	const unlock = await lockState(await temporaryFolder({ "newsstand.pid": String(other.pid) }), 8787);
	expect(unlock).toBeTypeOf("function");
});

test("commands find the port of the running local site, and use the default port if none is running", async () => {
	const root = await temporaryFolder({});
	expect(await localSite(root)).toBe("http://localhost:8787");
	const unlock = await lockState(defaultState(root), 8899);
	if (typeof unlock !== "function") throw new Error(unlock.failure);
	expect(await localSite(root)).toBe("http://localhost:8899");
	await unlock();
	expect(await localSite(root)).toBe("http://localhost:8787");
});

test("the port of a killed process is ignored", async () => {
	const child = spawn(process.execPath, ["-e", ""]);
	await once(child, "exit");
	const root = await temporaryFolder({ ".wrangler/newsstand/newsstand.pid": `${child.pid} 8899` });
	expect(await localSite(root)).toBe("http://localhost:8787");
});

test("an unlocked folder can be locked again", async () => {
	const state = join(await temporaryFolder({}), "deep/new");
	for (let round = 0; round < 2; round++) {
		const unlock = await lockState(state, 8787);
		if (typeof unlock !== "function") throw new Error(unlock.failure);
		expect(await lockState(state, 8787)).toEqual({ failure: expect.stringContaining(`process ${process.pid}`) });
		await unlock();
	}
});

test("if the lock file cannot be locked, the error contains the file's name and a fix", async () => {
	const state = await temporaryFolder({ "newsstand.lock": "this is no lock file".repeat(400) });
	expect(await lockState(state, 8787)).toEqual({
		failure: expect.stringMatching(/newsstand\.lock cannot be locked: file is not a database\. .*--state DIR/),
	});
	const file = join(await temporaryFolder({ file: "" }), "file");
	expect(await lockState(file, 8787)).toEqual({ failure: expect.stringContaining("--state DIR") });
});
