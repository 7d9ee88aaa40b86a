import { reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { Jobs } from "../../src/git/jobs.ts";
import { reconcilerOf } from "../../src/git/stub.ts";

afterEach(reset);

/** A repository that the site in `vitest.config.ts` follows. Nothing listens at the address of the repository's API. */
const FOLLOWED = "https://github.com/Codertocat/Hello-World#master";

test("a repeated delivery returns the same job and does not start another one", async () => {
	const reconciler = reconcilerOf(env);
	const first = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	expect(first.isNew).toBe(true);
	expect(await reconciler.push("github:1", FOLLOWED, "c0ffee")).toEqual({ job: first.job, isNew: false });
	expect(await reconciler.jobs(10)).toHaveLength(1);
});

test("requests to a host that does not respond are retried with backoff", async () => {
	const reconciler = reconcilerOf(env);
	const { job: id } = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	const triedTimes = (times: number) =>
		vi.waitUntil(
			async () => {
				await runDurableObjectAlarm(reconciler);
				const job = await reconciler.job(id);
				return job && job.tries >= times ? job : undefined;
			},
			{ timeout: 20_000, interval: 20 },
		);
	const job = await triedTimes(2);
	expect(job).toMatchObject({ state: "looking", reason: expect.stringContaining("127.0.0.1:9 does not respond") });
	expect(job.due).toBeGreaterThan(job.updated);
});

test("a push during a running job gets a separate job", async () => {
	const reconciler = reconcilerOf(env);
	const { job: first } = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	expect((await reconciler.push("github:2", FOLLOWED, "decaf0")).job).toBe(first);
	await vi.waitUntil(
		async () => {
			await runDurableObjectAlarm(reconciler);
			return (await reconciler.job(first))?.state !== "waiting";
		},
		{ timeout: 20_000, interval: 20 },
	);
	const { job: second } = await reconciler.push("github:3", FOLLOWED, "decade");
	expect(second).not.toBe(first);
	expect(await reconciler.job(first)).toMatchObject({ expected: ["c0ffee", "decaf0"] });
});

test("a step that crashes the Durable Object is not retried forever", async () => {
	const reconciler = reconcilerOf(env);
	const { job } = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	await runInDurableObject(reconciler, (_, { storage }) => {
		new Jobs(storage.sql).update(job, { state: "looking", tries: 12, due: 0 }, 0);
	});
	await vi.waitUntil(async () => {
		await runDurableObjectAlarm(reconciler);
		return (await reconciler.job(job))?.state === "parked";
	});
	expect(await reconciler.job(job)).toMatchObject({ reason: expect.stringContaining("attempts were interrupted") });
});

test("removing a repository from the settings suspends its job, which can be retried", async () => {
	const reconciler = reconcilerOf(env);
	const { job: id } = await reconciler.push("github:1", "https://gone.example/a/b#main", "c0ffee");
	await vi.waitUntil(
		async () => {
			await runDurableObjectAlarm(reconciler);
			return (await reconciler.job(id))?.state === "parked";
		},
		{ timeout: 20_000, interval: 20 },
	);
	expect(await reconciler.job(id)).toMatchObject({ due: null, reason: expect.stringContaining("REPOSITORIES") });
	expect(await reconciler.retry(id)).toMatchObject({ state: "waiting", cause: "retry", reason: null });
	expect(await reconciler.retry(id)).toMatchObject({ id });
	expect(await reconciler.retry("no such job")).toBe("unknown");
});

test("redelivering a webhook retries its suspended job", async () => {
	const reconciler = reconcilerOf(env);
	const gone = "https://gone.example/a/b#main";
	const { job: id } = await reconciler.push("github:1", gone, "c0ffee");
	await vi.waitUntil(async () => {
		await runDurableObjectAlarm(reconciler);
		return (await reconciler.job(id))?.state === "parked";
	});
	await runInDurableObject(reconciler, (_, { storage }) => {
		new Jobs(storage.sql).update(id, { tries: 7 }, 0);
	});
	expect(await reconciler.push("github:1", gone, "c0ffee")).toEqual({ job: id, isNew: true });
	expect(await reconciler.job(id)).toMatchObject({ cause: "push", tries: 0 });
});

test("redelivering a webhook whose job no longer exists starts a new job", async () => {
	const reconciler = reconcilerOf(env);
	await runInDurableObject(reconciler, (_, { storage }) => {
		new Jobs(storage.sql).remember("github:1", "an old job", Date.now());
	});
	const { job, isNew } = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	expect(isNew).toBe(true);
	expect(await reconciler.job(job)).toMatchObject({ repository: FOLLOWED, cause: "push" });
});

test("every repository is checked once an hour, with or without a webhook", async () => {
	const reconciler = reconcilerOf(env);
	await reconciler.look();
	await reconciler.look();
	const jobs = await reconciler.jobs(10);
	expect(jobs.map(({ repository }) => repository).sort()).toEqual([
		"https://codeberg.org/acme/news#main",
		FOLLOWED,
		"https://gitlab.example/acme/press/news#main",
	]);
	expect(jobs.every(({ cause }) => cause === "schedule")).toBe(true);
});
