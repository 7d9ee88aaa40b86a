import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApi } from "../../src/cli/api/client.ts";
import { createPublication } from "../../src/cli/content/upload.ts";
import { republisher } from "../../src/cli/content/watch.ts";
import { terminalOn } from "../../src/cli/terminal.ts";
import { standInWorker } from "./stand-in-worker.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TIME = /^\d\d:\d\d:\d\d {2}/;

async function watchedNewsroom() {
	const worker = await standInWorker();
	const folder = await temporaryFolder({ "a.md": "one", "b.md": "two" });
	const ending = new AbortController().signal;
	const api = createApi(worker.url, "secret", ending, []);
	const { publish } = createPublication(api, [{ directory: folder, prefix: "" }]);
	const said: string[] = [];
	const output = { write: (text: string) => said.push(...text.trimEnd().split("\n")) };
	const first = await publish(() => {});
	const republish = republisher({ publish, api, terminal: terminalOn(output, output), ending }, first.problems);
	return {
		worker,
		save: (name: string, text: string | Uint8Array) => writeFile(join(folder, name), text),
		/** Publishes again. Returns the output without the time of day. */
		async republish() {
			said.length = 0;
			await republish();
			return said.map((line) => line.replace(TIME, ""));
		},
	};
}

test("a change prints one line, and a problem that it causes is shown once", async () => {
	const { save, republish } = await watchedNewsroom();
	expect(await republish()).toEqual([]);
	await save("a.md", "ONE");
	expect(await republish()).toEqual(["1 changed: a.md"]);
	await save("a.md", Buffer.from([0xff]));
	expect(await republish()).toEqual([
		"1 changed, 1 problem: a.md",
		"a.md:1  From this line on, the file is not UTF-8.",
		"    Save it as UTF-8. Most editors have this under Save As or Encoding.",
	]);
	await save("b.md", "TWO");
	expect(await republish()).toEqual(["1 changed: b.md"]);
});

test("a problem that remains after the file is saved again is shown again", async () => {
	const { worker, save, republish } = await watchedNewsroom();
	worker.problems = [{ severity: "error", path: "a.md", line: 1, message: "No title.", hint: "Write one." }];
	const lines = ["a.md:1  No title.", "    Write one."];
	await save("a.md", "still none");
	expect(await republish()).toEqual(["1 changed, 1 problem: a.md", ...lines]);
	expect(await republish()).toEqual([]);
	await save("a.md", "none yet");
	expect(await republish()).toEqual(["1 changed, 1 problem: a.md", ...lines]);
});

test("a fixed problem is counted, but a problem that only moved to another line is not", async () => {
	const { worker, save, republish } = await watchedNewsroom();
	const problem = { severity: "error" as const, path: "a.md", line: 1, message: "No title.", hint: "Write one." };
	worker.problems = [problem, { ...problem, path: "b.md" }];
	await save("a.md", "none");
	expect((await republish())[0]).toBe("1 changed, 2 problems: a.md");
	worker.problems = [{ ...problem, line: 2 }];
	await save("b.md", "with a title");
	expect((await republish())[0]).toBe("1 changed, 1 problem, 1 problem fixed: b.md");
	worker.problems = [];
	await save("a.md", "with a title");
	expect(await republish()).toEqual(["1 changed, 1 problem fixed: a.md"]);
});

test("a failed sync prints one line, and is retried", async () => {
	const { worker, save, republish } = await watchedNewsroom();
	const before = worker.publications().length;
	worker.instead = ({ method }) =>
		method === "POST" && worker.publications().length === before + 1 ? { status: 500, body: '{"error":"busy"}' } : null;
	await save("a.md", "ONE");
	expect(await republish()).toEqual([
		`Not published yet: ${worker.url} answered 500 to /api/sources: busy. Retrying in 1 s.`,
		"1 changed: a.md",
	]);
});

test("a source that belongs to a repository is reported once per save", async () => {
	const { worker, save, republish } = await watchedNewsroom();
	worker.followed.add("c.md");
	const lines = ["1 problem: c.md", "c.md  This source belongs to a repository.", "    Change it there."];
	await save("c.md", "three");
	expect(await republish()).toEqual(lines);
	expect(await republish()).toEqual([]);
	await save("c.md", "THREE");
	expect(await republish()).toEqual(lines);
});
