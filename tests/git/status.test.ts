import { expect, test } from "vitest";
import { failureOf, statusOf } from "../../src/git/commit-status.ts";
import { type Job, summaryOf } from "../../src/git/job.ts";

const JOB: Job = {
	...{ id: "1", repository: "https://github.com/acme/news#main", cause: "push", state: "reporting" },
	...{
		created: 0,
		updated: 0,
		due: 0,
		tries: 0,
		expected: [],
		replaced: [],
		looks: 0,
		polls: 0,
		commit: "c0ffee",
		fetched: 3,
		problems: [],
		reason: null,
	},
	...{ added: 2, changed: 1, removed: 0 },
};
const problem = (severity: "error" | "warning", line: number | null) => {
	return { severity, path: "content/tide.md", line, message: "The date is missing.", hint: "Write one." };
};

test("without errors, the commit status says what was published", () => {
	const expected = {
		succeeded: true,
		description: "Published: 2 added, 1 changed.",
		url: "https://news.example/jobs/1",
	};
	expect(statusOf(JOB, [], expected.url)).toEqual(expected);
	expect(statusOf(JOB, [problem("warning", 3)], expected.url)).toEqual(expected);
});

test("with an error, the commit status has the first one with path and line", () => {
	const { succeeded, description } = statusOf(JOB, [problem("warning", 1), problem("error", 3)], "");
	expect({ succeeded, description }).toEqual({
		succeeded: false,
		description: "content/tide.md:3 The date is missing.",
	});
	expect(statusOf(JOB, [problem("error", null)], "").description).toBe("content/tide.md The date is missing.");
});

test("a commit status has at most 140 characters and is well-formed", () => {
	const { description } = failureOf(`${"x".repeat(138)}😀 and more`, "");
	expect(description.length).toBe(140);
	expect(description.isWellFormed()).toBe(true);
});

test("an empty change is reported as nothing changed", () => {
	expect(summaryOf({ added: 0, changed: 0, removed: 0 })).toBe("nothing changed");
	expect(summaryOf({ added: 0, changed: 0, removed: 7 })).toBe("7 removed");
});
