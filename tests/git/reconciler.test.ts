import { reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { Jobs } from "../../src/git/jobs.ts";
import { reconcilerOf } from "../../src/git/stub.ts";

afterEach(reset);

/** Followed, as `vitest.config.ts` says; nobody answers there. */
const FOLLOWED = "https://github.com/Codertocat/Hello-World#master";

test("a delivery that comes again belongs to the same job and starts nothing", async () => {
	const reconciler = reconcilerOf(env);
	const first = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	expect(first.isNew).toBe(true);
	expect(await reconciler.push("github:1", FOLLOWED, "c0ffee")).toEqual({ job: first.job, isNew: false });
	expect(await reconciler.jobs(10)).toHaveLength(1);
});

test("a host that does not answer is tried again, later and later", async () => {
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
	expect(job).toMatchObject({ state: "looking", reason: expect.stringContaining("127.0.0.1:9 does not answer") });
	expect(job.due).toBeGreaterThan(job.updated);
});

test("a push that comes while an older commit may be looked at has a job of its own", async () => {
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

test("a step that ends the whole object is not tried for ever", async () => {
	const reconciler = reconcilerOf(env);
	const { job } = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	await runInDurableObject(reconciler, (_, { storage }) => {
		new Jobs(storage.sql).update(job, { state: "looking", tries: 12, due: 0 }, 0);
	});
	await vi.waitUntil(async () => {
		await runDurableObjectAlarm(reconciler);
		return (await reconciler.job(job))?.state === "parked";
	});
	expect(await reconciler.job(job)).toMatchObject({ reason: expect.stringContaining("halfway") });
});

test("a repository that is not followed any more parks its job, which can be asked for again", async () => {
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

test("a delivery that comes again when its job is parked has it tried again", async () => {
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

test("a delivery that comes again when its job is no longer kept has a new one", async () => {
	const reconciler = reconcilerOf(env);
	await runInDurableObject(reconciler, (_, { storage }) => {
		new Jobs(storage.sql).remember("github:1", "an old job", Date.now());
	});
	const { job, isNew } = await reconciler.push("github:1", FOLLOWED, "c0ffee");
	expect(isNew).toBe(true);
	expect(await reconciler.job(job)).toMatchObject({ repository: FOLLOWED, cause: "push" });
});

test("every hour each repository is looked at, once, whether a webhook came or not", async () => {
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
