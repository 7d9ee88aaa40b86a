import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { exportSite, MARKER } from "../../src/cli/backup/export.ts";
import { restore } from "../../src/cli/backup/restore.ts";
import { blobHash } from "../../src/git-hash.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { type Answer, type Asked, standInWorker } from "./stand-in-worker.ts";
import { temporaryFolder } from "./temporary-folder.ts";

beforeEach(() => void vi.stubEnv("PUBLISH_TOKEN", "secret"));

const SITE = { url: "https://a.example", title: "A", description: "", language: "en", timeZone: "UTC", feedSize: 50 };
const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });

function source(path: string, text: string, fault: object | null = null) {
	return { path, owner: "token:publish", dated: null, hash: blobHash(Buffer.from(text)), text, fault };
}

const SOURCES = [
	source("a.md", "\uFEFFOne\r\n"),
	source("con.md", "Two \u2028 three"),
	source("topics/_defaults.yaml", ""),
];
const UNREADABLE = { ...source("bad.md", "", { line: null, message: "No.", hint: "" }), hash: "0".repeat(40) };

/**
 * Starts a stand-in site with a few records. Returns the site, with functions that run `export` and `restore` on it.
 */
async function newsroom() {
	const worker = await standInWorker();
	const folder = await temporaryFolder();
	const site = {
		...{ worker, folder, hub: null as string | null, edition: "1", title: "A", unpublishing: 0 },
		records: {
			sources: [...SOURCES, UNREADABLE],
			identities: [{ key: "link:x", guid: "g" }],
			titles: [],
		} as Record<string, object[]>,
		taken: {} as Record<string, unknown[]>,
	};
	worker.instead = ({ method, path, lines }: Asked): Answer | null => {
		if (path === "/api/status") return json({ unpublishing: { count: site.unpublishing } });
		const [, what = "", subject = ""] = /^\/api\/(export|import)(?:\/(?:records\/)?([a-z-]+))?/.exec(path) ?? [];
		if (what === "") return null;
		if (method === "GET" && subject === "") {
			const subjects = Object.entries(site.records).map(([name, { length: count }]) => ({ name, count }));
			const { title, hub, edition } = site;
			return json({
				format: 1,
				site: { ...SITE, title, hub },
				subjects,
				edition,
				released: "2026-05-05T00:00:00.000Z",
			});
		}
		if (method === "GET") {
			const start = Number(/after=(\d+)/.exec(path)?.[1] ?? 0);
			const all = site.records[subject] ?? [];
			return json({ records: all.slice(start, start + 2), next: start + 2 < all.length ? String(start + 2) : null });
		}
		if (subject === "") return json({ state: "begun" });
		if (subject === "advance") return json({ advanced: 0 });
		if (subject === "finish") return json({ state: "done" });
		site.taken[subject] = [...(site.taken[subject] ?? []), ...lines.map((line) => JSON.parse(line))];
		return json({ taken: lines.length });
	};
	const run = async (command: typeof restore, ...args: string[]) => {
		const terminal = recordingTerminal();
		const code = await command(args, { root: folder, cwd: folder, terminal });
		return { code, ...terminal };
	};
	return {
		site,
		path: (name: string) => join(folder, name),
		save: (name: string) => run(exportSite, "--from", worker.url, name),
		put: (name: string) => run(restore, "--to", worker.url, name),
	};
}

test("export writes sources byte for byte, and all other records as one line each, to files that only the owner can read", async () => {
	const { save, path } = await newsroom();
	const saved = await save("out");
	expect(saved).toMatchObject({ code: 0, failures: [] });
	expect(saved.lines[0]).toBe(`${path("out")}: 4 sources.`);
	expect(await readFile(path("out/sources/a.md"), "utf8")).toBe("\uFEFFOne\r\n");
	expect(await readFile(path("out/state/identities.ndjson"), "utf8")).toBe('{"key":"link:x","guid":"g"}\n');
	const lines = (await readFile(path("out/state/sources.ndjson"), "utf8")).trim().split("\n");
	expect(lines.map((line) => JSON.parse(line).file)).toEqual([
		"sources/a.md",
		expect.stringMatching(/^sources\/~\/\w+\.md$/),
		"sources/topics/_defaults.yaml",
		null,
	]);
	for (const name of ["out", "out/state"]) expect((await stat(path(name))).mode & 0o777).toBe(0o700);
	for (const name of ["out/newsstand.json", "out/sources/a.md"])
		expect((await stat(path(name))).mode & 0o777).toBe(0o600);
	await expect(stat(path("out/state/titles.ndjson"))).rejects.toThrow();
	await expect(stat(path("out.unfinished"))).rejects.toThrow();
});

