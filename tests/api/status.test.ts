import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { RepositoryState } from "../../src/git/repository-state.ts";
import { reconcilerOf } from "../../src/git/stub.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { readSettings } from "../../src/settings.ts";
import { article, publish } from "../publisher/newsroom.ts";
import { compiled, fetchDocument } from "./document.ts";
import { ask, at, finishedJob, READ, REPOSITORY } from "./requests.ts";

afterEach(reset);

const STATUS = "/api/status";
const TIME = expect.stringMatching(/^\d{4}-.*Z$/);

async function statusNow(): Promise<unknown> {
	const response = await ask("GET", STATUS, { token: READ });
	expect([response.status, response.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
	const status = await response.json();
	const document = await fetchDocument();
	expect(compiled(document, document.components.schemas["Status"]).safeParse(status).error).toBeUndefined();
	return status;
}

test("a read-only token can read the status", async () => {
	await publish(article("tide"), article("quay", { audience: "members" }), { path: "bad.md", text: "---\n[\n---" });
	await ask("POST", "/api/subscribers", { body: '{"for":"Anna"}' });
	const today = new Date().toISOString().slice(0, 10);
	const problem = { severity: "error", path: "bad.md", owner: "token:test" };
	expect(await statusNow()).toMatchObject({
		...{ status: "ok", since: TIME, pending: 0 },
		outbox: { feeds: 0, articles: 0, lists: 0, oldest: null, failing: 0, failures: [] },
		purges: { tags: expect.any(Number), next: TIME, fault: null },
		usage: { day: today, writes: expect.any(Number), days: [{ day: today, writes: expect.any(Number) }] },
		publications: [{ time: TIME, owner: "token:test", added: 3, changed: 0, removed: 0, problems: 1 }],
		days: [{ day: today, publications: 1, added: 3, changed: 0, removed: 0 }],
		problems: { errors: 1, warnings: 0, guesses: 0, listed: [expect.objectContaining(problem)] },
		counts: { sources: 3, articles: 1, membersArticles: 1, topics: 1, providers: 1, subscribers: 1 },
		databaseSize: expect.any(Number),
	});
});

test("a repository's status includes the commit that the site was last synced to, and the newest job", async () => {
	const settings = readSettings(env);
	if ("problems" in settings) throw new Error(settings.problems.join(" "));
	const repository = settings.repositories.find(({ name }) => name === REPOSITORY);
	if (!repository) throw new Error(`${REPOSITORY} is not followed.`);
	await reconcilerOf(env).jobs(1);
	await runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		new RepositoryState(storage.sql, repository).setReconciled("c0ffee", Date.UTC(2026, 4, 4));
	});
	const id = await finishedJob("parked", "The repository is gone.");
	const { repositories, jobs } = await (await ask("GET", STATUS)).json<{ repositories: object[]; jobs: object[] }>();
	const job = expect.objectContaining({ id, state: "parked", reason: "The repository is gone." });
	expect(repositories[0]).toEqual({ name: REPOSITORY, commit: "c0ffee", checked: "2026-05-04T00:00:00.000Z", job });
	expect(repositories[1]).toMatchObject({ commit: null, checked: null, job: null });
	expect(jobs).toEqual([job]);
	await statusNow();
});

test("if there are thousands of problems, all of them are counted, but only the 200 most severe are listed", async () => {
	const lines = Array.from({ length: 230 }, (_, index) =>
		JSON.stringify({ path: `w${index}.md`, text: "---\ntitle: W\ndate: 2026-05-04\nquality: none\n---\nText." }),
	);
	await ask("POST", "/api/sources", { body: lines.join("\n") });
	await ask("PUT", at("zz.md"), { body: "---\n[\n---" });
	const { problems } = await (await ask("GET", STATUS)).json<{
		problems: { errors: number; warnings: number; listed: { severity: string; path: string }[] };
	}>();
	expect(problems).toMatchObject({ errors: 1, warnings: 230 });
	expect(problems.listed).toHaveLength(200);
	expect(problems.listed[0]).toMatchObject({ severity: "error", path: "zz.md" });
});

test("while the Reconciler fails, the rest of the status is returned; while the Publisher fails, the response is a 503", async () => {
	await reconcilerOf(env).jobs(1);
	await runInDurableObject(reconcilerOf(env), (_, { storage }) => storage.sql.exec("DROP TABLE job"));
	expect(await statusNow()).toMatchObject({ status: "ok", repositories: null, jobs: null });
	await runInDurableObject(publisherOf(env), (_, { storage }) => storage.sql.exec("DROP TABLE publication"));
	const response = await ask("GET", STATUS);
	expect([response.status, await response.json()]).toEqual([503, { error: "The Publisher does not respond." }]);
});
