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

test("token new prints the links once and says how to revoke the token", async () => {
	const { worker, run } = await site();
	const { code, lines } = await run(
		...["new", "--for", "Anna", "--feeds", "topics/ai, topics/robotics", "--expires", "2027-12-31"],
	);
	expect(code).toBe(0);
	expect(worker.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
	expect(worker.asked[0]).toMatchObject({ method: "POST", authorization: "Bearer secret" });
	expect(JSON.parse(worker.asked[0]?.lines.join("") ?? "")).toEqual({
		for: "Anna",
		feeds: ["topics/ai", "topics/robotics"],
		expires: "2027-12-31",
	});
	expect(lines).toEqual([
		"Private feed links for Anna. They won't be shown again. Anyone with a link can read the feed.",
		"",
		`  ${URL_OF_ANNA}`,
		`  ${URL_OF_ANNA}topics/ai.rss`,
		"",
		`To revoke them: npm run newsstand -- token revoke ${ANNA.id} --to ${new URL(URL_OF_ANNA).origin}`,
	]);
});

test("token new warns if the site does not have one of the feeds", async () => {
	const { answers, run } = await site();
	const rss = "https://news.example.org/topics/node.rss";
	answers["GET /feeds.json"] = [200, { feeds: [{ name: "topics/node", count: 1, rss }] }];
	const { code, lines } = await run("new", "--for", "Anna", "--feeds", "topics/nope,topics/node");
	expect(code).toBe(0);
	expect(lines.filter((line) => line.startsWith("Warning"))).toEqual([
		"Warning: the site does not have a public feed topics/nope. Did you mean topics/node? The private feed stays empty until there are articles for it.",
	]);
});

test("feeds and expiry are sent only if their options are set", async () => {
	const { worker, run } = await site();
	await run("new", "--for", "Anna");
	expect(JSON.parse(worker.asked[0]?.lines.join("") ?? "")).toEqual({ for: "Anna" });
});

test("tokens are listed as a table", async () => {
	const { run } = await site();
	const { code, lines } = await run("list");
	expect(code).toBe(0);
	expect(lines.map((line) => line.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "<when>").split(/ {2,}/))).toEqual([
		["Token", "For", "Feeds", "Created", "Expires", "Revoked"],
		[ANNA.id, "Anna", "topics/ai, topics/robotics", "<when>"],
		[BOB.id, "Bob", "all feeds", "<when>", "<when>"],
	]);
});

test("if there are no tokens, token list says so", async () => {
	const { answers, run } = await site();
	answers["GET /api/subscribers"] = [200, { subscribers: [] }];
	expect(await run("list")).toEqual({ code: 0, lines: ["There are no private feed links yet."], failures: [] });
});

test("a token can be revoked by its ID or the beginning of its ID", async () => {
	const { worker, run } = await site();
	expect((await run("revoke", "0123")).lines).toEqual(["Revoked: the private feed links of Anna no longer work."]);
	expect(worker.asked.at(-1)).toMatchObject({ method: "DELETE", path: `/api/subscribers/${ANNA.id}` });
});

test("an unknown or ambiguous ID causes a one-line error, and no token is revoked", async () => {
	const { worker, run } = await site();
	expect((await run("revoke", "01")).failures).toEqual([expect.stringContaining("Several token IDs start with 01")]);
	expect((await run("revoke", "7")).failures).toEqual([expect.stringContaining("There is no token 7.")]);
	expect(worker.asked.filter(({ method }) => method === "DELETE")).toEqual([]);
});

test.each([
	[["new"], "Use --for NAME to say who the link is for. Usage: "],
	[["new", "--for", " "], "Use --for NAME to say who the link is for. Usage: "],
	[["new", "Anna"], "Usage: "],
	[["new", "--for", "Anna", "more"], "Usage: "],
	[["revoke"], "Specify the token to revoke"],
	[["revoke", "one", "two"], "Specify only one token. Usage: "],
	[["list", "all"], "Usage: "],
	[["list", "--for", "Anna"], "only work with `token new`. Usage: "],
	[["give"], 'Unknown command "token give". Usage: '],
	[["revok", "01"], 'Unknown command "token revok". Did you mean revoke? Usage: '],
	[[], "Usage: "],
	[["--wrong"], 'Unknown option "--wrong". Usage: '],
])("%j causes a one-line error with the right usage", async (args, failure) => {
	const { worker, run } = await site();
	expect(await run(...args)).toEqual({ code: 1, lines: [], failures: [expect.stringContaining(failure)] });
	expect(worker.asked).toEqual([]);
});

test("if the site rejects a request, its error message is shown", async () => {
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

test("token new is never retried, because a second request would create another token", async () => {
	const { worker, answers, run } = await site();
	answers["POST /api/subscribers"] = [500, { error: "Something went wrong here." }];
	expect((await run("new", "--for", "Anna")).code).toBe(1);
	expect(worker.asked).toHaveLength(1);
});

test("without --to, token uses the local site", async () => {
	expect(await readTokenOptions(["list"], "/nowhere")).toMatchObject({ site: "http://localhost:8787", action: "list" });
});

test("control characters in a name do not reach the terminal", async () => {
	const { answers, run } = await site();
	answers["GET /api/subscribers"] = [200, { subscribers: [{ ...ANNA, for: "\x1b[2JAnna\r\n" }] }];
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the output must not contain them
	for (const line of (await run("list")).lines) expect(line).not.toMatch(/[\x00-\x1f]/);
});