test("restore uploads everything in a backup, starting with folder defaults", async () => {
	const { site, save, put } = await newsroom();
	await save("out");
	const done = await put("out");
	expect(done).toMatchObject({ code: 0, failures: [], lines: ["Restored: 4 sources.", `Live: ${site.worker.url}`] });
	const [, , defaults] = SOURCES;
	expect(site.taken).toEqual({
		sources: [defaults, ...SOURCES.slice(0, 2), UNREADABLE],
		identities: [{ key: "link:x", guid: "g" }],
	});
});

test("restore reports how many articles the site's release of Newsstand would not publish", async () => {
	const { site, save, put } = await newsroom();
	await save("out");
	site.unpublishing = 2;
	expect((await put("out")).lines).toContain(
		`Kept 2 articles that this release of Newsstand would not publish: \`newsstand doctor --to ${site.worker.url}\` shows which, and why.`,
	);
});

test("a resumed restore skips sources that are already uploaded", async () => {
	const { site, save, put } = await newsroom();
	await save("out");
	for (const { path, hash } of SOURCES) site.worker.others.set(path, hash);
	expect((await put("out")).code).toBe(0);
	expect(site.taken["sources"]).toEqual([UNREADABLE]);
});

test("export starts over if the site changes during the export, and gives up if it keeps changing", async () => {
	const { site, save, path } = await newsroom();
	const { instead } = site.worker;
	let left = 1;
	site.worker.instead = (asked) => {
		if (asked.path === "/api/export/titles" && left-- > 0) site.edition = `another ${left}`;
		return instead(asked);
	};
	expect((await save("once")).lines[0]).toBe("Something was published during the export. Starting over.");
	left = Number.POSITIVE_INFINITY;
	site.worker.instead = (asked) => {
		if (asked.path === "/api/export/titles") site.edition += "!";
		return instead(asked);
	};
	const saved = await save("never");
	expect(saved.code).toBe(1);
	expect(saved.failures.join()).toContain("Try again when nobody is publishing.");
	for (const name of ["never", "never.unfinished"]) await expect(stat(path(name))).rejects.toThrow();
});

test("export replaces the folder of an unfinished export, but never any other folder", async () => {
	const { save, path } = await newsroom();
	await mkdir(path("out.unfinished"));
	await writeFile(path("out.unfinished/mine.md"), "Mine");
	const refused = await save("out");
	expect([refused.code, refused.failures]).toEqual([
		1,
		[`${path("out.unfinished")} exists and was not created by an export. Move it, or choose another folder.`],
	]);
	expect(await readFile(path("out.unfinished/mine.md"), "utf8")).toBe("Mine");
	await writeFile(path("file.unfinished"), "Mine");
	expect((await save("file")).code).toBe(1);
	expect(await readFile(path("file.unfinished"), "utf8")).toBe("Mine");

	await cp(path("out.unfinished"), path("next.unfinished"), { recursive: true });
	await writeFile(path(`next.unfinished/${MARKER}`), "");
	expect(await save("next")).toMatchObject({ code: 0, failures: [] });
	await expect(stat(path("next/mine.md"))).rejects.toThrow();
	await expect(stat(path(`next/${MARKER}`))).rejects.toThrow();
});

test("a failed export leaves nothing behind and changes no existing folder", async () => {
	const { site, save, path } = await newsroom();
	await mkdir(path("full"));
	await writeFile(path("full/mine.md"), "Mine");
	expect((await save("full")).failures).toEqual([
		`${path("full")} is not empty. Choose a new folder, for example with today's date.`,
	]);
	const { instead } = site.worker;
	site.worker.instead = (asked) => (asked.path.includes("identities") ? json({ error: "No." }, 403) : instead(asked));
	const saved = await save("out");
	expect(saved.code).toBe(1);
	expect(saved.failures.join()).toMatch(/answered 403 .*No backup was written\.$/);
	await expect(stat(path("out"))).rejects.toThrow();
	await expect(stat(path("out.unfinished"))).rejects.toThrow();
});

