import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { FileStaging, filesToStage } from "../../src/git/file-staging.ts";
import type { Host } from "../../src/git/hosts/host.ts";
import { lfsPointer } from "../../src/git/hosts/lfs.ts";
import { reconcilerOf } from "../../src/git/stub.ts";
import { type OwnFile, TreeListing } from "../../src/git/tree-listing.ts";

afterEach(reset);

const encode = (text: string) => new TextEncoder().encode(text);
const OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";

test("only valid Git LFS pointers are recognized as pointers", () => {
	const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize 12345\n`;
	expect(lfsPointer(encode(pointer))).toEqual({ oid: OID, size: 12345 });
	expect(lfsPointer(encode(pointer.replaceAll("\n", "\r\n")))).toEqual({ oid: OID, size: 12345 });
	const others = [
		"",
		"\x89PNG",
		pointer.replace(OID, "../../etc/passwd"),
		pointer.replace("12345", "-1"),
		pointer.replace("git-lfs.github.com", "evil.example"),
		`${pointer}${" ".repeat(1024)}`,
	];
	for (const other of others) expect(lfsPointer(encode(other)), other).toBeUndefined();
});

test("files that are new, changed, still missing on the site or deleted are staged; unchanged and rejected files are not", () => {
	const own = new Map<string, OwnFile>();
	for (const name of ["same", "changed", "new", "wanted", "unfit"]) {
		own.set(`${name}.png`, { path: `${name}.png`, file: `content/${name}.png`, hash: name, size: 7 });
	}
	const held = new Map([
		["press/same.png", { hash: "same", state: "stored" }],
		["press/changed.png", { hash: "before", state: "stored" }],
		["press/wanted.png", { hash: "wanted", state: "waiting" }],
		["press/unfit.png", { hash: "unfit", state: "refused" }],
		["press/gone.png", { hash: "gone", state: "stored" }],
	]);
	expect(filesToStage(own, new Set(), held, "press/").map(({ path, file, hash }) => [path, file, hash])).toEqual([
		["press/changed.png", "content/changed.png", "changed"],
		["press/new.png", "content/new.png", "new"],
		["press/wanted.png", "content/wanted.png", "wanted"],
		["press/gone.png", "", null],
	]);
});

test("a plain-text file is staged only if it is next to an index file; otherwise, the file is an article", () => {
	const texts = ["key/note.txt", "posts/note.txt", "note.txt"];
	const own = new Map<string, OwnFile>(texts.map((path) => [path, { path, file: path, hash: path }]));
	const staged = filesToStage(own, new Set(["index.md", "key/index.md", "posts/a.md", ...texts]), new Map(), "");
	expect(staged.map(({ path }) => path)).toEqual(["key/note.txt"]);
});

test("staged files are kept until they are processed, and other repositories' staged files are not affected", () =>
	runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const [one, other] = [new FileStaging(storage.sql, "one"), new FileStaging(storage.sql, "other")];
		const file = (path: string) => ({ path, file: path, hash: path, bytes: 1 });
		one.replace([file("a"), file("b"), file("c")]);
		other.replace([file("a")]);
		one.set(["a", "b"], "wanted");
		one.remove(["a"]);
		expect(one.list("wanted", 9)).toEqual([file("b")]);
		one.suspend();
		expect([one.count("new"), one.count("wanted"), one.count("waiting"), other.count("new")]).toEqual([1, 0, 1, 1]);
		one.replace([]);
		expect([one.count("waiting"), other.count("new")]).toEqual([0, 1]);
	}));

/** Creates a host with one page of files for each folder. */
function hostWith(folders: Record<string, string[]>) {
	return (folder: string): Host => ({
		head: async () => "c0ffee",
		root: () => ({}),
		list: async () => {
			const files = folders[folder]?.map((path) => ({ path, hash: path, isLink: path.startsWith("link") }));
			return files ? { files, rest: [] } : null;
		},
		blob: async () => null,
		file: async () => ({ body: new ReadableStream(), bytes: null }),
		changed: async () => undefined,
		report: async () => {},
	});
}

test("files in folders next to the content folder are listed, too, except symbolic links, hidden files and other file types", async () => {
	const hostOf = hostWith({
		"site/content": ["a.md", "tide.png", "link.png", ".hidden.png", "run.sh", "static/own.png"],
		"site/static": ["img/map.png", "own.png", "b.md"],
		static: ["root.png"],
	});
	const listing = new TreeListing({ folder: "site/content" }, "c0ffee", hostOf);
	expect(await listing.continue(10)).toBe(true);
	expect(listing.isDone).toBe(true);
	expect(listing.files.map(({ path }) => path)).toEqual(["a.md"]);
	expect([...listing.own.values()].map(({ path, file }) => [path, file])).toEqual([
		["tide.png", "site/content/tide.png"],
		["static/own.png", "site/content/static/own.png"],
		["static/img/map.png", "site/static/img/map.png"],
	]);
	const missing = new TreeListing({ folder: "gone" }, "c0ffee", hostOf);
	expect(await missing.continue(10), "without a content folder, nothing is listed").toBe(false);
});
