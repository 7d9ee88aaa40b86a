import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { get, SITE } from "../publisher/newsroom.ts";
import { expectRefused } from "./refused.ts";
import { forgejoHeaders, githubHeaders, gitlabHeaders, type Headers, jobs, send, standardHeaders } from "./sending.ts";

afterEach(reset);

const MEBIBYTE = 1024 * 1024;
const SECRETS = {
	github: "GITHUB_WEBHOOK_SECRET",
	gitlab: "GITLAB_WEBHOOK_SECRET",
	forgejo: "FORGEJO_WEBHOOK_SECRET",
	articles: "ARTICLES_WEBHOOK_SECRET",
	ghost: "GHOST_WEBHOOK_SECRET",
};
const DOORS = Object.entries(SECRETS);

/** Sends a request to a site with these settings. */
function fetchWith(vars: object, request: Request): Response | Promise<Response> {
	return app.fetch(request, { ...env, ...vars }, createExecutionContext());
}

function post(door: string, headers: Headers, body: BodyInit): Request {
	return new Request(`${SITE}/webhooks/${door}`, {
		method: "POST",
		headers: { "Content-Type": "application/json", ...headers },
		body,
	});
}

test.each(DOORS)("if its secret is not set, %s returns a 503 that says how to set it", async (door, secret) => {
	for (const value of [undefined, "", "  \n "]) {
		const response = await fetchWith({ [secret]: value }, post(door, {}, "{"));
		const error = await expectRefused(response, 503);
		expect(error).toContain(`wrangler secret put ${secret}`);
	}
});

test.each(["articles-secret", "whsec_", "whsec_*", "whsec_a", "whsk_YXJ0aWNsZXM=", "whsec_YXJ0aWNsZXM= short"])(
	"with the secret %j, /webhooks/articles returns a 503 that says what the secret must look like",
	async (secret) => {
		const response = await fetchWith({ ARTICLES_WEBHOOK_SECRET: secret }, post("articles", standardHeaders("{"), "{"));
		const error = await expectRefused(response, 503);
		expect(error).toContain("openssl rand -base64 32");
	},
);

test.each(DOORS)("%s accepts only POST", async (door) => {
	for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
		const response = await get(`/webhooks/${door}`, { method });
		expect(response.headers.get("Allow")).toBe("POST, OPTIONS");
		await expectRefused(response, 405);
	}
});

test.each(["", "bitbucket", "githubx", "xgithub", "github/", "github/x", "GitHub"])(
	"there is no webhook /webhooks/%s",
	async (door) => {
		const response = await send(door, githubHeaders("{}"), "{}");
		expect([404, 405]).toContain(response.status);
		expect(await jobs()).toEqual([]);
	},
);

/** Creates an endless body, and a function that returns how many bytes of it were read. */
function endless(): { body: ReadableStream<Uint8Array>; read: () => number } {
	let chunks = 0;
	const body = new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				chunks++;
				controller.enqueue(new Uint8Array(MEBIBYTE).fill(0x20));
			},
		},
		{ highWaterMark: 0 },
	);
	return { body, read: () => chunks * MEBIBYTE };
}

const SIGNED: [string, Headers, number][] = [
	["github", githubHeaders(" "), 25],
	["gitlab", gitlabHeaders(), 25],
	["forgejo", forgejoHeaders(" "), 25],
	["articles", standardHeaders(" "), 2],
	["ghost", { "X-Ghost-Signature": `sha256=${"0".repeat(64)}, t=${Date.now()}` }, 8],
];

test.each(SIGNED)("%s stops reading an endless body, and the error states the limit", async (door, headers, limit) => {
	const { body, read } = endless();
	const response = await fetchWith({}, post(door, headers, body));
	expect(await expectRefused(response, 413)).toContain(`${limit} MiB`);
	expect(read()).toBeLessThan((limit + 3) * MEBIBYTE);
});

test.each(SIGNED)("%s does not read a body whose Content-Length is too large", async (door, headers, limit) => {
	const { body, read } = endless();
	const announced = { ...headers, "Content-Length": String((limit + 1) * MEBIBYTE) };
	await expectRefused(await fetchWith({}, post(door, announced, body)), 413);
	expect(read()).toBe(0);
});

test("a body larger than its Content-Length is read only up to the limit", async () => {
	const { body, read } = endless();
	await expectRefused(
		await fetchWith({}, post("articles", { ...standardHeaders(" "), "Content-Length": "1" }, body)),
		413,
	);
	expect(read()).toBeLessThan(5 * MEBIBYTE);
});

test("a body of 26 MB with a valid signature returns a 413; with invalid headers, the body is not read, and the response is a 401", async () => {
	const large = " ".repeat(26 * MEBIBYTE);
	await expectRefused(await send("github", githubHeaders(large), large), 413);
	for (const door of Object.keys(SECRETS)) {
		const { body, read } = endless();
		await expectRefused(await fetchWith({}, post(door, {}, body)), 401);
		expect(read()).toBe(0);
	}
});

test("a body of exactly the maximum size is read", async () => {
	const repository = { full_name: "Codertocat/Hello-World", html_url: "https://github.com/Codertocat/Hello-World" };
	const body = JSON.stringify({ ref: "refs/heads/master", repository }).padEnd(25 * MEBIBYTE);
	expect((await send("github", githubHeaders(body), body)).status).toBe(202);
});
