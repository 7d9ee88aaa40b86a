import { expect, test } from "vitest";
import { totalsOf, withBlocked } from "../../src/article/totals.ts";
import { failureOf, statusOf } from "../../src/git/commit-status.ts";

const TOTALS = totalsOf([
	{ path: "a.md", kind: "published", count: 425 },
	{ path: "b.md", kind: "draft", count: 246 },
]);
const problem = (severity: "error" | "warning", line: number | null) => {
	return { severity, path: "content/tide.md", line, message: "The date is missing.", hint: "Write one." };
};

test("without errors, the commit status says how many articles are published", () => {
	const expected = { succeeded: true, description: "425 published, 246 drafts", url: "https://news.example/jobs/1" };
	expect(statusOf(TOTALS, [], expected.url)).toEqual(expected);
	expect(statusOf(TOTALS, [problem("warning", 3)], expected.url)).toEqual(expected);
	expect(statusOf(TOTALS, [], "", { isLive: false }).description).toBe("425 published, 246 drafts; feeds will follow");
});

test("if there are errors, the commit status contains the totals, and the first error with its path and line", () => {
	const totals = withBlocked(TOTALS, 3);
	const { succeeded, description } = statusOf(totals, [problem("warning", 1), problem("error", 3)], "");
	expect({ succeeded, description }).toEqual({
		succeeded: false,
		description: "425 published, 246 drafts, 3 with errors: content/tide.md:3 The date is missing.",
	});
	expect(statusOf(totals, [problem("error", null)], "").description).toContain(": content/tide.md The date");
});

test("a commit status is at most 140 characters long and well-formed", () => {
	const { description } = failureOf(`${"x".repeat(138)}😀 and more`, "");
	expect(description.length).toBe(140);
	expect(description.isWellFormed()).toBe(true);
});
