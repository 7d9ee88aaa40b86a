import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Jobs } from "../../src/git/jobs.ts";
import { reconcilerOf } from "../../src/git/stub.ts";

afterEach(reset);

/** Two repositories that nobody follows: no alarm touches their jobs but ours. */
const [ONE, TWO] = ["https://one.example/a/b#main", "https://two.example/a/b#main"];

function withJobs(action: (jobs: Jobs) => void): Promise<void> {
	return runInDurableObject(reconcilerOf(env), (_, { storage }) => action(new Jobs(storage.sql)));
}

test("as long as a job waits to begin it stands for all that is asked of its repository", () =>
	withJobs((jobs) => {
		const first = jobs.enqueue(ONE, "push", 1);
		expect(jobs.enqueue(ONE, "push", 2)).toBe(first);
		expect(jobs.enqueue(TWO, "push", 2)).not.toBe(first);
		jobs.update(first, { state: "looking" }, 3);
		const second = jobs.enqueue(ONE, "push", 4);
		expect(second).not.toBe(first);
		expect(jobs.enqueue(ONE, "schedule", 5)).toBe(second);
	}));

test("of a repository one job runs at a time; another repository does not wait for it", () =>
	withJobs((jobs) => {
		const first = jobs.enqueue(ONE, "push", 1);
		jobs.update(first, { state: "fetching", due: 1000 }, 2);
		jobs.enqueue(ONE, "push", 3);
		const other = jobs.enqueue(TWO, "push", 4);
		expect(jobs.next(10)?.id).toBe(other);
		jobs.update(other, { state: "done", due: null }, 11);
		expect(jobs.next(12)).toBeUndefined();
		expect(jobs.nextDue()).toBe(1000);
		expect(jobs.next(1000)?.id).toBe(first);
	}));

test("two hundred finished jobs are kept, and one that is not finished whatever its age", () =>
	withJobs((jobs) => {
		const old = jobs.enqueue(TWO, "push", 1);
		for (let index = 0; index < 250; index++) {
			jobs.update(jobs.enqueue(ONE, "push", index), { state: "done", due: null }, index);
		}
		expect(jobs.list(1000).length).toBeLessThanOrEqual(202);
		expect(jobs.get(old)).toBeDefined();
	}));

test("a job tells what has become of it", () =>
	withJobs((jobs) => {
		const id = jobs.enqueue(ONE, "push", 1);
		const problems = [{ severity: "error" as const, path: "a.md", line: 1, message: "Bad.", hint: "Mend it." }];
		jobs.update(id, { state: "parked", due: null, commit: "c0ffee", added: 3, reason: "Gone.", problems }, 9);
		expect(jobs.get(id)).toMatchObject({ state: "parked", commit: "c0ffee", added: 3, reason: "Gone.", problems });
		expect(jobs.get(id)).toMatchObject({ created: 1, updated: 9, repository: ONE, cause: "push" });
		expect(jobs.last(ONE)?.id).toBe(id);
		expect(jobs.get("unknown")).toBeUndefined();
	}));

test("a delivery is remembered with its job", () =>
	withJobs((jobs) => {
		const id = jobs.enqueue(ONE, "push", 1);
		jobs.remember("github:1", id, 1);
		expect(jobs.jobOf("github:1")).toBe(id);
		expect(jobs.jobOf("github:2")).toBeUndefined();
		const monthLater = 31 * 24 * 3_600_000;
		jobs.remember("github:3", id, monthLater);
		expect(jobs.jobOf("github:1")).toBeUndefined();
	}));
