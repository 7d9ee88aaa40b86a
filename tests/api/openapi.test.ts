import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { SITE } from "../publisher/newsroom.ts";
import { compiled, fetchDocument, operationsOf } from "./document.ts";
import { ask, READ } from "./requests.ts";

afterEach(reset);

test("the document is public, allows CORS and can be cached for an hour", async () => {
	const response = await ask("GET", "/api/openapi.json", { token: null });
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toMatch(/^application\/json/);
	expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
	expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
	expect((await ask("POST", "/api/openapi.json", { token: null })).headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
});

test("the document is valid OpenAPI with the site's address and unique operation ids", async () => {
	const document = await fetchDocument();
	expect(document.servers).toEqual([{ url: SITE }]);
	const names = operationsOf(document).map(({ operationId }) => operationId);
	expect(names.length).toBeGreaterThan(9);
	expect(new Set(names).size).toBe(names.length);
});

test("every address below /api/ is in the document", async () => {
	const answered = app.routes
		.filter(({ method, path }) => path.startsWith("/api/") && method !== "ALL")
		.map(({ method, path }) => `${method} ${path.replace("*", "{path}").replace(/:(\w+)/g, "{$1}")}`);
	const named = operationsOf(await fetchDocument()).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
	expect(answered.sort()).toEqual(named.sort());
});

test("every schema compiles and every reference resolves", async () => {
	const document = await fetchDocument();
	const contents = operationsOf(document).flatMap(({ requestBody, responses, parameters }) => [
		...parameters,
		...[requestBody, ...Object.values(responses)].flatMap((part) => Object.values(part?.content ?? {})),
	]);
	expect(contents.length).toBeGreaterThan(30);
	for (const { schema } of contents) expect(() => compiled(document, schema)).not.toThrow();
	expect(JSON.stringify(document)).not.toMatch(/"\$(schema|id|defs)"/);
});

test("path parameters are described and required", async () => {
	for (const { path, parameters } of operationsOf(await fetchDocument())) {
		const inPath = parameters.filter((parameter) => parameter.in === "path");
		expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
		expect(inPath.every(({ required }) => required)).toBe(true);
	}
});

test("each operation requires the scope that its documentation states", async () => {
	const document = await fetchDocument();
	expect(document.components.securitySchemes).toMatchObject({ token: { type: "http", scheme: "bearer" } });
	for (const { method, path, security } of operationsOf(document)) {
		const [none, read] = await Promise.all(
			[null, READ].map((token) => ask(method.toUpperCase(), path.replace(/\{\w+\}/, "some"), { token })),
		);
		const scope = none?.status !== 401 ? [] : [{ token: [read?.status === 403 ? "publish" : "read"] }];
		expect(security, `${method} ${path}`).toEqual(scope);
	}
});

test("the schema for an NDJSON line accepts and rejects the same lines as the API", async () => {
	const document = await fetchDocument();
	const change = compiled(document, document.components.schemas["Change"]);
	for (const line of [
		{ path: "a.md", text: "" },
		{ path: "a.md", text: "one", modified: "2026-05-04T12:00:00+02:00" },
		{ path: "a.md", deleted: true },
		{ path: "a.md" },
		{ path: "", text: "one" },
		{ path: "a".repeat(501), text: "one" },
		{ path: "a.md", text: 1 },
		{ path: "a.md", text: "one", modified: "today" },
		{ path: "a.md", deleted: false },
		{ path: "a.md", text: "one", deleted: true },
		{ path: "a.md", text: "one", owner: "me" },
	]) {
		const { status } = await ask("POST", "/api/sources", { body: JSON.stringify(line) });
		expect(change.safeParse(line).success, JSON.stringify(line)).toBe(status === 200);
	}
});
