import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { get, SITE } from "../publisher/newsroom.ts";
import { expectRefused } from "./refused.ts";
import { forgejoHeaders, type Headers, hex, jobs, send } from "./sending.ts";

afterEach(reset);

const NEWS = "https://codeberg.org/acme/news#main";

/** A push from Forgejo's documentation. */
const push = {
	ref: "refs/heads/main",
	before: "28e1879d029cb852e4844d9c718537df08844e03",
	after: "bffeb74224043ba2feb48d137756c8a9331c449a",
	compare_url: "https://codeberg.org/acme/news/compare/28e1879d029c...bffeb7422404",
	commits: [{ id: "bffeb74224043ba2feb48d137756c8a9331c449a", message: "Tide", added: ["tide.md"] }],
	repository: {
		id: 140,
		name: "news",
		full_name: "acme/news",
		html_url: "https://codeberg.org/acme/news",
		ssh_url: "ssh://git@codeberg.org/acme/news.git",
		clone_url: "https://codeberg.org/acme/news.git",
		default_branch: "main",
	},
	pusher: { id: 1, login: "anna" },
	sender: { id: 1, login: "anna" },
};

function deliver(payload: object, over: Headers = {}): Promise<Response> {
	const body = JSON.stringify(payload);
	return send("forgejo", forgejoHeaders(body, over), body);
}

/**
 * Returns all headers of a delivery. Forgejo repeats each header under the names of four senders, and Gitea repeats it
 * under three.
 */
function allHeaders(body: string, senders: string[]): Headers {
	const signature = hex("forgejo-secret", body);
	const dialects = senders.flatMap((sender) => [
		[`X-${sender}-Event`, "push"],
		[`X-${sender}-Event-Type`, "push"],
		[`X-${sender}-Delivery`, "f6266f16-1bf3-46a5-9ea4-602e06ead473"],
	]);
	return {
		...Object.fromEntries(dialects),
		...Object.fromEntries(senders.map((sender) => [`X-${sender}-Signature`, signature])),
		"X-Hub-Signature": "sha1=0000000000000000000000000000000000000000",
		"X-Hub-Signature-256": `sha256=${signature}`,
	};
}

test.each([
	["Forgejo", ["Forgejo", "Gitea", "Gogs", "GitHub"]],
	["Gitea", ["Gitea", "Gogs", "GitHub"]],
])("a push from %s with all its headers returns a link to its job", async (_, senders) => {
	const body = JSON.stringify(push);
	const response = await send("forgejo", allHeaders(body, senders), body);
	expect(response.status).toBe(202);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const [job] = await jobs();
	expect(job).toMatchObject({ repository: NEWS, cause: "push" });
	expect(await response.json()).toEqual({ job: `${SITE}/jobs/${job?.id}` });
	expect(response.headers.get("Location")).toBe(`${SITE}/jobs/${job?.id}`);
	const again = await send("forgejo", allHeaders(body, senders), body);
	expect(again.status).toBe(200);
	expect(await again.json()).toEqual({ duplicate: true, job: `${SITE}/jobs/${job?.id}` });
});

test.each(["create", "delete", "issues", "pull_request", "release", "fork"])(
	"event %s is ignored with 200",
	async (event) => {
		const response = await deliver({ repository: push.repository }, { "X-Forgejo-Event": event });
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ ignored: "Only pushes are processed." });
		expect(await jobs()).toEqual([]);
	},
);

test("tags and other branches are ignored with a message", async () => {
	const branch = await deliver({ ...push, ref: "refs/heads/dev" });
	expect(await branch.json()).toEqual({ ignored: "The branch dev is not followed." });
	const tag = await deliver({ ...push, ref: "refs/tags/v1" });
	expect(await tag.json()).toEqual({ ignored: "Only branches are followed." });
	expect(await jobs()).toEqual([]);
});

test("the same id from two hosts counts as two deliveries", async () => {
	const id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
	expect((await deliver(push, { "X-Forgejo-Delivery": id })).status).toBe(202);
	const body = JSON.stringify({
		ref: "refs/heads/main",
		project: { path_with_namespace: "acme/press/news", web_url: "https://gitlab.example/acme/press/news" },
	});
	const headers = { "X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": "gitlab-secret", "Idempotency-Key": id };
	expect((await send("gitlab", headers, body)).status).toBe(202);
	expect((await jobs()).map(({ repository }) => repository).sort()).toEqual([
		NEWS,
		"https://gitlab.example/acme/press/news#main",
	]);
});

test.each(["gitea", "codeberg"])(
	"a push to /webhooks/%s is treated like a push to /webhooks/forgejo",
	async (address) => {
		const body = JSON.stringify(push);
		const headers = allHeaders(body, ["Gitea", "Gogs", "GitHub"]);
		const response = await send(address, headers, body);
		expect(response.status).toBe(202);
		expect((await send("forgejo", headers, body)).status, "the same delivery, sent to the other address").toBe(200);
		expect((await jobs()).map(({ repository }) => repository)).toEqual([NEWS]);
		const forged = await send(address, { ...headers, "X-Gitea-Signature": hex("guessed", body) }, body);
		expect(forged.status).toBe(401);
		const got = await get(`/webhooks/${address}`);
		expect([got.status, got.headers.get("Allow")]).toEqual([405, "POST, OPTIONS"]);
	},
);

test.each(["bitbucket", "gogs", "GitHub", "github/", "a/b", ""])(
	"a push to /webhooks/%s returns a 404 with the known addresses",
	async (address) => {
		const body = JSON.stringify(push);
		const error = await expectRefused(await send(address, allHeaders(body, ["Gitea"]), body), 404);
		for (const sender of ["github", "gitlab", "forgejo", "gitea", "articles", "ghost"]) {
			expect(error).toContain(`/webhooks/${sender}`);
		}
	},
);
