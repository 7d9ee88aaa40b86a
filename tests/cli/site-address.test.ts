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
])("the address %j is read as %s", (typed, url, isLocal) => {
	expect(readSiteAddress(typed)).toEqual({ url, isLocal });
});

test.each([
	["", "is not a site's address"],
	["news.example.org", "Use one such as --to https://news.example.org"],
	["localhost:8787", "is not a site's address"],
	["ftp://news.example.org", "is not a site's address"],
	["https://news.example.org/feed.rss", "Use --to https://news.example.org"],
	["https://news.example.org/?a=b", "must not contain a path"],
	["https://news.example.org/#top", "must not contain a path"],
	["https://me:secret@news.example.org", "must not contain a user name"],
	["http://news.example.org", "Use --to https://news.example.org"],
	["http://127.0.0.1.example.org", "could read the token"],
	["http://localhost.example.org", "could read the token"],
	["http://localhost@news.example.org", "must not contain a user name"],
	["http://0.0.0.0:8787", "could read the token"],
])("%j is rejected before a token is sent", (typed, failure) => {
	expect(readSiteAddress(typed)).toEqual({ failure: expect.stringContaining(failure) });
	expect(readSiteAddress(typed)).toEqual({ failure: expect.not.stringContaining("secret") });
});

const FAR = { url: "https://news.example.org", isLocal: false };
const NEAR = { url: "http://localhost:8787", isLocal: true };

test("the token from the environment takes priority; if the variable contains two tokens, the first is used", async () => {
	const root = await temporaryFolder({ ".dev.vars": "PUBLISH_TOKEN=local" });
	expect(await readToken(FAR, root, { PUBLISH_TOKEN: "far\n" })).toEqual({ token: "far" });
	expect(await readToken(NEAR, root, { PUBLISH_TOKEN: "new old" })).toEqual({ token: "new" });
});

test("the local token is only used for a local site", async () => {
	const root = await temporaryFolder({ ".dev.vars": "PUBLISH_TOKEN=local" });
	expect(await readToken(NEAR, root, {})).toEqual({ token: "local" });
	expect(await readToken(FAR, root, { PUBLISH_TOKEN: "" })).toEqual({
		failure: expect.stringMatching(
			/No token found for https:\/\/news\.example\.org.*environment variable PUBLISH_TOKEN/,
		),
	});
});

test("an invalid token is never printed", async () => {
	const spoiled = await readToken(FAR, "/nowhere", { PUBLISH_TOKEN: "“hunter2”" });
	expect(spoiled).toEqual({ failure: expect.stringContaining("Copy the token again") });
	expect(spoiled).toEqual({ failure: expect.not.stringContaining("hunter2") });
});
