import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { check } from "../../src/cli/check.ts";
import { publish } from "../../src/cli/publish.ts";
import { recordingTerminal } from "../cli/recording-terminal.ts";
import { MIXED_ARTICLES, MIXED_FOLDER, MIXED_OTHERS, MIXED_TOTALS } from "../mixed-folder.ts";
import { freePort, scratch, startReady, stop } from "./program.ts";
import { type Newsroom, openNewsroom } from "./webhook-newsroom.ts";

const folder = scratch();
const content = join(folder.path, "content");
let newsroom: Newsroom;

beforeAll(async () => {
	for (const [path, text] of Object.entries(MIXED_FOLDER)) {
		mkdirSync(dirname(join(content, path)), { recursive: true });
		writeFileSync(join(content, path), text);
	}
	const secrets = { PRIVATE_FEEDS_SECRET: "a secret of some length for private feeds", GITHUB_TOKEN: "github-token" };
	newsroom = await openNewsroom(await freePort(), [{ name: "acme/mixed" }], secrets);
	newsroom.of("acme/mixed").hosted.token = "github-token";
});
afterAll(async () => {
	await newsroom.close();
	folder.remove();
});

async function run(command: typeof check, ...args: string[]) {
	vi.stubEnv("PUBLISH_TOKEN", "token");
	const terminal = recordingTerminal();
	const code = await command(args, { root: folder.path, cwd: folder.path, terminal });
	return { code, output: terminal.lines.join("\n") };
}

/** Reads the site's totals from the API and the status page. */
async function siteTotals(): Promise<{ totals: unknown; page: string }> {
	const { totals } = (await (await newsroom.reader.api("status")).json()) as { totals: unknown };
	return { totals, page: await (await fetch(`${newsroom.site.url}/status`, { headers: LOGIN })).text() };
}

/** Returns the numbers on the status page, keyed by label. */
function factsOf(page: string): Record<string, number> {
	const facts = page.matchAll(/<dt>([^<]+)<\/dt><dd>(\d+)<\/dd>/g);
	return Object.fromEntries([...facts].map(([, name = "", count]) => [name, Number(count)]));
}

const LOGIN = { Authorization: `Basic ${Buffer.from(":token").toString("base64")}` };

test("check counts every file once", async () => {
	const { code, output } = await run(check, "--json", content);
	expect(code).toBe(1);
	expect(JSON.parse(output).totals).toEqual(MIXED_TOTALS);
	const { notArticles, notRead, files, ...articles } = MIXED_TOTALS;
	const all = [articles, notArticles, notRead].flatMap((counts) => Object.values(counts));
	expect(all.reduce((sum, count) => sum + count, 0)).toBe(files);
});

test("publish, the API and the status page have the same totals as check", async () => {
	for (const upload of [/^25 files uploaded$/m, /^Nothing to upload$/m]) {
		const { output } = await run(publish, content, "--to", newsroom.site.url);
		expect(output).toContain(`25 files: ${MIXED_ARTICLES}\n${MIXED_OTHERS}\n`);
		expect(output).toMatch(upload);
	}
	const { totals, page } = await siteTotals();
	expect(totals).toEqual(MIXED_TOTALS);
	const { published, members, drafts, scheduled, expired, duplicates, blocked, files } = MIXED_TOTALS;
	expect(factsOf(page)).toMatchObject({
		...{ "Public articles": published, "Members’ articles": members, Drafts: drafts, Scheduled: scheduled },
		...{ Expired: expired, Duplicates: duplicates, "With errors": blocked, "All files": files },
	});
	const answer = await newsroom.reader.api("sources", { method: "POST", body: "" });
	expect(await answer.json()).toMatchObject({ totals: MIXED_TOTALS });
});

test("the commit status of a push has the same totals as check", async () => {
	mkdirSync(join(folder.path, "empty"));
	await run(publish, join(folder.path, "empty"), "--remove", "--to", newsroom.site.url);
	expect((await siteTotals()).totals).toMatchObject({ files: 0, published: 0 });
	const news = newsroom.of("acme/mixed");
	await news.publish(MIXED_FOLDER);
	expect(news.hosted.statuses.at(-1)).toMatchObject({
		state: "failure",
		description: expect.stringMatching(`^${MIXED_ARTICLES}: `),
	});
	expect((await siteTotals()).totals).toEqual(MIXED_TOTALS);
});

test("npm start has the same totals as check", async () => {
	const port = await freePort();
	const program = await startReady("--port", String(port), "--state", join(folder.path, "state"), content);
	expect(program.output()).toContain(`25 files: ${MIXED_ARTICLES}\n${MIXED_OTHERS}\n25 files uploaded\n`);
	await stop(program, port);
});
