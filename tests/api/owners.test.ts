import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { ANNA, ask, at, followed, held, PUBLISH, READ, REPOSITORY } from "./requests.ts";

afterEach(reset);

test("a token can list its own sources or all sources", async () => {
	await ask("PUT", at("a.md"), { token: ANNA, body: "one" });
	await ask("POST", "/api/sources", { body: JSON.stringify({ path: "b.md", text: "two" }) });
	await followed("c.md", "three");
	expect(await held(ANNA, true)).toEqual(["a.md"]);
	expect(await held(PUBLISH, true)).toEqual(["b.md"]);
	expect(await held(READ, true)).toEqual([]);
	for (const token of [ANNA, PUBLISH, READ]) expect(await held(token)).toEqual(["a.md", "b.md", "c.md"]);
});

test.each([
	["a different text", "two"],
	["the same text", "one"],
])("uploading a source again with a different token changes its owner: %s", async (_, body) => {
	await ask("PUT", at("a.md"), { token: ANNA, body: "one" });
	expect((await ask("PUT", at("a.md"), { body })).status).toBe(200);
	expect([await held(ANNA, true), await held(PUBLISH, true)]).toEqual([[], ["a.md"]]);
});

test("a long list of sources is complete, even if it is limited to one token's sources", async () => {
	const names = Array.from({ length: 5_001 }, (_, index) => `${String(index).padStart(4, "0")}.txt`);
	for (let from = 0; from < names.length; from += 1000) {
		const lines = names.slice(from, from + 1000).map((path) => JSON.stringify({ path, text: "" }));
		expect((await ask("POST", "/api/sources", { token: ANNA, body: lines.join("\n") })).status).toBe(200);
	}
	expect(await held(ANNA, true)).toEqual(names);
	expect(await held()).toEqual(names);
});

test.each(["", "false", "1", "TRUE"])("own=%s returns a 400 that names the allowed value", async (own) => {
	const response = await ask("GET", `/api/sources?own=${own}`);
	expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining("own=true") }]);
});

test("changes to a repository's sources are rejected, and all other changes in the request are applied", async () => {
	await followed("a.md", "of the repository");
	await followed("b.md", "of the repository");
	const lines = [
		{ path: "a.md", text: "other" },
		{ path: "b.md", deleted: true },
		{ path: "c.txt", text: "new" },
	];
	const response = await ask("POST", "/api/sources", { body: lines.map((line) => JSON.stringify(line)).join("\n") });
	expect(response.status).toBe(200);
	const message = expect.stringContaining(REPOSITORY);
	expect(await response.json()).toMatchObject({
		added: 1,
		changed: 0,
		removed: 0,
		refused: [
			{ path: "a.md", message },
			{ path: "b.md", message },
		],
	});
	for (const path of ["a.md", "b.md"]) expect(await (await ask("GET", at(path))).text()).toBe("of the repository");
	expect(await held(PUBLISH, true)).toEqual(["c.txt"]);
});
