import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { reconcilerOf } from "../../src/git/stub.ts";
import { ask, finishedJob, READ, REPOSITORY } from "./requests.ts";

afterEach(reset);

test("there are no jobs before the first push", async () => {
	expect(await (await ask("GET", "/api/jobs")).json()).toEqual({ jobs: [] });
});

test("a push returns its job", async () => {
	const { job } = await reconcilerOf(env).push("github:1", REPOSITORY, "c0ffee");
	const response = await ask("GET", `/api/jobs/${job}`, { token: READ });
	expect(response.status).toBe(200);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(await response.json()).toMatchObject({ id: job, repository: REPOSITORY, cause: "push", commit: null });
});

test("a job includes its result, and its times are in ISO 8601", async () => {
	const id = await finishedJob("parked", "The repository is gone.");
	const shown = {
		id,
		repository: REPOSITORY,
		cause: "push",
		state: "parked",
		created: "2026-05-04T10:00:00.000Z",
		updated: "2026-05-04T10:00:00.000Z",
		due: null,
		tries: 5,
		commit: null,
		added: 2,
		changed: 0,
		removed: 0,
		fetched: 0,
		problems: [],
		reason: "The repository is gone.",
	};
	expect(await (await ask("GET", `/api/jobs/${id}`)).json()).toEqual(shown);
	expect(await (await ask("GET", "/api/jobs")).json()).toEqual({ jobs: [shown] });
});

test("at most a hundred jobs are listed, newest first", async () => {
	const ids: string[] = [];
	for (let count = 0; count < 101; count++) ids.push(await finishedJob("done"));
	const { jobs } = await (await ask("GET", "/api/jobs")).json<{ jobs: { id: string }[] }>();
	expect(jobs.map(({ id }) => id)).toEqual(ids.slice(1).reverse());
});

test("retrying a suspended job returns a 202 with the job", async () => {
	const id = await finishedJob("parked", "The repository is gone.");
	const response = await ask("POST", `/api/jobs/${id}/retry`);
	expect(response.status).toBe(202);
	const due = expect.stringMatching(/^\d{4}-.*Z$/);
	expect(await response.json()).toMatchObject({ id, state: "waiting", cause: "retry", tries: 0, reason: null, due });
});

test("retrying a waiting job resumes it without starting a second job", async () => {
	const { job } = await reconcilerOf(env).push("github:1", REPOSITORY, "c0ffee");
	const response = await ask("POST", `/api/jobs/${job}/retry`);
	expect(response.status).toBe(202);
	expect(await response.json()).toMatchObject({ id: job });
	expect(await reconcilerOf(env).jobs(9)).toHaveLength(1);
});

test("retrying a finished job returns a 409", async () => {
	const id = await finishedJob("done");
	const response = await ask("POST", `/api/jobs/${id}/retry`);
	expect([response.status, await response.json()]).toEqual([409, { error: expect.stringContaining("is done") }]);
	expect(await (await ask("GET", `/api/jobs/${id}`)).json()).toMatchObject({ state: "done" });
});

test.each([
	["GET", "/api/jobs/none"],
	["GET", "/api/jobs/%F0%9F%8C%8A"],
	["POST", "/api/jobs/none/retry"],
])("%s %s returns a 404 in JSON, because there is no such job", async (method, path) => {
	const response = await ask(method, path);
	expect([response.status, await response.json()]).toEqual([404, { error: expect.stringContaining("no such job") }]);
});

test.each([
	["POST", "/api/jobs", "GET, HEAD, OPTIONS"],
	["DELETE", "/api/jobs/some", "GET, HEAD, OPTIONS"],
	["GET", "/api/jobs/some/retry", "POST, OPTIONS"],
])("%s %s returns a 405 with the allowed methods", async (method, path, allow) => {
	const response = await ask(method, path);
	expect([response.status, response.headers.get("Allow")]).toEqual([405, allow]);
});
