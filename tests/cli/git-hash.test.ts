import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { blobHash } from "../../src/git-hash.ts";

test.each(["", "one\ntwo\n", "\uFEFFGrüße, 世界 🗞️\r\n", "\0"])("the hash of %j is the same as Git's", (text) => {
	const git = execFileSync("git", ["hash-object", "--stdin"], { input: text, encoding: "utf8" }).trim();
	expect(blobHash(Buffer.from(text))).toBe(git);
});
