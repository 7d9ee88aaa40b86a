import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { ask, at, held } from "./requests.ts";

afterEach(reset);

test.each([
	"with spaces/a b.md",
	"Straße/Käse.md",
	"日本/潮.md",
	"🌊/tide 🐚.md",
	"100%.md",
	"%2F.md",
	"%00.md",
	"a%252Fb.md",
	"why?#really&yes=no.md",
	"a+b.md",
	"'\"<script>.md",
	"no-extension",
	".hidden/a..md",
	`${"deep/".repeat(99)}a.md`,
	"é".repeat(500),
	"__proto__",
])("a source at the path %s can be stored, listed, read and deleted", async (path) => {
	expect((await ask("PUT", at(path), { body: path })).status).toBe(201);
	expect(await held()).toEqual([path]);
	expect(await (await ask("GET", at(path))).text()).toBe(path);
	expect((await ask("DELETE", at(path))).status).toBe(200);
	expect(await held()).toEqual([]);
});

test("slashes may be percent-encoded, as in requests from generated clients", async () => {
	await ask("PUT", "/api/sources/news%2Fa.md", { body: "one" });
	expect(await held()).toEqual(["news/a.md"]);
	expect(await (await ask("GET", "/api/sources/news/a.md")).text()).toBe("one");
});

test("a file name in NFD (as on macOS) leads to the same path as the name in NFC (as on Linux)", async () => {
	const [decomposed, composed] = ["u\u0308ber.md", "\u00FCber.md"];
	await ask("PUT", at(decomposed), { body: "one" });
	expect(await held()).toEqual([composed]);
	expect((await ask("PUT", at(composed), { body: "two" })).status).toBe(200);
	expect(await (await ask("GET", at(decomposed))).text()).toBe("two");
	expect((await ask("DELETE", at(decomposed))).status).toBe(200);
});

test("a path that is too long in NFC is rejected, so that every listed path can be requested", async () => {
	// U+0958 does not have a composed form. In NFC, it becomes two characters.
	expect((await ask("PUT", at("\u0958".repeat(300)), { body: "one" })).status).toBe(400);
});

test.each([
	["a parent directory", "..%2Fa.md", "is not a path"],
	["a parent directory in the middle", "a%2F..%2F..%2Fb.md", "is not a path"],
	["a current directory", "a%2F.%2Fb.md", "is not a path"],
	["a leading slash", "/a.md", "is not a path"],
	["a trailing slash", "a.md/", "is not a path"],
	["two slashes", "a//b.md", "is not a path"],
	["no characters", "", "is empty"],
	["a NUL", "a%00.md", "characters"],
	["a line feed", "a%0Ab.md", "characters"],
	["a backslash", "a%5Cb.md", "characters"],
	["501 characters", "a".repeat(501), "500 characters"],
	["a single percent sign", "100%.md", "percent-encoded"],
	["half an encoded character", "%C3.md", "percent-encoded"],
	["invalid UTF-8", "%ff%fe.md", "percent-encoded"],
	["a lone surrogate", "%ED%A0%80.md", "percent-encoded"],
])("a path with %s returns a 400 with the reason, and nothing changes", async (_, path, why) => {
	for (const method of ["PUT", "GET", "DELETE"]) {
		const response = await ask(method, `/api/sources/${path}`, method === "PUT" ? { body: "one" } : {});
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({ error: expect.stringContaining(why) });
	}
	expect(await held()).toEqual([]);
});

test("dot segments cannot escape from /api/sources", async () => {
	const response = await ask("PUT", "/api/sources/../other/a.md", { body: "one" });
	expect([response.status, await held()]).toEqual([405, []]);
});
