import { execFileSync } from "node:child_process";
import { mkdir, rename, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApi } from "../../src/cli/api/client.ts";
import { createPublication, type Publish } from "../../src/cli/content/upload.ts";
import { standInWorker } from "./stand-in-worker.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const silent = (): void => {};

async function newsroom(files: Record<string, string | Uint8Array>) {
	const worker = await standInWorker();
	const folder = await temporaryFolder(files);
	const publishFolder = (): Publish => {
		const api = createApi(worker.url, "secret", new AbortController().signal, []);
		return createPublication(api, [{ directory: folder, prefix: "" }]).publish;
	};
	return { worker, folder, file: (name: string) => join(folder, name), publish: publishFolder(), publishFolder };
}

test("the first run uploads everything, and the second run uploads nothing", async () => {
	const { worker, publish, publishFolder } = await newsroom({ "a.md": "one", "b/c.md": "two" });
	expect(await publish(silent)).toMatchObject({ added: 2, unchanged: 0, paths: ["a.md", "b/c.md"] });
	expect(await publish(silent)).toMatchObject({ added: 0, unchanged: 2, paths: [] });
	// This call creates a new instance, as if the program had been restarted.
	expect(await publishFolder()(silent)).toMatchObject({ added: 0, unchanged: 2, paths: [] });
	expect(worker.publications()).toHaveLength(1);
});

test("after a run, the hashes on the site equal Git's hashes", async () => {
	const { worker, publish, file } = await newsroom({ "bom.md": "\uFEFFGrüße\r\n" });
	await publish(silent);
	const git = execFileSync("git", ["hash-object", "--no-filters", file("bom.md")], { encoding: "utf8" });
	expect(worker.held.get("bom.md")).toBe(git.trim());
});

test("only differences are uploaded: changed, new, renamed, deleted", async () => {
	const { worker, publish, file } = await newsroom({ "a.md": "one", "b.md": "two", "c.md": "three", "d.md": "four" });
	await publish(silent);
	await writeFile(file("a.md"), "ONE");
	await rename(file("b.md"), file("e.md"));
	await rm(file("c.md"));
	expect(await publish(silent)).toMatchObject({ added: 1, changed: 1, removed: 2, unchanged: 1 });
	const sent = worker.publications()[1]?.lines.map((line) => JSON.parse(line)) ?? [];
	// Sources without front matter are uploaded with the modification time of their file.
	expect(sent.map(({ modified, ...change }) => change)).toEqual([
		// Deletions come first, so that the old file's URL is free for the renamed file.
		{ path: "b.md", deleted: true },
		{ path: "c.md", deleted: true },
		{ path: "a.md", text: "ONE" },
		{ path: "e.md", text: "two" },
	]);
	expect(sent.map(({ modified }) => typeof modified)).toEqual(["undefined", "undefined", "string", "string"]);
});

test("a changed file is noticed even if its size and modification time are the same", async () => {
	const { publish, file } = await newsroom({ "a.md": "one" });
	const time = new Date(Date.now() - 60_000);
	await utimes(file("a.md"), time, time);
	await new Promise((resolve) => setTimeout(resolve, 150));
	await publish(silent);
	await writeFile(file("a.md"), "two");
	await utimes(file("a.md"), time, time);
	expect(await publish(silent)).toMatchObject({ changed: 1 });
});

test("folder defaults are uploaded before and deleted after their articles", async () => {
	const { worker, publish, file } = await newsroom({
		"closed/1.md": "one",
		"closed/_defaults.yaml": "audience: members",
		"a.md": "two",
	});
	await publish(silent);
	await rename(file("closed"), file("Members"));
	await publish(silent);
	const orders = worker.publications().map(({ lines }) => lines.map((line): string => JSON.parse(line).path));
	expect(orders).toEqual([
		["closed/_defaults.yaml", "a.md", "closed/1.md"],
		["Members/_defaults.yaml", "closed/1.md", "Members/1.md", "closed/_defaults.yaml"],
	]);
});

test("a file is not uploaded if only its modification time changed", async () => {
	const { worker, publish, file } = await newsroom({ "a.md": "one" });
	await publish(silent);
	await utimes(file("a.md"), new Date(), new Date());
	expect(await publish(silent)).toMatchObject({ unchanged: 1, paths: [] });
	expect(worker.publications()).toHaveLength(1);
});