const SPOILT: [what: string, spoil: (folder: string) => Promise<void>, says: RegExp][] = [
	["a changed source", (at) => writeFile(join(at, "sources/a.md"), "Two"), /^sources\/a\.md has changed since the exp/],
	["a missing source", (at) => rm(join(at, "sources/a.md")), /^sources\/a\.md cannot be read: it does not exist\./],
	[
		"a truncated list",
		(at) => writeFile(join(at, "state/identities.ndjson"), ""),
		/^state\/identities\.ndjson has changed/,
	],
	["a missing list", (at) => rm(join(at, "state/identities.ndjson")), /identities\.ndjson cannot be read/],
	[
		"a list with an extra byte",
		(at) => writeFile(join(at, "state/sources.ndjson"), "\n", { flag: "a" }),
		/sources\.ndjson has changed/,
	],
	["no manifest", (at) => rm(join(at, "newsstand.json")), /does not contain newsstand\.json/],
	["a truncated manifest", (at) => writeFile(join(at, "newsstand.json"), '{"format":1,'), /is damaged/],
	[
		"an unknown format version",
		(at) => writeFile(join(at, "newsstand.json"), '{"format":2}'),
		/that this version of Newsstand can read/,
	],
	["no folder", (at) => rm(at, { recursive: true }), /is not a backup/],
];

test.each(SPOILT)("a backup with %s is not uploaded", async (_, spoil, says) => {
	const { site, save, put, path } = await newsroom();
	await save("out");
	await spoil(path("out"));
	site.worker.asked.length = 0;
	const done = await put("out");
	expect(done.code).toBe(1);
	expect(done.failures.join("\n")).toMatch(says);
	expect(site.worker.asked).toEqual([]);
});

test("a backup cannot refer to files outside its folder", async () => {
	const { site, save, put, path } = await newsroom();
	await save("out");
	await cp(path("out/sources/a.md"), path("private.txt"));
	const list = path("out/state/sources.ndjson");
	const text = (await readFile(list, "utf8")).replace("sources/a.md", "sources/../../private.txt");
	await writeFile(list, text);
	const known = JSON.parse(await readFile(path("out/newsstand.json"), "utf8"));
	const { createHash } = await import("node:crypto");
	for (const file of known.files) {
		if (file.subject === "sources") file.sha256 = createHash("sha256").update(text).digest("hex");
	}
	await writeFile(path("out/newsstand.json"), JSON.stringify(known));
	site.worker.asked.length = 0;
	const done = await put("out");
	expect(done.code).toBe(1);
	expect(done.failures.join()).toContain("state/sources.ndjson");
	expect(site.worker.asked).toEqual([]);
});

test("restore lists settings that differ between the sites, and names the secret that must be the same", async () => {
	const { site, save, put } = await newsroom();
	site.records["subscribers"] = [{ id: "1" }];
	await save("out");
	site.title = "B";
	site.hub = `${SITE.url}/hub`;
	const { lines } = await put("out");
	expect(lines).toContain('SITE_TITLE was "A" on the old site and is "B" here, so feeds will differ.');
	expect(lines).toContain('WEBSUB_HUB was none on the old site and is "" here, so feeds will differ.');
	expect(lines.join()).toContain("PRIVATE_FEEDS_SECRET");
});

test("restore fails if the site is not empty, and after an interruption says how to resume", async () => {
	const { site, save, put } = await newsroom();
	await save("out");
	const { instead } = site.worker;
	site.worker.instead = (asked) => {
		return asked.path === "/api/import" ? json({ error: "This site holds something already." }, 409) : instead(asked);
	};
	expect((await put("out")).failures).toEqual(["This site holds something already."]);
	site.worker.instead = (asked) => (asked.path.endsWith("/identities") ? json({ error: "No." }, 400) : instead(asked));
	expect((await put("out")).failures.join()).toMatch(/Run the same command again to resume\.$/);
	site.worker.instead = () => json({ error: "No token." }, 401);
	const { code, failures } = await put("out");
	expect([code, failures.join()]).toEqual([1, expect.stringContaining("PUBLISH_TOKEN")]);
});

