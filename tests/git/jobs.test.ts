import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { migrate } from "../../src/durable-object.ts";
import { Jobs } from "../../src/git/jobs.ts";
import { RepositoryState } from "../../src/git/repository-state.ts";
import { TABLES } from "../../src/git/schema.ts";
import { reconcilerOf } from "../../src/git/stub.ts";

afterEach(reset);

/** Two repositories that the site does not follow, so that no alarm processes their jobs. */
const [ONE, TWO] = ["https://one.example/a/b#main", "https://two.example/a/b#main"];

function withJobs(action: (jobs: Jobs) => void): Promise<void> {
	return runInDurableObject(reconcilerOf(env), (_, { storage }) => action(new Jobs(storage.sql)));
}

test("a waiting job absorbs all further requests for its repository", () =>
	withJobs((jobs) => {
		const first = jobs.enqueue(ONE, "push", 1);
		expect(jobs.enqueue(ONE, "push", 2)).toBe(first);
		expect(jobs.enqueue(TWO, "push", 2)).not.toBe(first);
		jobs.update(first, { state: "looking" }, 3);
		const second = jobs.enqueue(ONE, "push", 4);
		expect(second).not.toBe(first);
		expect(jobs.enqueue(ONE, "schedule", 5)).toBe(second);
	}));

test("each repository runs one job at a time and does not wait for other repositories", () =>
	withJobs((jobs) => {
		const first = jobs.enqueue(ONE, "push", 1);
		jobs.update(first, { state: "fetching", due: 1000 }, 2);
		jobs.enqueue(ONE, "push", 3);
		const other = jobs.enqueue(TWO, "push", 4);
		expect(jobs.due(10).map(({ id }) => id)).toEqual([other]);
		jobs.update(other, { state: "done", due: null }, 11);
		expect(jobs.due(12)).toEqual([]);
		expect(jobs.nextDue(12)).toBe(1000);
		expect(jobs.nextDue(12, new Set([ONE]))).toBeNull();
		expect(jobs.due(1000).map(({ id }) => id)).toEqual([first]);
	}));

/**
 * Returns the commits that the next job expects after these pushes. Each push consists of its commit and the commit
 * that it replaced.
 */
function expectedAfter(jobs: Jobs, pushes: [commit: string, before: string][]): string[] | undefined {
	for (const [commit, before] of pushes) jobs.enqueue(ONE, "push", 1, { commit, before });
	return jobs.last(ONE)?.expected;
}

test.each<[string, [string, string][], string[]]>([
	[
		"in order",
		[
			["a", "0"],
			["b", "a"],
			["c", "b"],
		],
		["c"],
	],
	[
		"newest first",
		[
			["c", "b"],
			["b", "a"],
			["a", "0"],
		],
		["c"],
	],
	[
		"with the middle push last",
		[
			["c", "b"],
			["a", "0"],
			["b", "a"],
		],
		["c"],
	],
	[
		"with the middle push missing",
		[
			["c", "b"],
			["a", "0"],
		],
		["c", "a"],
	],
	[
		"twice",
		[
			["b", "a"],
			["b", "a"],
		],
		["b"],
	],
	[
		"after a force-push to an older commit",
		[
			["b", "a"],
			["a", "b"],
		],
		["a"],
	],
])("if webhooks arrive %s, the job expects only commits that no other push replaced", (_, pushes, expected) =>
	withJobs((jobs) => expect(expectedAfter(jobs, pushes)).toEqual(expected)),
);

test("after a webhook for a commit that has already been replaced, the job expects no commit", () =>
	withJobs((jobs) => {
		const first = jobs.enqueue(ONE, "push", 1, { commit: "b", before: "a" });
		jobs.update(first, { state: "done", due: null, commit: "b" }, 2);
		expect(expectedAfter(jobs, [["a", "0"]])).toEqual([]);
	}));

test("a running job does not wait for a commit that a later push replaced", () =>
	withJobs((jobs) => {
		const first = jobs.enqueue(ONE, "push", 1, { commit: "a", before: "0" });
		jobs.update(first, { state: "looking" }, 2);
		expect(expectedAfter(jobs, [["b", "a"]])).toEqual(["b"]);
		expect(jobs.get(first)?.expected).toEqual([]);
	}));

