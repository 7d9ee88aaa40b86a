import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { SITE } from "../publisher/newsroom.ts";
import { gitlabHeaders, type Headers, jobs, send, standardHeaders } from "./sending.ts";

afterEach(reset);

const NEWS = "https://gitlab.example/acme/press/news#main";

/** A push from GitLab's documentation. */
const push = {
	object_kind: "push",
	event_name: "push",
	before: "95790bf891e76fee5e1747ab589903a6a1f80f22",
	after: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
	ref: "refs/heads/main",
	checkout_sha: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
	user_name: "Anna",
	project_id: 15,
	project: {
		id: 15,
		name: "News",
		web_url: "https://gitlab.example/acme/press/news",
		git_http_url: "https://gitlab.example/acme/press/news.git",
		path_with_namespace: "acme/press/news",
		default_branch: "main",
	},
	commits: [{ id: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7", added: ["tide.md"], modified: [], removed: [] }],
	total_commits_count: 1,
};

function deliver(over: Headers = {}, payload: object = push): Promise<Response> {
	return send("gitlab", gitlabHeaders(over), JSON.stringify(payload));
}

/** Sends a signed delivery, as newer versions of GitLab do. */
function deliverSigned(over: Headers = {}, payload: object = push): Promise<Response> {
	const body = JSON.stringify(payload);
	const headers = standardHeaders(body, { key: "gitlab-signing-secret" });
	return send("gitlab", { "X-Gitlab-Event": "Push Hook", ...headers, ...over }, body);
}

test.each([
	["with the secret token", deliver],
	["signed with the signing token", deliverSigned],
	["signed, together with a wrong token", () => deliverSigned({ "X-Gitlab-Token": "other" })],
])("a push %s returns a link to its job", async (_, deliver) => {
	const response = await deliver();
	expect(response.status).toBe(202);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const [job] = await jobs();
	expect(job).toMatchObject({ repository: NEWS, cause: "push" });
	expect(await response.json()).toEqual({ job: `${SITE}/jobs/${job?.id}` });
	expect(response.headers.get("Location")).toBe(`${SITE}/jobs/${job?.id}`);
});

test.each([
	["X-Gitlab-Event-UUID", { "X-Gitlab-Event-UUID": "one" }, { "X-Gitlab-Event-UUID": "one" }],
	["Idempotency-Key, regardless of the event's UUID", { "Idempotency-Key": "two" }, { "Idempotency-Key": "two" }],
])("a repeated delivery is recognized by its %s", async (_, first, second) => {
	expect((await deliver(first)).status).toBe(202);
	const again = await deliver(second);
	expect(again.status).toBe(200);
	expect(await again.json()).toMatchObject({ duplicate: true });
});

test("a repeated signed delivery is recognized by its signed id, not by an id that anyone could change", async () => {
	const headers = standardHeaders(JSON.stringify(push), { id: "three", key: "gitlab-signing-secret" });
	expect((await deliverSigned({ ...headers, "Idempotency-Key": "three" })).status).toBe(202);
	const again = await deliverSigned({ ...headers, "Idempotency-Key": "four" });
	expect(await again.json()).toMatchObject({ duplicate: true });
});

test("a push without an id is rejected, because a repeated delivery could not be recognized", async () => {
	const headers = { "X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": "gitlab-secret" };
	const response = await send("gitlab", headers, JSON.stringify(push));
	expect(response.status).toBe(400);
	expect(await response.json()).toEqual({ error: expect.stringContaining("delivery id is missing") });
	expect(await jobs()).toEqual([]);
});

test.each(["Tag Push Hook", "Merge Request Hook", "Note Hook", "Pipeline Hook", "Release Hook", "System Hook"])(
	"event %s is ignored with 200",
	async (event) => {
		const response = await deliver({ "X-Gitlab-Event": event }, { object_kind: "other" });
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ ignored: "Only pushes are processed." });
		expect(await jobs()).toEqual([]);
	},
);

test("a push to another branch is ignored, but a push that deletes the followed branch is not", async () => {
	const other = await deliver({}, { ...push, ref: "refs/heads/dev" });
	expect(await other.json()).toEqual({ ignored: "The branch dev is not followed." });
	expect(await jobs()).toEqual([]);
	const deleted = { ...push, after: "0".repeat(40), checkout_sha: null, commits: [] };
	expect((await deliver({}, deleted)).status).toBe(202);
});

/** Sends a request to a site with these secrets. */
function fetchWith(secrets: string | undefined, headers: Headers, body: string): Response | Promise<Response> {
	const request = new Request(`${SITE}/webhooks/gitlab`, {
		method: "POST",
		headers: { "Content-Type": "application/json", ...headers },
		body,
	});
	return app.fetch(request, { ...env, GITLAB_WEBHOOK_SECRET: secrets }, createExecutionContext());
}

test("a signed request without a signing token gets a 401 with the reason", async () => {
	const headers = { ...gitlabHeaders(), ...standardHeaders("{", { key: "gitlab-signing-secret" }) };
	const response = await fetchWith("gitlab-secret", headers, "{");
	expect(response.status).toBe(401);
	expect(await response.json()).toEqual({ error: expect.stringContaining("does not contain a signing token") });
});

test("a truncated signing token leads to an error that shows the right format", async () => {
	const headers = { ...gitlabHeaders(), ...standardHeaders("{") };
	for (const broken of ["whsec_", "whsec_*", "whsec_a"]) {
		const response = await fetchWith(broken, headers, "{");
		expect(response.status).toBe(503);
		expect(await response.json()).toEqual({ error: expect.stringContaining("openssl rand -base64 32") });
	}
});