test("restore --give-up sends one request, and shows the reason if the site rejects the request", async () => {
	const worker = await standInWorker();
	const folder = await temporaryFolder();
	const run = async (...args: string[]) => {
		const terminal = recordingTerminal();
		return { code: await restore(args, { root: folder, cwd: folder, terminal }), ...terminal };
	};
	worker.instead = () => ({ status: 204, body: "" });
	expect((await run("--give-up", "--to", worker.url)).lines).toEqual([
		`Restore cancelled: ${worker.url} is empty, and accepts articles again.`,
	]);
	expect(worker.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["DELETE /api/import"]);
	worker.instead = () => json({ error: "No import is in progress. Nothing was changed." }, 409);
	const { code, failures } = await run("--give-up", "--to", worker.url);
	expect([code, failures]).toEqual([1, ["No import is in progress. Nothing was changed."]]);
	expect((await run("--give-up")).failures.join()).toContain("Specify the site with --to URL. Usage:");
	expect((await run("--give-up", "--to", worker.url, "folder")).code).toBe(1);
});

test.each([
	[
		["--to", "http://localhost:1"],
		"Specify the folder of the backup. Usage: npm run newsstand -- restore --to URL DIR",
	],
	[["--to", "http://localhost:1", "a", "b"], "Specify only one folder."],
	[["--to", "news", "a"], "is not a site's address"],
	[["--too", "news", "a"], "Unknown option"],
])("restore rejects %j with a reason", async (args, says) => {
	const terminal = recordingTerminal();
	const folder = await temporaryFolder();
	expect(await restore(args, { root: folder, cwd: folder, terminal })).toBe(1);
	expect(terminal.failures.join()).toContain(says);
});

/** Sets up a site with two identical files, a different file, and a file that is announced but not uploaded yet. */
async function withFiles() {
	const room = await newsroom();
	const { files } = room.site.worker;
	const bytes = [Buffer.from("one"), Buffer.from("two")];
	const put = (path: string, content: Buffer, isStored = true) => {
		const hash = blobHash(content);
		files.announced.set(path, { hash, bytes: content.length });
		if (isStored) files.keep(hash, content);
		return { path, hash, owner: "token:publish", bytes: content.length };
	};
	room.site.records.files = [
		put("a.png", Buffer.from("one")),
		put("b.png", Buffer.from("two")),
		put("same.png", Buffer.from("one")),
		put("waits.png", Buffer.from("waits"), false),
	];
	const downloads = () => room.site.worker.asked.filter(({ path }) => /^\/api\/files\/./.test(path)).length;
	return { ...room, downloads, hashes: bytes.map(blobHash).sort() };
}

test("export saves identical files once, and after an interruption downloads only what is missing", async () => {
	const { site, save, path, downloads, hashes } = await withFiles();
	const answer = site.worker.instead;
	site.worker.instead = (asked) => (asked.path === "/api/files/b.png" ? { status: 418, body: "" } : answer(asked));
	expect((await save("out")).code).toBe(1);
	await expect(stat(path("out"))).rejects.toThrow();
	site.worker.instead = answer;
	const before = downloads();
	const saved = await save("out");
	expect(saved).toMatchObject({ code: 0, failures: [] });
	expect(saved.lines[0]).toContain("2 pictures and other files");
	expect(downloads() - before, "b.png, and the file that is not uploaded yet").toBe(2);
	expect((await readdir(path("out/files"))).sort()).toEqual(hashes);
	const lines = (await readFile(path("out/state/stored-files.ndjson"), "utf8")).trim().split("\n");
	expect(lines.map((line) => JSON.parse(line)).map(({ bytes }) => bytes)).toEqual([3, 3]);
});

test("restore uploads only files that the site lacks, and rejects a backup with a changed file", async () => {
	const { site, save, put, path, hashes } = await withFiles();
	await save("out");
	site.worker.files.stored.clear();
	const sent = () => site.worker.asked.filter(({ method }) => method === "PUT").length;
	expect(await put("out")).toMatchObject({ code: 0, failures: [] });
	expect([...site.worker.files.stored.keys()].sort()).toEqual(hashes);
	expect(sent()).toBe(2);
	await put("out");
	expect(sent(), "a second run sends nothing").toBe(2);
	await writeFile(path(`out/files/${hashes[0]}`), "other");
	const refused = await put("out");
	expect(refused.code).toBe(1);
	expect(refused.failures[0]).toBe(`files/${hashes[0]} has changed since the export.`);
});