test("the published version stays online when its file can no longer be uploaded", async () => {
	const names = ["large.md", "latin.md", "link.md", "linked/in.md", "good.md"];
	const { worker, publish, file } = await newsroom(Object.fromEntries(names.map((name) => [name, "x"])));
	await publish(silent);
	await truncate(file("large.md"), 30_000_000);
	await writeFile(file("latin.md"), Buffer.from("one\ntw\xf6", "latin1"));
	await rm(file("link.md"));
	await symlink("nowhere", file("link.md"));
	const elsewhere = join(await temporaryFolder(), "elsewhere");
	await rename(file("linked"), elsewhere);
	await symlink(elsewhere, file("linked"));
	await writeFile(file("good.md"), "better");
	const run = await publish(silent);
	// Unreadable files are reported to the site, which keeps their published version.
	expect(run).toMatchObject({ changed: 4, removed: 0, unsent: 0 });
	expect(run.problems.map(({ path, line }) => [path, line])).toEqual([
		["large.md", null],
		["latin.md", 2],
		["link.md", null],
		["linked/", null],
	]);
	expect([...worker.held.keys()].sort()).toEqual(names.sort());
});

test("an empty folder unpublishes everything; a missing folder unpublishes nothing", async () => {
	const { worker, publish, folder } = await newsroom({ "a.md": "one" });
	await publish(silent);
	await rm(folder, { recursive: true });
	await expect(publish(silent)).rejects.toThrow(`The folder ${folder} cannot be read: it does not exist`);
	expect(worker.held.size).toBe(1);
	await mkdir(folder);
	expect(await publish(silent)).toMatchObject({ removed: 1 });
	expect(worker.held.size).toBe(0);
});

test("many files are uploaded in several requests, with progress", async () => {
	const files = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`${index}.md`, `text ${index}`]));
	const { worker, publish } = await newsroom(files);
	const told: string[] = [];
	expect(await publish((done, total) => told.push(`${done} of ${total}`))).toMatchObject({ added: 250 });
	expect(told).toEqual(["0 of 250", "100 of 250", "200 of 250"]);
	expect(worker.publications().map(({ lines }) => lines.length)).toEqual([100, 100, 50]);
});

