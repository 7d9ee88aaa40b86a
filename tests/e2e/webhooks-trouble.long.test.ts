import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiAnswer, json } from "./git-api.ts";
import { startGitHost } from "./git-host.ts";
import { freePort, until } from "./program.ts";
import { type FollowTarget, type Newsroom, openNewsroom } from "./webhook-newsroom.ts";
import { fromGithub, send } from "./webhook-sender.ts";

let newsroom: Newsroom;
beforeAll(async () => {
	const names = [
		"truncated",
		"used-up",
		"too-many",
		"failing",
		"moved",
		"garbled",
		"swapped",
		"slow",
		"late",
		"never",
		"hanging",
	];
	newsroom = await openNewsroom(
		await freePort(),
		names.map((name) => ({ name: `acme/${name}` })),
	);
});
afterAll(() => newsroom.close());

test("if GitHub truncates a tree, the site lists the tree folder by folder until it is complete", async () => {
	const news = newsroom.of("acme/truncated");
	news.hosted.treeLimit = 5;
	const files = ["a", "a/b", "a/b/c", "d", "e/f"].flatMap((folder) =>
		[1, 2, 3].map((number) => [`${folder}/${number}.md`, news.article(`${folder} ${number}`)]),
	);
	expect(await news.publish(Object.fromEntries(files))).toMatchObject({ state: "done", added: 15 });
	expect(await news.titles()).toHaveLength(15);
	news.hosted.treeLimit = Number.POSITIVE_INFINITY;
	await news.git.remove("a/b");
	expect(await news.publish({})).toMatchObject({ state: "done", removed: 6 });
});

test("a rate limit delays the job until the limit resets, but no longer", async () => {
	const news = newsroom.of("acme/used-up");
	await news.git.publish({ "a.md": news.article("Patient") });
	const reset = Math.ceil(Date.now() / 1000) + 2;
	const headers = { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(reset) };
	news.hosted.nextAnswers.push({ status: 403, headers, body: '{"message":"API rate limit exceeded"}' });
	const { job = "" } = await send(newsroom.site.url, await news.delivery());
	const waiting = await newsroom.reader.whenJob(job, ({ reason }) => reason !== null);
	expect(waiting.reason).toContain("does not accept any more requests right now");
	expect(Date.parse(waiting.due ?? "")).toBe(reset * 1000);
	expect(news.hosted.requests).toHaveLength(1);
	expect(await newsroom.reader.settled(job)).toMatchObject({ state: "done", reason: null, added: 1 });
	expect(Date.now()).toBeGreaterThanOrEqual(reset * 1000);
	expect(await news.titles()).toEqual(["Patient"]);
});

test("a 429 between files delays the job by Retry-After, and files are not fetched twice", async () => {
	const news = newsroom.of("acme/too-many");
	const files = Array.from({ length: 40 }, (_, index) => [`${index}.md`, news.article(`Article ${index}`)]);
	await news.git.publish(Object.fromEntries(files));
	const refusal = { status: 429, headers: { "Retry-After": "1" } };
	news.hosted.nextAnswers.push(...(await branchAndTree(news)), refusal);
	const { job = "" } = await send(newsroom.site.url, await news.delivery());
	const waiting = await newsroom.reader.whenJob(job, ({ reason }) => reason !== null);
	expect(waiting).toMatchObject({ state: "fetching", tries: 0 });
	expect(await newsroom.reader.settled(job)).toMatchObject({ state: "done", tries: 0, added: 40 });
	expect(news.hosted.requests.filter((request) => request.includes("/git/blobs/"))).toHaveLength(41);
	expect(await news.titles()).toHaveLength(40);
});

test("requests to a host that fails twice are retried", async () => {
	const news = newsroom.of("acme/failing");
	news.hosted.nextAnswers.push({ status: 500 }, { status: 502, body: "<h1>Bad gateway</h1>" });
	expect(await news.publish({ "a.md": news.article("At last") })).toMatchObject({
		state: "done",
		tries: 0,
		reason: null,
	});
	expect(news.hosted.nextAnswers).toEqual([]);
	expect(await news.titles()).toEqual(["At last"]);
});

test("after invalid or unexpected JSON, requests are retried, and no wrong content is published", async () => {
	const news = newsroom.of("acme/garbled");
	news.hosted.nextAnswers.push(
		{ status: 200, body: "<html>Maintenance</html>" },
		{ status: 200, body: '{"commit":{"sha":7}}' },
		{ status: 200, body: "null" },
	);
	expect(await news.publish({ "a.md": news.article("Clear") })).toMatchObject({ state: "done", reason: null });
	expect(news.hosted.nextAnswers).toEqual([]);
	expect(await news.titles()).toEqual(["Clear"]);
});

test("a push that the host's API does not return immediately is found a little later", async () => {
	const news = newsroom.of("acme/slow");
	await news.publish({ "a.md": news.article("Old") });
	const [old] = await branchAndTree(news);
	await news.git.publish({ "a.md": news.article("New") });
	if (old) news.hosted.nextAnswers.push(old);
	expect(await news.told()).toMatchObject({ state: "done", changed: 1, commit: await news.git.objects.head("main") });
	expect(news.hosted.nextAnswers).toEqual([]);
	expect(await news.titles()).toEqual(["New"]);
});

