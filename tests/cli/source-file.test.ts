import { execFileSync } from "node:child_process";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decodeSource, MAX_SOURCE_BYTES } from "../../src/article/source.ts";
import { readSourceFile } from "../../src/cli/content/folders.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a source is read with its byte order mark and hashed as in Git", async () => {
	const text = "\uFEFF---\r\ntitle: Grüße\r\n---\r\n";
	const file = join(await temporaryFolder({ "a.md": text }), "a.md");
	const hash = execFileSync("git", ["hash-object", "--no-filters", file], { encoding: "utf8" }).trim();
	expect(await readSourceFile(file)).toEqual({ text, hash });
});

test("the error has the line number of the first byte that is not valid UTF-8", () => {
	const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
	expect(decodeSource(bytes("title: Gr\xfc\xdfe"))).toMatchObject({ fault: { line: 1 } });
	expect(decodeSource(bytes("one\r\ntwo\r\nthr\xe9e\r\nf\xf6ur"))).toMatchObject({ fault: { line: 3 } });
	// One character is truncated at the end of a line, and one at the end of the file.
	expect(decodeSource(bytes("one\ncut \xe2\x82\nthree"))).toMatchObject({ fault: { line: 2 } });
	expect(decodeSource(bytes("one\ntwo\n\xf0\x9f"))).toMatchObject({ fault: { line: 3 } });
	// UTF-16 with a byte order mark.
	expect(decodeSource(bytes("\xff\xfet\0i\0"))).toMatchObject({ fault: { line: 1 } });
	expect(decodeSource(Buffer.from("a � that is meant"))).toEqual({ text: "a � that is meant" });
});

test("a source may be at most 1 MiB", async () => {
	const folder = await temporaryFolder({ "fits.txt": "x".repeat(MAX_SOURCE_BYTES), "over.txt": "" });
	expect(await readSourceFile(join(folder, "fits.txt"))).toHaveProperty("text.length", MAX_SOURCE_BYTES);
	await truncate(join(folder, "over.txt"), MAX_SOURCE_BYTES + 1);
	expect(await readSourceFile(join(folder, "over.txt"))).toMatchObject({
		fault: { line: null, message: expect.stringContaining("1048577 bytes") },
	});
});

test("a file of 30 MB is rejected without being read", async () => {
	const file = join(await temporaryFolder({ "huge.md": "" }), "huge.md");
	await truncate(file, 30_000_000);
	const before = process.memoryUsage().arrayBuffers;
	expect(await readSourceFile(file)).toMatchObject({ fault: { message: expect.stringContaining("28.6 MiB") } });
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
});

test("an unreadable file is a problem, not an exception", async () => {
	expect(await readSourceFile(join(await temporaryFolder(), "gone.md"))).toMatchObject({
		fault: { message: "The file cannot be read: it does not exist." },
	});
});