test("a job stored by an earlier release continues after an upgrade", () =>
	runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const jobs = new Jobs(storage.sql);
		const id = jobs.enqueue(ONE, "push", 1);
		const { replaced, polls, expected, ...rest } = jobs.get(id) ?? {};
		const set = (stored: object) => storage.sql.exec("UPDATE job SET json = ?", JSON.stringify(stored));
		set({ ...rest, expected: "c0ffee" });
		expect(jobs.get(id)).toEqual({ ...rest, expected: ["c0ffee"], replaced: [], polls: 0 });
		set({ ...rest, expected: null });
		expect(jobs.get(id)).toEqual({ ...rest, expected: [], replaced: [], polls: 0 });
	}));

test("two hundred finished jobs and all unfinished jobs are kept", () =>
	withJobs((jobs) => {
		const old = jobs.enqueue(TWO, "push", 1);
		for (let index = 0; index < 250; index++) {
			jobs.update(jobs.enqueue(ONE, "push", index), { state: "done", due: null }, index);
		}
		expect(jobs.list(1000).length).toBeLessThanOrEqual(202);
		expect(jobs.get(old)).toBeDefined();
	}));

test("a finished job includes its result", () =>
	withJobs((jobs) => {
		const id = jobs.enqueue(ONE, "push", 1);
		const problems = [{ severity: "error" as const, path: "a.md", line: 1, message: "Bad.", hint: "Mend it." }];
		jobs.update(id, { state: "parked", due: null, commit: "c0ffee", added: 3, reason: "Gone.", problems }, 9);
		expect(jobs.get(id)).toMatchObject({ state: "parked", commit: "c0ffee", added: 3, reason: "Gone.", problems });
		expect(jobs.get(id)).toMatchObject({ created: 1, updated: 9, repository: ONE, cause: "push" });
		expect(jobs.last(ONE)?.id).toBe(id);
		expect(jobs.get("unknown")).toBeUndefined();
	}));

test("a job linked from a commit status is kept", () =>
	runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const jobs = new Jobs(storage.sql);
		const repository = "https://github.com/Codertocat/Hello-World#master";
		const followed = new RepositoryState(storage.sql, { name: repository, folder: "content", into: "", api: "" });
		const linked = jobs.enqueue(ONE, "schedule", 1);
		jobs.update(linked, { state: "done", due: null }, 1);
		followed.setNotified("c0ffee", { succeeded: true, description: "Published: 1 added.", url: "" }, linked);
		jobs.forget(linked);
		for (let index = 0; index < 201; index++) {
			jobs.update(jobs.enqueue(ONE, "push", index), { state: "done", due: null }, index);
		}
		expect(jobs.get(linked)).toBeDefined();
	}));

test("a commit status stored by an earlier release is assigned to the commit that the site was last synced to", () =>
	runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const { sql } = storage;
		for (const table of ["job", "delivery", "staged", "staged_file", "followed", "migration"])
			sql.exec(`DROP TABLE ${table}`);
		migrate(storage, TABLES.slice(0, 2));
		sql.exec("INSERT INTO followed VALUES (?, '', 'c0ffee', 'a digest', 1), (?, '', NULL, NULL, NULL)", ONE, TWO);
		migrate(storage, TABLES);
		const told = [ONE, TWO].map((name) => new RepositoryState(sql, { name, folder: "", into: "", api: "" }).told());
		expect(told).toEqual([{ commit: "c0ffee", succeeded: null, description: "", job: "" }, null]);
	}));

test("each delivery is stored with its job, for a month", () =>
	withJobs((jobs) => {
		const id = jobs.enqueue(ONE, "push", 1);
		jobs.remember("github:1", id, 1);
		expect(jobs.jobOf("github:1")).toBe(id);
		expect(jobs.jobOf("github:2")).toBeUndefined();
		const monthLater = 31 * 24 * 3_600_000;
		jobs.remember("github:3", id, monthLater);
		expect(jobs.jobOf("github:1")).toBeUndefined();
	}));
