import { beforeEach, expect, test, vi } from "vitest";
import { readTokenOptions, token } from "../../src/cli/token.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { type Asked, standInWorker } from "./stand-in-worker.ts";

beforeEach(() => void vi.stubEnv("PUBLISH_TOKEN", "secret"));

const ANNA = {
	id: "0123456789abcdef",
	for: "Anna",
	feeds: ["topics/ai", "topics/robotics"],
	created: "2026-11-22T12:00:00.000Z",
	expires: null,
	revoked: null,
};
const BOB = { ...ANNA, id: "01fedcba98765432", for: "Bob", feeds: null, expires: "2027-12-31T00:00:00.000Z" };
const URL_OF_ANNA = `https://news.example.org/private/${ANNA.id}.signature/`;

async function site() {
	const worker = await standInWorker();
	const answers: Record<string, [number, unknown]> = {
		"GET /api/subscribers": [200, { subscribers: [ANNA, BOB] }],
		"POST /api/subscribers": [201, { ...ANNA, url: URL_OF_ANNA, urls: [`${URL_OF_ANNA}topics/ai.rss`] }],
		[`DELETE /api/subscribers/${ANNA.id}`]: [200, { ...ANNA, revoked: "2026-11-22T13:00:00.000Z" }],
	};
	worker.instead = ({ method, path }: Asked) => {
		const [status, body] = answers[`${method} ${path}`] ?? [404, { error: "There is no such subscriber." }];
		return { status, body: JSON.stringify(body) };
	};
	const run = async (...args: string[]) => {
		const terminal = recordingTerminal();
		const code = await token([...args, "--to", worker.url], { root: "/nowhere", cwd: "/nowhere", terminal });
		return { code, lines: terminal.lines, failures: terminal.failures };
	};
	return { worker, answers, run };
}

test("a new token: the addresses to hand on, that they are shown once, and how to take them back", async () => {
	const { worker, run } = await site();
	const { code, lines } = await run(
		...["new", "--for", "Anna", "--feeds", "topics/ai, topics/robotics", "--expires", "2027-12-31"],
	);
	expect(code).toBe(0);
	expect(worker.asked).toHaveLength(1);
	expect(worker.asked[0]).toMatchObject({ method: "POST", authorization: "Bearer secret" });
	expect(JSON.parse(worker.asked[0]?.lines.join("") ?? "")).toEqual({
		for: "Anna",
		feeds: ["topics/ai", "topics/robotics"],
		expires: "2027-12-31",
	});
	expect(lines).toEqual([
		"These are the addresses for Anna. They are shown this once: whoever has one can read.",
		"",
		`  ${URL_OF_ANNA}`,
		`  ${URL_OF_ANNA}topics/ai.rss`,
		"",
		`To take them back: npm run newsstand -- token revoke ${ANNA.id} --to ${new URL(URL_OF_ANNA).origin}`,
	]);
});

test("without --feeds and --expires nothing is said of them", async () => {
	const { worker, run } = await site();
	await run("new", "--for", "Anna");
	expect(JSON.parse(worker.asked[0]?.lines.join("") ?? "")).toEqual({ for: "Anna" });
});

test("the list is a table: whose token, what it opens, since and until when", async () => {
	const { run } = await site();
	const { code, lines } = await run("list");
	expect(code).toBe(0);
	expect(lines.map((line) => line.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "<when>").split(/ {2,}/))).toEqual([
		["Token", "For", "Feeds", "Since", "Until", "Taken back"],
		[ANNA.id, "Anna", "topics/ai, topics/robotics", "<when>"],
		[BOB.id, "Bob", "all feeds", "<when>", "<when>"],
	]);
});

test("as long as nobody has a token it is said so", async () => {
	const { answers, run } = await site();
	answers["GET /api/subscribers"] = [200, { subscribers: [] }];
	expect(await run("list")).toEqual({ code: 0, lines: ["Nobody was given a token yet."], failures: [] });
});

test("a token is taken back by its id or the beginning of it", async () => {
	const { worker, run } = await site();
	expect((await run("revoke", "0123")).lines).toEqual(["The token of Anna opens nothing any more."]);
	expect(worker.asked.at(-1)).toMatchObject({ method: "DELETE", path: `/api/subscribers/${ANNA.id}` });
});

test("a token that is not there, or not only one, is one line, and nothing is taken back", async () => {
	const { worker, run } = await site();
	expect((await run("revoke", "01")).failures).toEqual([expect.stringContaining("several tokens begin with 01")]);
	expect((await run("revoke", "7")).failures).toEqual([expect.stringContaining("There is no token 7.")]);
	expect(worker.asked.filter(({ method }) => method === "DELETE")).toEqual([]);
});

test.each([
	[["new"], "Whom is the token for? Usage: "],
	[["new", "--for", " "], "Whom is the token for? Usage: "],
	[["new", "Anna"], "Usage: "],
	[["new", "--for", "Anna", "more"], "Usage: "],
	[["revoke"], "Whose token? "],
	[["revoke", "one", "two"], "One token at a time. Usage: "],
	[["list", "all"], "Usage: "],
	[["list", "--for", "Anna"], "belong to a new token. Usage: "],
	[["give"], "Usage: "],
	[[], "Usage: "],
	[["--wrong"], "Unknown option '--wrong'. Usage: "],
])("%j is one line that says what to do", async (args, failure) => {
	const { worker, run } = await site();
	expect(await run(...args)).toEqual({ code: 1, lines: [], failures: [expect.stringContaining(failure)] });
	expect(worker.asked).toEqual([]);
});

test("what the site refuses is said in its words: a wrong feed, a secret that is not set", async () => {
	const { answers, run } = await site();
	answers["POST /api/subscribers"] = [400, { error: "`feeds` is no feed; write topics/ai." }];
	expect(await run("new", "--for", "Anna", "--feeds", "ai")).toEqual({
		code: 1,
		lines: [],
		failures: ["`feeds` is no feed; write topics/ai."],
	});
	answers["POST /api/subscribers"] = [503, { error: "Private feeds are switched off: set the secret." }];
	expect((await run("new", "--for", "Anna")).failures).toEqual(["Private feeds are switched off: set the secret."]);
});

test("a request for a new token is made once, though it fails: a second would make another token", async () => {
	const { worker, answers, run } = await site();
	answers["POST /api/subscribers"] = [500, { error: "Something went wrong here." }];
	expect((await run("new", "--for", "Anna")).code).toBe(1);
	expect(worker.asked).toHaveLength(1);
});

test("without --to the site on this machine is meant", async () => {
	expect(await readTokenOptions(["list"], "/nowhere")).toMatchObject({ site: "http://localhost:8787", action: "list" });
});

test("a name from outside cannot command the terminal", async () => {
	const { answers, run } = await site();
	answers["GET /api/subscribers"] = [200, { subscribers: [{ ...ANNA, for: "\x1b[2JAnna\r\n" }] }];
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
	for (const line of (await run("list")).lines) expect(line).not.toMatch(/[\x00-\x1f]/);
});
