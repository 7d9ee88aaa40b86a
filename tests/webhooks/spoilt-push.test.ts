import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { expectRefused } from "./refused.ts";
import { forgejoHeaders, githubHeaders, gitlabHeaders, type Headers, jobs, send } from "./sending.ts";

afterEach(reset);

const repository = { full_name: "Codertocat/Hello-World", html_url: "https://github.com/Codertocat/Hello-World" };
const push = { ref: "refs/heads/master", repository };

/** Sends a GitHub delivery with a valid signature, whatever its payload. */
function deliver(body: string | Uint8Array, over: Headers = {}): Promise<Response> {
	return send("github", githubHeaders(body, over), body);
}

const of = (over: object) => ({ ...push, repository: { ...repository, ...over } });

test.each<[string, object]>([
	["another repository", of({ full_name: "Codertocat/Other", html_url: "https://github.com/Codertocat/Other" })],
	["another owner", of({ full_name: "Mallory/Hello-World", html_url: "https://github.com/Mallory/Hello-World" })],
	["our name with different capitalization", of({ full_name: "codertocat/hello-world" })],
	[
		"our name and page with different capitalization",
		of({ full_name: "codertocat/hello-world", html_url: "https://github.com/codertocat/hello-world" }),
	],
	["our name with white space", of({ full_name: "Codertocat/Hello-World " })],
	["our name with a look-alike letter", of({ full_name: "Codertocat/Hello-W\u043erld" })],
	["our name with another segment", of({ full_name: "Codertocat/Hello-World/x" })],
	["our page with another name", of({ full_name: "Mallory/Hello-World" })],
	["our name with another page", of({ html_url: "https://github.com/Mallory/Hello-World" })],
	["our name on another host", of({ html_url: "https://github.example/Codertocat/Hello-World" })],
	["our name on a host that starts like ours", of({ html_url: "https://github.com.example/Codertocat/Hello-World" })],
	["our name on this machine", of({ html_url: "http://127.0.0.1:9/Codertocat/Hello-World" })],
	["our page without HTTPS", of({ html_url: "http://github.com/Codertocat/Hello-World" })],
	["our page with a user name", of({ html_url: "https://github.com@github.example/Codertocat/Hello-World" })],
	["the clone address instead of the page", of({ html_url: "https://github.com/Codertocat/Hello-World.git" })],
	["a repository followed on another host", of({ full_name: "acme/news", html_url: "https://codeberg.org/acme/news" })],
	["no name", of({ full_name: "" })],
])("a push with %s returns a 403, and nothing is stored", async (_, payload) => {
	const error = await expectRefused(await deliver(JSON.stringify(payload)), 403);
	expect(error).toContain("REPOSITORIES");
});

test("GitLab and Forgejo compare names and pages just as strictly", async () => {
	const web_url = "https://gitlab.example/acme/press/news";
	for (const project of [
		{ path_with_namespace: "Acme/press/news", web_url },
		{ path_with_namespace: "acme/press/news", web_url: "https://gitlab.com/acme/press/news" },
		{ path_with_namespace: "press/news", web_url },
	]) {
		const body = JSON.stringify({ ref: "refs/heads/main", project });
		await expectRefused(await send("gitlab", gitlabHeaders(), body), 403);
	}
	for (const repository of [
		{ full_name: "Acme/news", html_url: "https://codeberg.org/acme/news" },
		{ full_name: "acme/news", html_url: "https://forgejo.example/acme/news" },
	]) {
		const body = JSON.stringify({ ref: "refs/heads/main", repository });
		await expectRefused(await send("forgejo", forgejoHeaders(body), body), 403);
	}
});

