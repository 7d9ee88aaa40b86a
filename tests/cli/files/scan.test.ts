import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFolders } from "../../../src/cli/content/folders.ts";
import { scanFiles } from "../../../src/cli/files/scan.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function scanIn(...directories: string[]) {
	const folders = await openFolders(directories);
	if ("failure" in folders) throw new Error(folders.failure);
	return scanFiles(folders);
}

const pathsOf = ({ files }: { files: { path: string }[] }) => files.map(({ path }) => path);

test("pictures, audio, video and documents are found; articles, hidden files and configuration are not", async () => {
	const folder = await temporaryFolder({
		...{ "tide.jpg": "x", "posts/high tide.PNG": "x", "posts/a.md": "x", "episode.mp3": "x", "plan.pdf": "x" },
		...{ ".secret.jpg": "x", ".git/a.jpg": "x", "node_modules/a/b.png": "x", "package.json": "{}", "run.sh": "x" },
		...{ "page.html": "x", "notes.docx": "x", "key.pem": "x", ".env": "x" },
	});
	expect(pathsOf(await scanIn(folder))).toEqual([
		"episode.mp3",
		"notes.docx",
		"plan.pdf",
		"posts/high tide.PNG",
		"tide.jpg",
	]);
});

test("a generator's file folders outside the content folder are included, up to the root of the project", async () => {
	const hugo = await temporaryFolder({
		...{ "hugo.toml": "", "content/posts/a.md": "x", "content/posts/near.jpg": "x" },
		...{ "static/img/far.jpg": "x", "assets/processed.png": "x", "themes/one/logo.png": "x" },
	});
	expect(pathsOf(await scanIn(join(hugo, "content")))).toEqual([
		"assets/processed.png",
		"posts/near.jpg",
		"static/img/far.jpg",
	]);
	const astro = await temporaryFolder({
		...{ "package.json": "{}", "src/content/blog/a.md": "x", "src/assets/hero.png": "x", "public/og.png": "x" },
		...{ "assets/hero.png": "farther", "src/pages/x.png": "x" },
	});
	const found = await scanIn(join(astro, "src/content"));
	expect(pathsOf(found)).toEqual(["assets/hero.png", "public/og.png"]);
	expect(found.files[0]?.file).toBe(join(astro, "src/assets/hero.png"));
});

test("for a folder that is not in a project, or is a project itself, nothing outside the folder is included", async () => {
	const loose = await temporaryFolder({ "content/a.jpg": "x", "static/b.jpg": "x" });
	expect(pathsOf(await scanIn(join(loose, "content")))).toEqual(["a.jpg"]);
	const whole = await temporaryFolder({ "site/_config.yml": "", "site/assets/a.jpg": "x", "images/b.jpg": "x" });
	expect(pathsOf(await scanIn(join(whole, "site")))).toEqual(["assets/a.jpg"]);
});

test("with several folders, paths begin with the folder's name", async () => {
	const both = await temporaryFolder({ "one/a.jpg": "x", "two/a.jpg": "x" });
	expect(pathsOf(await scanIn(join(both, "one"), join(both, "two")))).toEqual(["one/a.jpg", "two/a.jpg"]);
});

test("symbolic links to folders, other types of files and targets outside the folder are not followed", async () => {
	const outside = await temporaryFolder({ "private.jpg": "x", "key.pem": "x" });
	const folder = await temporaryFolder({ "real.jpg": "x", ".env": "SECRET=1", "posts/a.md": "x" });
	await symlink(join(outside, "private.jpg"), join(folder, "out.jpg"));
	await symlink(outside, join(folder, "album"));
	await symlink(join(folder, ".env"), join(folder, "env.png"));
	await symlink("../real.jpg", join(folder, "posts/again.jpg"));
	await symlink("nowhere.jpg", join(folder, "broken.jpg"));
	await symlink("loop.jpg", join(folder, "loop.jpg"));
	const { files, problems } = await scanIn(folder);
	expect(files.map(({ path, file }) => [path, file])).toEqual([
		["posts/again.jpg", join(folder, "real.jpg")],
		["real.jpg", join(folder, "real.jpg")],
	]);
	expect(problems.map(({ path, message }) => [path, message])).toEqual([
		["env.png", "This link leads to an unsupported kind of file, so the file is not published."],
		["loop.jpg", "The file cannot be read: it is a link to itself."],
		["out.jpg", "This link leads out of the folder, so the linked file is not published."],
	]);
	for (const { hint } of problems) expect(hint).not.toBe("");
});

test("invalid names and names that are identical in NFC are reported", async () => {
	const folder = await temporaryFolder({
		"caf\u00e9.jpg": "x",
		"cafe\u0301.jpg": "x",
		"back\\slash.jpg": "x",
		"line\nfeed.png": "x",
	});
	await mkdir(join(folder, "folder.jpg"));
	const { files, problems } = await scanIn(folder);
	expect(files.map(({ path }) => path)).toEqual(["café.jpg"]);
	expect(problems.map(({ message }) => message).sort()).toEqual([
		"Another file name looks the same but is encoded differently in Unicode.",
		"The path contains characters that are not allowed in a path.",
		"The path contains characters that are not allowed in a path.",
	]);
});
