import { reset } from "cloudflare:test";
import examples from "@octokit/webhooks-examples";
import { afterEach, expect, test } from "vitest";
import { SITE } from "../publisher/newsroom.ts";
import { githubHeaders, type Headers, jobs, send } from "./sending.ts";

afterEach(reset);

const HELLO_WORLD = "https://github.com/Codertocat/Hello-World#master";

/** Example payloads published by GitHub, with the names of their events. */
const payloads = examples.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
const pushes = payloads.flatMap(({ payload }) => ("ref" in payload && "commits" in payload ? [payload] : []));
const branchPush = pushes.find(({ ref }) => ref === "refs/heads/master");
const tagPush = pushes.find(({ ref }) => ref.startsWith("refs/tags/"));

function deliver(payload: unknown, over: Headers = {}, secret?: string): Promise<Response> {
	const body = JSON.stringify(payload);
	return send("github", githubHeaders(body, over, secret), body);
}

test("a push to the followed branch returns a link to its job", async () => {
	const response = await deliver(branchPush);
	expect(response.status).toBe(202);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const [job, ...others] = await jobs();
	expect(others).toEqual([]);
	expect(job).toMatchObject({ repository: HELLO_WORLD, cause: "push" });
	expect(await response.json()).toEqual({ job: `${SITE}/jobs/${job?.id}` });
	expect(response.headers.get("Location")).toBe(`${SITE}/jobs/${job?.id}`);
});

test.each([
	["created", { created: true, before: "0".repeat(40) }],
	["deleted", { deleted: true, after: "0".repeat(40), head_commit: null }],
	["force-pushed", { forced: true }],
	["without commits", { commits: [] }],
])("a push whose branch is %s is handled like any other push", async (_, over) => {
	expect((await deliver({ ...branchPush, ...over })).status).toBe(202);
	expect(await jobs()).toMatchObject([{ repository: HELLO_WORLD }]);
});

test("a repeated delivery is recognized and changes nothing", async () => {
	const id = { "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958" };
	const { job } = await (await deliver(branchPush, id)).json<{ job: string }>();
	const again = await deliver(branchPush, id);
	expect(again.status).toBe(200);
	expect(again.headers.get("Cache-Control")).toBe("no-store");
	expect(await again.json()).toEqual({ duplicate: true, job });
	expect(await jobs()).toHaveLength(1);
});

test.each([
	["a tag", tagPush, "Only branches are followed."],
	["another branch", { ...branchPush, ref: "refs/heads/dev" }, "The branch dev is not followed."],
	[
		"a branch whose name ends with the name of ours",
		{ ...branchPush, ref: "refs/heads/x/master" },
		"The branch x/master is not followed.",
	],
	[
		"a branch with different capitalization",
		{ ...branchPush, ref: "refs/heads/Master" },
		"The branch Master is not followed.",
	],
	["a name without refs/heads", { ...branchPush, ref: "master" }, "Only branches are followed."],
])("a push of %s is ignored with a message", async (_, payload, ignored) => {
	const response = await deliver(payload);
	expect(response.status).toBe(200);
	expect(await response.json()).toEqual({ ignored });
	expect(await jobs()).toEqual([]);
});

test("a new webhook's ping says whether its repository is followed", async () => {
	const [ping] = payloads.flatMap(({ event, payload }) => (event === "ping" ? [payload] : []));
	const other = await deliver(ping, { "X-GitHub-Event": "ping" });
	expect(other.status).toBe(200);
	expect(await other.json()).toEqual({ pong: true, repository: "not followed: add it to REPOSITORIES" });
	const followed = await deliver({ zen: "", repository: branchPush?.repository }, { "X-GitHub-Event": "ping" });
	expect(await followed.json()).toEqual({ pong: true, repository: "followed" });
	const organization = await deliver({ zen: "", organization: {} }, { "X-GitHub-Event": "ping" });
	expect(await organization.json()).toEqual({ pong: true });
});

test("all other GitHub events are ignored with 200", async () => {
	const others = [...new Map(payloads.map(({ event, payload }) => [event, payload]))].filter(
		([event]) => event !== "push" && event !== "ping",
	);
	expect(others.length).toBeGreaterThan(50);
	for (const [event, payload] of others) {
		const response = await deliver(payload, { "X-GitHub-Event": event });
		expect(response.status, event).toBe(200);
		expect(await response.json()).toEqual({ ignored: "Only pushes are processed." });
	}
	expect(await jobs()).toEqual([]);
});

test("during a rotation, both the old and the new secret work", async () => {
	for (const secret of ["github-secret", "github-secret-before"]) {
		expect((await deliver(branchPush, {}, secret)).status).toBe(202);
	}
});

test("URLs in a payload are never used, because the job is for the configured repository", async () => {
	const urls = ["commits_url", "clone_url", "hooks_url", "git_url", "ssh_url", "trees_url", "blobs_url", "url"];
	const elsewhere = Object.fromEntries(urls.map((name) => [name, "http://127.0.0.1:9/elsewhere"]));
	const repository = { ...branchPush?.repository, ...elsewhere };
	expect((await deliver({ ...branchPush, repository, compare: "http://127.0.0.1:9/elsewhere" })).status).toBe(202);
	const known = await jobs();
	expect(known).toMatchObject([{ repository: HELLO_WORLD }]);
	expect(JSON.stringify(known)).not.toContain("elsewhere");
});