test.each<[string, unknown]>([
	["null", null],
	["a list", [push]],
	["a string", JSON.stringify(JSON.stringify(push))],
	["a number", 12],
	["lists nested a hundred thousand deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
	["no ref", { repository }],
	["a ref that is a number", { ...push, ref: 1 }],
	["a ref that is a list", { ...push, ref: ["refs/heads/master"] }],
	["no repository", { ref: push.ref }],
	["null as repository", { ...push, repository: null }],
	["a list as repository", { ...push, repository: [repository] }],
	["a name as repository", { ...push, repository: "Codertocat/Hello-World" }],
	["a number as name", of({ full_name: 1 })],
	["an object as name", of({ full_name: { toString: "Codertocat/Hello-World" } })],
	["a list as name", of({ full_name: ["Codertocat/Hello-World"] })],
	["null as page", of({ html_url: null })],
	["the push as a prototype", `{"__proto__":${JSON.stringify(push)}}`],
	[
		"repository fields in a prototype",
		`{"ref":"refs/heads/master","repository":{"__proto__":${JSON.stringify(repository)}}}`,
	],
	["the push in a constructor", `{"constructor":{"prototype":${JSON.stringify(push)}}}`],
])("a payload that is or has %s returns a 400 that says what the payload needs", async (_, payload) => {
	const body = typeof payload === "string" ? payload : JSON.stringify(payload);
	expect(await expectRefused(await deliver(body), 400)).toContain("payload");
});

const BODY = JSON.stringify(push);

test.each<[string, string | Uint8Array]>([
	["empty", ""],
	["truncated in the middle", BODY.slice(0, -10)],
	["two values", `${BODY}\n${BODY}`],
	["preceded by a byte order mark", `\uFEFF${BODY}`],
	["invalid UTF-8", new Uint8Array([...new TextEncoder().encode(BODY.slice(0, -2)), 0xff, 0x7d, 0x7d])],
	["UTF-16", new Uint8Array(new Uint16Array([...BODY].map((character) => character.charCodeAt(0))).buffer)],
	["a form", `payload=${encodeURIComponent(BODY)}`],
	["a comment", `// push\n${BODY}`],
])("a signed body that is %s returns a 400", async (_, body) => {
	expect(await expectRefused(await deliver(body), 400)).toMatch(/not JSON|not UTF-8/);
});

test.each<[string, Headers, string]>([
	["a form", { "Content-Type": "application/x-www-form-urlencoded" }, "application/json"],
	["text", { "Content-Type": "text/plain" }, "application/json"],
	["nothing", { "Content-Type": "" }, "application/json"],
	["a type that begins with application/json", { "Content-Type": "application/jsonp" }, "application/json"],
	["JSON lines", { "Content-Type": "application/x-ndjson" }, "application/json"],
	["compressed", { "Content-Encoding": "gzip" }, "Content-Encoding"],
	["compressed twice", { "Content-Encoding": "identity, br" }, "Content-Encoding"],
])("a request declared as %s returns a 415 that says how to fix it", async (_, headers, hint) => {
	expect(await expectRefused(await deliver(BODY, headers), 415)).toContain(hint);
});

test.each(["", "x".repeat(201), "one, two", "one two"])("a push with the id %j returns a 400", async (id) => {
	expect(await expectRefused(await deliver(BODY, { "X-GitHub-Delivery": id }), 400)).toContain("id");
});

test("a push without an event or id header returns a 400 that names the header", async () => {
	const { "X-GitHub-Event": event = "", "X-GitHub-Delivery": id = "", ...signed } = githubHeaders(BODY);
	expect(await expectRefused(await send("github", { ...signed, "X-GitHub-Delivery": id }, BODY), 400)).toContain(
		"Event",
	);
	expect(await expectRefused(await send("github", { ...signed, "X-GitHub-Event": event }, BODY), 400)).toContain("id");
});

test("equivalent media types and encodings are accepted", async () => {
	for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/json ;charset=UTF-8"]) {
		expect((await deliver(BODY, { "Content-Type": type })).status).toBe(202);
	}
	expect((await deliver(BODY, { "Content-Encoding": "identity" })).status).toBe(202);
	expect(await jobs()).not.toEqual([]);
});