test("webhooks in reverse order publish the newest commit, even if the host returns an older commit for a while", async () => {
	const news = newsroom.of("acme/late");
	await news.publish({ "a.md": news.article("First") });
	const older = await news.git.publish({ "a.md": news.article("Older") });
	const late = await news.delivery();
	const newest = await news.git.publish({ "a.md": news.article("Newest") });
	news.hosted.nextHeads.push(older, older);
	const { job: first = "" } = await send(newsroom.site.url, await news.delivery());
	const { job: second = "" } = await send(newsroom.site.url, late);
	expect(await newsroom.reader.settled(first)).toMatchObject({ state: "done", commit: newest, reason: null });
	expect(await newsroom.reader.settled(second)).toMatchObject({ state: "done", commit: newest, reason: null });
	expect(news.hosted.nextHeads).toEqual([]);
	expect(await news.titles()).toEqual(["Newest"]);
});

test("an unresponsive host delays only its own repository", async () => {
	const [hanging, healthy] = [newsroom.of("acme/hanging"), newsroom.of("acme/failing")];
	await hanging.git.publish({ "a.md": hanging.article("Late") });
	const [branch] = await branchAndTree(hanging);
	if (branch) hanging.hosted.nextAnswers.push(branch, "hang");
	const { job = "" } = await send(newsroom.site.url, await hanging.delivery());
	await until(() => hanging.hosted.nextAnswers.length === 0);
	expect(await healthy.publish({ "b.md": healthy.article("Meanwhile") })).toMatchObject({ state: "done", added: 1 });
	expect(await healthy.titles()).toContain("Meanwhile");
	expect(await newsroom.reader.job(job), "the job is still waiting for its first response").toMatchObject({
		state: "looking",
		reason: null,
	});
	expect(await newsroom.reader.settled(job)).toMatchObject({ state: "done", added: 1 });
});

test("the request for the newest commit times out after five seconds", async () => {
	const news = newsroom.of("acme/hanging");
	await news.git.publish({ "a.md": news.article("Later") });
	news.hosted.nextAnswers.push("hang");
	const { job = "" } = await send(newsroom.site.url, await news.delivery());
	const failed = await newsroom.reader.whenJob(job, ({ reason }) => reason !== null);
	expect(failed.reason).toContain("did not respond within 5 seconds");
	expect(await newsroom.reader.settled(job)).toMatchObject({ state: "done", changed: 1 });
});

test("a file whose text does not match its hash is not published", async () => {
	const news = newsroom.of("acme/swapped");
	await news.git.publish({ "a.md": news.article("True") });
	news.hosted.nextAnswers.push(...(await branchAndTree(news)), { status: 200, body: news.article("False") });
	expect(await news.told()).toMatchObject({ state: "done", added: 1 });
	expect(news.hosted.nextAnswers).toEqual([]);
	expect(await news.titles()).toEqual(["True"]);
});

test.each([301, 302, 307])(
	"a %i from the API is not followed, and the token is not sent anywhere else",
	async (status) => {
		const news = newsroom.of("acme/moved");
		const elsewhere = await startGitHost();
		try {
			const Location = `${elsewhere.url}/repos/acme/moved/branches/main`;
			news.hosted.nextAnswers.push({ status, headers: { Location } });
			const parked = await news.publish({ "a.md": news.article("Moved") });
			expect(parked.state).toBe("parked");
			expect(parked.reason).toContain("redirect");
			expect(parked.reason).toMatch(/`url`.*`branch`/);
			expect(elsewhere.requests).toEqual([]);
		} finally {
			await elsewhere.close();
		}
	},
);

test("external addresses in a payload are never contacted", async () => {
	const news = newsroom.of("acme/moved");
	const elsewhere = await startGitHost();
	try {
		const honest = await news.delivery();
		const body = JSON.parse(honest.body);
		for (const field of Object.keys(body.repository)) {
			if (field.endsWith("_url") && field !== "html_url") body.repository[field] = `${elsewhere.url}/${field}`;
		}
		body.compare = elsewhere.url;
		const job = await news.told(fromGithub(JSON.stringify(body)));
		expect(job).toMatchObject({ state: "done", commit: await news.git.objects.head("main") });
		expect(await news.titles()).toEqual(["Moved"]);
		expect(elsewhere.requests).toEqual([]);
	} finally {
		await elsewhere.close();
	}
});

/** Returns the real responses to the first two requests, so that the next queued response is for the third request. */
async function branchAndTree({ git }: FollowTarget): Promise<ApiAnswer[]> {
	const sha = (await git.objects.head(git.branch)) ?? "";
	const tree = await git.objects.tree(sha, "", true);
	return [json({ name: git.branch, commit: { sha } }), json({ sha, tree, truncated: false })];
}
