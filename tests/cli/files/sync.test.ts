import { appendFileSync } from "node:fs";
import { appendFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { publish } from "../../../src/cli/publish.ts";
import { blobHash } from "../../../src/git-hash.ts";
import { exif, jpeg, png } from "../../media/pictures.ts";
import { recordingTerminal } from "../recording-terminal.ts";
import { standInWorker } from "../stand-in-worker.ts";
import { temporaryFolder } from "../temporary-folder.ts";

beforeEach(() => void vi.stubEnv("PUBLISH_TOKEN", "secret"));

async function newsroom(files: Record<string, string | Uint8Array>) {
	const worker = await standInWorker();
	const folder = await temporaryFolder(files);
	const run = async () => {
		const terminal = recordingTerminal();
		const code = await publish(["--to", worker.url, "."], { root: folder, cwd: folder, terminal });
		return {
			code,
			...terminal,
			files: terminal.lines.filter((line) => /files: |Location|cannot store more/.test(line)),
		};
	};
	const sent = () => worker.asked.filter(({ method }) => method === "PUT").map(({ path }) => path);
	return { worker, folder, run, sent };
}

const photo = (seed: number) => png({ width: 20, height: 10, seed });

test("publish uploads each file once, and later runs upload only changed files", async () => {
	const { worker, folder, run, sent } = await newsroom({
		...{ "a.md": "x", "one.png": photo(1), "posts/two 2.png": photo(2), "same.png": photo(1) },
	});
	worker.files.unnamed.add("same.png");
	const first = await run();
	expect(first).toMatchObject({ code: 0, failures: [], files: ["Pictures and other files: 2 uploaded"] });
	expect(sent().sort()).toEqual([
		`/api/files/one.png?hash=${blobHash(photo(1))}`,
		`/api/files/posts/two%202.png?hash=${blobHash(photo(2))}`,
	]);
	expect((await run()).files).toEqual(["Pictures and other files: 2 unchanged"]);
	expect(sent()).toHaveLength(2);
	await writeFile(join(folder, "one.png"), photo(3));
	await rm(join(folder, "posts/two 2.png"));
	expect((await run()).files).toEqual(["Pictures and other files: 1 uploaded, 1 removed"]);
	expect([...worker.files.announced.keys()]).toEqual(["one.png", "same.png"]);
});

test("new files are announced before the articles, so that no file is reported missing, and uploaded after the articles", async () => {
	const { worker, folder, run } = await newsroom({ "a.md": "x", "one.png": photo(1) });
	const order = () =>
		worker.asked
			.splice(0)
			.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`)
			.filter((one) => /^P\w+ .*(sources|files)|problems/.test(one));
	await run();
	const after = ["PUT /api/files/one.png", "GET /api/problems"];
	const totals = "POST /api/sources";
	expect(order()).toEqual(["POST /api/files", "POST /api/sources", "POST /api/files", ...after, totals]);
	await writeFile(join(folder, "one.png"), photo(2));
	await appendFile(join(folder, "a.md"), "y");
	await run();
	const isKnown = "a new version of a known file is announced only after the articles";
	expect(order(), isKnown).toEqual(["POST /api/sources", "POST /api/files", ...after, totals]);
	await writeFile(join(folder, "two.png"), photo(3));
	await run();
	expect(order()).toEqual(["POST /api/files", "PUT /api/files/two.png", "GET /api/problems", totals]);
});

test("location data does not leave this machine, unless STRIP_LOCATION is false", async () => {
	const original = jpeg({}, [Buffer.concat([Buffer.from("Exif\0\0"), exif()])]);
	const { worker, folder, run } = await newsroom({ "a.md": "x", "tide.jpg": original });
	const first = await run();
	expect(first.files).toEqual(["Pictures and other files: 1 uploaded", "Location data was removed from 1 picture."]);
	expect(worker.files.stored.has(blobHash(original))).toBe(false);
	expect((await run()).files, "the hash is computed from the uploaded bytes").toEqual([
		"Pictures and other files: 1 unchanged",
	]);
	await writeFile(join(folder, "wrangler.toml"), "[vars]\nSTRIP_LOCATION = false\n");
	expect((await run()).files).toEqual(["Pictures and other files: 1 uploaded"]);
	expect(worker.files.stored.has(blobHash(original))).toBe(true);
});

test("if the site accepts no more files today, the remaining files wait for a later run", async () => {
	const { worker, run } = await newsroom({
		"a.md": "x",
		...Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`${index}.png`, photo(index)])),
	});
	worker.files.budget = 10;
	const first = await run();
	expect(first.code).toBe(0);
	expect(first.files).toEqual([
		"Pictures and other files: 10 uploaded, 15 waiting",
		"The site cannot store more files today. Run the same command again after 00:00 UTC to upload the waiting files.",
	]);
	expect((await run()).files[0]).toBe("Pictures and other files: 10 unchanged, 15 waiting");
	worker.files.budget = 100;
	expect((await run()).files).toEqual(["Pictures and other files: 15 uploaded, 10 unchanged"]);
	expect(worker.files.stored.size).toBe(25);
});

test("large files are uploaded in parts, and a second run uploads the missing parts", async () => {
	const video = Buffer.alloc(12 * 2 ** 20, "video");
	const { worker, run, sent } = await newsroom({ "a.md": "x", "film.mp4": video });
	worker.files.limits = { file: 300 * 2 ** 20, request: 4 * 2 ** 20, part: 5 * 2 ** 20 };
	worker.instead = ({ path }) => (path.endsWith("/parts/3") ? { status: 418, body: "" } : null);
	expect(await run()).toMatchObject({ code: 1 });
	worker.instead = () => null;
	expect((await run()).files).toEqual(["Pictures and other files: 1 uploaded"]);
	expect(sent().map((path) => path.slice(-7))).toEqual(["parts/1", "parts/2", "parts/3", "parts/3"]);
	expect(worker.files.stored.get(blobHash(video))).toBe(video.length);
});

test("a file rejected by the site is reported with a fix, and the other files are published", async () => {
	const { worker, run } = await newsroom({
		...{ "a.md": "x", "good.png": photo(1), "page.jpg": "<script>alert(1)</script>", "huge.mp4": Buffer.alloc(2000) },
	});
	worker.files.limits = { file: 1000, request: 1000, part: null };
	const { code, lines, files } = await run();
	expect(code).toBe(1);
	expect(files).toEqual(["Pictures and other files: 1 uploaded"]);
	expect(lines).toContain("huge.mp4  The file is too large.");
	expect(lines).toContain("page.jpg  page.jpg contains HTML.");
	expect(lines).toContain("    Save it in the format that matches its extension, or link to a download elsewhere.");
});

test("symbolic links that lead out of the folder are reported and not uploaded", async () => {
	const outside = await temporaryFolder({ "private.jpg": photo(1) });
	const { worker, folder, run } = await newsroom({ "a.md": "x" });
	await symlink(join(outside, "private.jpg"), join(folder, "tide.jpg"));
	const { lines, code } = await run();
	expect(code).toBe(0);
	expect(lines).toContain("tide.jpg  Warning: This link leads out of the folder, so the linked file is not published.");
	expect(worker.files.announced.size).toBe(0);
});

test("if the site runs a release too old to support files, no files are uploaded and a warning is shown", async () => {
	const { worker, run } = await newsroom({ "a.md": "x", "one.png": photo(1) });
	worker.instead = ({ path }) => (path.startsWith("/api/files") ? { status: 404, body: "" } : null);
	expect((await run()).lines.join("\n")).toContain("cannot publish pictures and other files");
});

test("a file that grows during its upload is not stored incomplete", async () => {
	const { worker, folder, run } = await newsroom({ "a.md": "x", "log.csv": "a,b\n" });
	worker.instead = ({ method, path }) => {
		if (method !== "POST" || path !== "/api/files") return null;
		worker.instead = () => null;
		appendFileSync(join(folder, "log.csv"), "1,2\n");
		return null;
	};
	await run();
	expect(worker.files.stored.size).toBe(0);
	await run();
	expect([...worker.files.stored]).toEqual([[blobHash(Buffer.from("a,b\n1,2\n")), 8]]);
});