test("a rejected source does not block other sources, and is not uploaded again until it changes", async () => {
	const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.md`, `text ${index}`]));
	const { worker, publish, file } = await newsroom({ ...files, "bad.md": "bad" });
	worker.instead = ({ lines }) =>
		lines.some((line) => line.includes('"text":"bad"')) ? { status: 400, body: '{"error":"no such path"}' } : null;
	const refusal = { severity: "error", path: "bad.md", line: null, message: expect.stringContaining("no such path") };
	expect(await publish(silent)).toMatchObject({ added: 40, problems: [refusal] });
	const sent = worker.publications().length;
	expect(await publish(silent)).toMatchObject({ unchanged: 40, paths: [], problems: [refusal] });
	expect(worker.publications()).toHaveLength(sent);
	await writeFile(file("bad.md"), "mended");
	expect(await publish(silent)).toMatchObject({ added: 1, paths: ["bad.md"], problems: [] });
});

test("a wrong token is not reported as a problem with a source", async () => {
	const { worker, publish } = await newsroom({ "a.md": "one", "b.md": "two" });
	worker.instead = ({ method }) => (method === "POST" ? { status: 401, body: '{"error":"wrong token"}' } : null);
	await expect(publish(silent)).rejects.toThrow("401 to /api/sources: wrong token");
	expect(worker.publications()).toHaveLength(1);
});

test("a problem in a file's current version is shown instead of the site's problem about the previous version", async () => {
	const { worker, publish } = await newsroom({ "a.md": Buffer.from([0xff]), "b.md": "x" });
	const remembered = { severity: "error" as const, line: 3, message: "No title.", hint: "Write one." };
	worker.problems = [
		{ path: "b.md", ...remembered },
		{ path: "a.md", ...remembered },
	];
	expect((await publish(silent)).problems).toMatchObject([
		{ path: "a.md", line: 1, message: "From this line on, the file is not UTF-8." },
		{ path: "b.md", line: 3 },
	]);
});

test("a source that belongs to a repository is reported as a problem, and is not uploaded again until it changes", async () => {
	const { worker, publish, file } = await newsroom({ "a.md": "one", "theirs.md": "mine" });
	worker.followed.add("theirs.md");
	worker.problems = [
		{ severity: "error", path: "theirs.md", line: 2, message: "Something in the repository.", hint: "" },
	];
	const refusal = { severity: "error", path: "theirs.md", line: null, message: "This source belongs to a repository." };
	const first = await publish(silent);
	expect(first).toMatchObject({ added: 1, problems: [{ ...refusal, hint: "Change it there." }] });
	expect(await publish(silent)).toMatchObject({ unchanged: 1, paths: [], problems: first.problems });
	expect(worker.publications()).toHaveLength(1);
	await writeFile(file("theirs.md"), "mine, changed");
	expect(await publish(silent)).toMatchObject({ unchanged: 1, paths: ["theirs.md"], problems: [refusal] });
	expect(worker.publications()).toHaveLength(2);
});

test("sources uploaded with other tokens stay on the site, and their problems are not shown", async () => {
	const { worker, publish } = await newsroom({ "a.md": "one" });
	worker.others.set("theirs.md", "0");
	worker.problems = [{ severity: "error", path: "theirs.md", line: 1, message: "No title.", hint: "Write one." }];
	expect(await publish(silent)).toMatchObject({ added: 1, removed: 0, problems: [] });
	expect([...worker.others.keys()]).toEqual(["theirs.md"]);
});

test("an unreadable README is not a problem, and its uploaded version is kept", async () => {
	const { worker, publish, file } = await newsroom({ "a.md": "one", "README.md": "Read me" });
	await publish(silent);
	await writeFile(file("README.md"), Uint8Array.of(0xff, 0xfe));
	expect(await publish(silent)).toMatchObject({ removed: 0, unchanged: 2, problems: [] });
	expect([...worker.held.keys()]).toEqual(["README.md", "a.md"]);
});

const LATIN = Buffer.from("audience: members # f\xfcr uns", "latin1");

test.each<[string, (file: string) => Promise<void>]>([
	["in Latin-1", (file) => writeFile(file, LATIN)],
	["over 1 MiB", (file) => writeFile(file, "# members\n".repeat(200_000))],
	["a broken symbolic link", (file) => symlink("nowhere", file)],
])("folder defaults that are %s are reported to the site once, before the folder's articles", async (_, spoil) => {
	const { worker, publish, file } = await newsroom({ "vip/a.md": "one", "b.md": "two" });
	await spoil(file("vip/_defaults.yaml"));
	const { problems } = await publish(silent);
	expect(problems).toMatchObject([{ severity: "error", path: "vip/_defaults.yaml" }]);
	const [first, ...others] = worker.publications()[0]?.lines.map((line) => JSON.parse(line)) ?? [];
	expect(first).toMatchObject({ path: "vip/_defaults.yaml", unreadable: { message: problems[0]?.message } });
	expect(others.map(({ path }) => path)).toEqual(["b.md", "vip/a.md"]);
	expect((await publish(silent)).problems).toEqual(problems);
	expect(worker.publications()).toHaveLength(1);
	await rm(file("vip/_defaults.yaml"));
	await writeFile(file("vip/_defaults.yaml"), "audience: members");
	expect(await publish(silent)).toMatchObject({ changed: 1, problems: [] });
});

test("articles are not uploaded while the site rejects their folder defaults", async () => {
	const { worker, publish, file } = await newsroom({ "vip/_defaults.yaml": LATIN, "vip/a/b.md": "one", "c.md": "two" });
	worker.instead = ({ lines }) =>
		lines.some((line) => line.includes("unreadable")) ? { status: 400, body: "{}" } : null;
	for (const text of ["one", "other"]) {
		await writeFile(file("vip/a/b.md"), text);
		const { problems } = await publish(silent);
		expect(problems.map(({ path }) => path)).toContain("vip/a/b.md");
		expect([...worker.held.keys()]).toEqual(["c.md"]);
	}
	worker.instead = () => null;
	await publish(silent);
	expect([...worker.held.keys()].sort()).toEqual(["c.md", "vip/_defaults.yaml", "vip/a/b.md"]);
});

test("all requests except the last announce that more follow; if the last request is rejected, an empty request completes the upload", async () => {
	const files = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`${index}.md`, `text ${index}`]));
	const { worker, publish, file } = await newsroom({ ...files, "zz.md": "bad" });
	worker.instead = ({ lines }) => (lines.some((line) => line.includes('"bad"')) ? { status: 400, body: "{}" } : null);
	await publish(silent);
	expect(worker.publications().at(0)?.path).toBe("/api/sources?more=true");
	expect(worker.publications().at(-1)).toMatchObject({ path: "/api/sources", lines: [] });
	await writeFile(file("zz.md"), "good");
	await publish(silent);
	expect(worker.publications().at(-1)).toMatchObject({
		path: "/api/sources",
		lines: [expect.stringContaining("good")],
	});
});
