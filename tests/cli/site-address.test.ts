import { expect, test } from "vitest";
import { readSiteAddress, readToken } from "../../src/cli/api/site.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test.each([
	["https://news.example.org", "https://news.example.org", false],
	[" https://News.Example.org/ ", "https://news.example.org", false],
	["https://news.example.org:8443", "https://news.example.org:8443", false],
	["http://localhost:8787", "http://localhost:8787", true],
	["http://127.0.0.1:8787/", "http://127.0.0.1:8787", true],
	["http://127.1:8787/", "http://127.0.0.1:8787", true],
	["http://[::1]:8787", "http://[::1]:8787", true],
])("%j is the site %s", (typed, url, isLocal) => {
	expect(readSiteAddress(typed)).toEqual({ url, isLocal });
});

test.each([
	["", "is not the address of a site"],
	["news.example.org", "Write it like this: --to https://news.example.org"],
	["localhost:8787", "is not the address of a site"],
	["ftp://news.example.org", "is not the address of a site"],
	["https://news.example.org/feed.rss", "Write: --to https://news.example.org"],
	["https://news.example.org/?a=b", "no path"],
	["https://news.example.org/#top", "no path"],
	["https://me:secret@news.example.org", "no name and password"],
	["http://news.example.org", "Write: --to https://news.example.org"],
	["http://127.0.0.1.example.org", "could read the token"],
	["http://localhost.example.org", "could read the token"],
	["http://localhost@news.example.org", "no name and password"],
	["http://0.0.0.0:8787", "could read the token"],
])("%j is refused before a token is sent there", (typed, failure) => {
	expect(readSiteAddress(typed)).toEqual({ failure: expect.stringContaining(failure) });
	expect(readSiteAddress(typed)).toEqual({ failure: expect.not.stringContaining("secret") });
});

const FAR = { url: "https://news.example.org", isLocal: false };
const NEAR = { url: "http://localhost:8787", isLocal: true };

test("the token of the environment counts, wherever the site is; of two the first", async () => {
	const root = await temporaryFolder({ ".dev.vars": "PUBLISH_TOKEN=local" });
	expect(await readToken(FAR, root, { PUBLISH_TOKEN: "far\n" })).toEqual({ token: "far" });
	expect(await readToken(NEAR, root, { PUBLISH_TOKEN: "new old" })).toEqual({ token: "new" });
});

test("the token of this machine is for a site on this machine alone", async () => {
	const root = await temporaryFolder({ ".dev.vars": "PUBLISH_TOKEN=local" });
	expect(await readToken(NEAR, root, {})).toEqual({ token: "local" });
	expect(await readToken(FAR, root, { PUBLISH_TOKEN: "" })).toEqual({
		failure: expect.stringMatching(/no token for https:\/\/news\.example\.org.*environment variable PUBLISH_TOKEN/),
	});
});

test("a token that was spoiled while it was copied is not shown", async () => {
	const spoiled = await readToken(FAR, "/nowhere", { PUBLISH_TOKEN: "“hunter2”" });
	expect(spoiled).toEqual({ failure: expect.stringContaining("Copy it once more") });
	expect(spoiled).toEqual({ failure: expect.not.stringContaining("hunter2") });
});
