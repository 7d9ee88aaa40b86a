import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { publish } from "../../src/cli/publish.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { standInWorker } from "./stand-in-worker.ts";
import { temporaryFolder } from "./temporary-folder.ts";

beforeEach(() => void vi.stubEnv("PUBLISH_TOKEN", "secret"));

const numbered = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.md`, `text ${index}`]));

async function newsroom(files: Record<string, string | Uint8Array>) {
	const worker = await standInWorker();
	const folder = await temporaryFolder(files);
	const run = async (...options: string[]) => {
		const terminal = recordingTerminal();
		const code = await publish(["--to", worker.url, ".", ...options], { root: folder, cwd: folder, terminal });
		return { code, ...terminal };
	};
	return { worker, folder, run };
}

test("publish uploads a folder with the token, shows progress, and reports when the articles are live", async () => {
	const { worker, run } = await newsroom(numbered(250));
	const first = await run();
	expect(first.lines).toEqual(["250 files: 250 published", "250 files uploaded", `Live: ${worker.url}`]);
	expect(first.shown[1]).toBe("[########------------] 100 of 250");
	expect(first).toMatchObject({ code: 0, failures: [] });
	expect(new Set(worker.asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer secret"]));
	const second = await run();
	expect(second.lines).toEqual(["250 files: 250 published", "Nothing to upload", `Live: ${worker.url}`]);
	expect(worker.publications().map(({ lines }) => lines.length)).toEqual([100, 100, 50, 0, 0]);
});

test("publish waits until the feeds are rendered", async () => {
	const { worker, run } = await newsroom({ "a.md": "one" });
	worker.pending = 2;
	worker.instead = ({ path }) => {
		if (path === "/health" && worker.asked.length > 6) worker.pending = 0;
		return null;
	};
	const { lines, shown } = await run();
	expect(shown).toContain("Rendering feeds: 2 left");
	expect(lines.at(-1)).toBe(`Live: ${worker.url}`);
});

test("after an interruption, the next run uploads only the remaining files", async () => {
	const { worker, run } = await newsroom(numbered(250));
	let posts = 0;
	worker.instead = ({ method }) => (method === "POST" && ++posts === 2 ? { status: 418, body: "" } : null);
	const cut = await run();
	expect(cut.code).toBe(1);
	expect(cut.failures).toEqual([
		`${worker.url} answered 418 to /api/sources: no reason given. ` +
			"Uploaded: 100 changes. Run the same command again to upload the rest.",
	]);
	expect((await run()).lines[1]).toBe("150 files uploaded, 100 unchanged");
	expect(worker.held.size).toBe(250);
});

test("problems are shown with their location and fix, and publish fails only if there are errors", async () => {
	const { worker, run } = await newsroom({ "a.md": "one", "b.md": "two" });
	worker.problems = [{ severity: "warning", path: "a.md", line: 3, message: "Too long.", hint: "Make it short." }];
	const warned = await run();
	expect(warned.lines.slice(0, 2)).toEqual(["a.md:3  Warning: Too long.", "    Make it short."]);
	expect(warned.code).toBe(0);
	worker.problems = [{ severity: "error", path: "b.md", line: 1, message: "No title.", hint: "Write one." }];
	expect((await run()).code).toBe(1);
});

test("a source that belongs to a repository causes an error, and the other sources are published", async () => {
	const { worker, run } = await newsroom({ "a.md": "one", "b.md": "two" });
	worker.followed.add("b.md");
	const { code, lines } = await run();
	expect(code).toBe(1);
	expect(lines).toEqual([
		"b.md  This source belongs to a repository.",
		"    Change it there.",
		"2 files: 1 published, 1 with errors",
		"1 file uploaded",
		`Live: ${worker.url}`,
	]);
});

test("if a site runs a release too old to return totals, publish reports what was uploaded", async () => {
	const { worker, run } = await newsroom({ "a.md": "one" });
	const answer = { added: 1, changed: 0, removed: 0, unchanged: 0, problems: [], refused: [] };
	worker.instead = ({ method }) => (method === "POST" ? { status: 200, body: JSON.stringify(answer) } : null);
	expect((await run()).lines).toEqual(["1 file uploaded", `Live: ${worker.url}`]);
});

test("files in unsupported formats do not count when publish decides whether --remove is required", async () => {
	const notes = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.org`, "* Note"]));
	const { folder, worker, run } = await newsroom({ ...numbered(4), ...notes });
	await run();
	expect(worker.held.size).toBe(24);
	for (const index of [0, 1, 2]) await rm(join(folder, `${index}.md`));
	expect(await run()).toMatchObject({ code: 1, lines: [] });
	for (const name of Object.keys(numbered(3))) await writeFile(join(folder, name), "Back.");
	for (const name of Object.keys(notes)) await rm(join(folder, name));
	expect(await run()).toMatchObject({ code: 0 });
	expect([...worker.held.keys()].filter((path) => path.endsWith(".org"))).toEqual([]);
});

test("unpublishing most of a site requires --remove", async () => {
	const { worker, folder, run } = await newsroom(numbered(30));
	await run();
	for (let index = 0; index < 16; index++) await rm(join(folder, `${index}.md`));
	const refused = await run();
	expect(refused).toMatchObject({ code: 1, lines: [] });
	expect(refused.failures).toEqual([
		`This would unpublish 16 of the 30 files on ${worker.url}. Nothing was changed. ` +
			"If these are the right folders, run the command again with --remove.",
	]);
	expect(worker.held.size).toBe(30);
	expect(worker.publications().filter(({ lines }) => lines.length > 0)).toHaveLength(1);
	expect(await run("--remove")).toMatchObject({ code: 0, failures: [] });
	expect(worker.held.size).toBe(14);
});

test.each([
	[30, 15],
	[18, 9],
	[1, 1],
])("with %i articles, unpublishing %i does not require --remove", async (all, gone) => {
	const { worker, folder, run } = await newsroom(numbered(all));
	await run();
	for (let index = 0; index < gone; index++) await rm(join(folder, `${index}.md`));
	expect(await run()).toMatchObject({ code: 0 });
	expect(worker.held.size).toBe(all - gone);
});

test("invalid arguments cause a one-line error, and no request is sent", async () => {
	const worker = await standInWorker();
	const folder = await temporaryFolder({ "a.md": "one", "news/b.md": "two" });
	for (const [args, what] of [
		[["news"], /--to https:\/\/news\.example\.org$/],
		[["--to", worker.url], /Specify a folder to publish\. Usage: /],
		[["--to", "news.example", "news"], /is not a site's address/],
		[["--to", "http://news.example.org", "news"], /could read the token/],
		[["--to", worker.url, "none"], /none does not exist/],
		[["--wrong", "news"], /--wrong.*Usage: /],
	] as const) {
		const terminal = recordingTerminal();
		expect(await publish([...args], { root: folder, cwd: folder, terminal })).toBe(1);
		expect(terminal.failures).toEqual([expect.stringMatching(what)]);
		expect(terminal.failures[0]).not.toContain("\n");
	}
	vi.stubEnv("PUBLISH_TOKEN", "");
	const terminal = recordingTerminal();
	const args = ["--to", "https://news.example.org", "news"];
	expect(await publish(args, { root: folder, cwd: folder, terminal })).toBe(1);
	expect(terminal.failures).toEqual([expect.stringContaining("No token found for https://news.example.org")]);
	expect(worker.asked).toEqual([]);
});
