import { beforeEach, expect, test, vi } from "vitest";
import { jobs, readJobsOptions } from "../../src/cli/jobs.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { standInWorker } from "./stand-in-worker.ts";

beforeEach(() => void vi.stubEnv("PUBLISH_TOKEN", "secret"));

const DONE = {
	id: "0198aaaa-1111-4111-8111-111111111111",
	repository: "https://github.com/acme/news#main",
	cause: "push",
	state: "done",
	created: "2026-11-22T12:00:00.000Z",
	updated: "2026-11-22T12:00:05.000Z",
	due: null,
	tries: 0,
	commit: "0123456789abcdef0123456789abcdef01234567",
	added: 2,
	changed: 0,
	removed: 1,
	fetched: 2,
	problems: [{ severity: "error", path: "a.md", line: 3, message: "No title.", hint: "Write one." }],
	reason: null,
};
const PARKED = {
	...DONE,
	id: "0198bbbb-2222-4222-8222-222222222222",
	state: "parked",
	tries: 9,
	commit: null,
	added: 0,
	removed: 0,
	problems: [],
	reason: "The branch main is gone.",
};

async function site(...list: (typeof DONE | typeof PARKED)[]) {
	const worker = await standInWorker();
	worker.jobs = structuredClone(list);
	const run = async (...args: string[]) => {
		const terminal = recordingTerminal();
		const code = await jobs(["--to", worker.url, ...args], { root: "/nowhere", cwd: "/nowhere", terminal });
		return { code, lines: terminal.lines, failures: terminal.failures };
	};
	return { worker, run };
}

test("jobs are listed as a table", async () => {
	const { run } = await site(PARKED, { ...DONE, state: "fetching", added: 300, fetched: 12 }, DONE);
	const { code, lines } = await run();
	expect(code).toBe(0);
	expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, "<when>").split(/ {2,}/))).toEqual([
		["When", "Job", "Repository", "State", "Commit", "Changes", "Reason"],
		["<when>", "0198bbbb", DONE.repository, "parked", "The branch main is gone."],
		["<when>", "0198aaaa", DONE.repository, "fetching", "01234567", "12 of 300 fetched"],
		["<when>", "0198aaaa", DONE.repository, "done", "01234567", "2 added, 1 removed"],
	]);
});

test("if there are no jobs, the output names the documentation page about jobs", async () => {
	const { run } = await site();
	expect(await run()).toEqual({ code: 0, lines: [expect.stringContaining("docs/webhooks.md")], failures: [] });
	expect(JSON.parse((await run("--json")).lines.join(""))).toEqual({ jobs: [] });
});

test("a job can be selected by its ID or the beginning of its ID", async () => {
	const { run } = await site(PARKED, DONE);
	const { lines } = await run("0198a");
	expect(lines.slice(-3)).toEqual(["", "a.md:3  No title.", "    Write one."]);
	expect(lines).toContain(`Job         ${DONE.id}`);
	expect(lines).toContain(`Commit      ${DONE.commit}`);
	expect((await run(DONE.id)).lines).toEqual(lines);
	expect((await run(PARKED.id)).lines).toContain("Reason      The branch main is gone.");
	expect(JSON.parse((await run("--json", DONE.id)).lines.join(""))).toEqual(DONE);
});

test("an unknown or ambiguous ID causes a one-line error", async () => {
	const { run } = await site(PARKED, DONE);
	expect((await run("0198")).failures).toEqual(["Several job IDs start with 0198. Type more characters."]);
	expect(await run("7")).toEqual({ code: 1, lines: [], failures: [expect.stringContaining("There is no job 7.")] });
});

test("retry restarts a suspended job; for any other job, it says why the job cannot be retried", async () => {
	const { worker, run } = await site(PARKED, DONE);
	expect((await run("retry", "0198b")).lines).toEqual([
		`Retrying ${DONE.repository}. See its progress with \`npm run newsstand -- jobs 0198bbbb\`.`,
	]);
	expect(worker.asked.at(-1)).toMatchObject({ method: "POST", path: `/api/jobs/${PARKED.id}/retry` });
	expect(await run("retry", "0198a")).toEqual({ code: 1, lines: [], failures: ["The job is done."] });
});

test.each([
	[["retry"], "Specify the job to retry. Usage: "],
	[["one", "two"], "Specify only one job. Usage: "],
	[["--wrong"], 'Unknown option "--wrong". Usage: '],
])("%j causes a one-line error with the right usage", async (args, failure) => {
	const { worker, run } = await site();
	expect(await run(...args)).toEqual({ code: 1, lines: [], failures: [expect.stringContaining(failure)] });
	expect(worker.asked).toEqual([]);
});

test("a rejected token causes a one-line error", async () => {
	const { worker, run } = await site();
	worker.instead = () => ({ status: 401, body: '{"error":"This address needs a token."}' });
	expect((await run()).failures).toEqual([
		expect.stringContaining("Check that PUBLISH_TOKEN matches the site's secret"),
	]);
});

test("without --to, jobs uses the local site", async () => {
	expect(await readJobsOptions([], "/nowhere")).toMatchObject({ site: "http://localhost:8787", action: "list" });
});

test("a site that does not respond causes a one-line error that mentions --to", async () => {
	const terminal = recordingTerminal();
	const args = ["--to", "http://127.0.0.1:1"];
	expect(await jobs(args, { root: "/nowhere", cwd: "/nowhere", terminal })).toBe(1);
	expect(terminal.failures).toEqual([
		expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 does not respond \(.*--to URL\.$/),
	]);
});

test("control characters in a reason do not reach the terminal", async () => {
	const { run } = await site({ ...PARKED, reason: "\x1b[2Jgone\r\n" });
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the output must not contain them
	for (const line of [...(await run()).lines, ...(await run(PARKED.id)).lines]) expect(line).not.toMatch(/[\x00-\x1f]/);
});
