import { reset, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { reconcilerOf } from "../../src/git/stub.ts";

afterEach(reset);

/** Followed, as `vitest.config.ts` says; nobody answers there. */
const FOLLOWED = "https://github.com/Codertocat/Hello-World#master";

test("a delivery that comes again belongs to the same job and starts nothing", async () => {
	const reconciler = reconcilerOf(env);
	const first = await reconciler.push("github:1", FOLLOWED);
	expect(first.isNew).toBe(true);
	expect(await reconciler.push("github:1", FOLLOWED)).toEqual({ job: first.job, isNew: false });
	expect(await reconciler.jobs(10)).toHaveLength(1);
});

test("a host that does not answer is tried again, later and later", async () => {
	const reconciler = reconcilerOf(env);
	const { job: id } = await reconciler.push("github:1", FOLLOWED);
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
	expect(job).toMatchObject({ state: "waiting", reason: expect.stringContaining("127.0.0.1:9 does not answer") });
	expect(job.due).toBeGreaterThan(job.updated);
});

test("a repository that is not followed any more parks its job, which can be asked for again", async () => {
	const reconciler = reconcilerOf(env);
	const { job: id } = await reconciler.push("github:1", "https://gone.example/a/b#main");
	await vi.waitUntil(async () => {
		await runDurableObjectAlarm(reconciler);
		return (await reconciler.job(id))?.state === "parked";
	});
	expect(await reconciler.job(id)).toMatchObject({ due: null, reason: expect.stringContaining("REPOSITORIES") });
	expect(await reconciler.retry(id)).toMatchObject({ state: "waiting", cause: "retry", reason: null });
	expect(await reconciler.retry(id)).toBe("active");
	expect(await reconciler.retry("no such job")).toBe("unknown");
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
