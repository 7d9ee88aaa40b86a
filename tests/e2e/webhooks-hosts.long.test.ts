import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlFaults } from "../browser/html-faults.ts";
import { json } from "./git-api.ts";
import { freePort, until } from "./program.ts";
import { type Newsroom, openNewsroom } from "./webhook-newsroom.ts";
import { fromGitlab } from "./webhook-sender.ts";

const TOKENS = {
	GITHUB_TOKEN: "github-token",
	GITLAB_TOKEN: "gitlab-token",
	FORGEJO_TOKEN: "forgejo-token",
	WRONG_TOKEN: "mistyped",
};

let newsroom: Newsroom;
beforeAll(async () => {
	const plans = [
		{ name: "acme/open", token: "NO_TOKEN" },
		{ name: "acme/secret" },
		{ name: "acme/mistyped", token: "WRONG_TOKEN" },
		{ name: "acme/locked", token: "NO_TOKEN" },
		{ name: "acme/one" },
		{ name: "acme/two" },
		{ name: "acme/known" },
		{ name: "acme/steady" },
		{ name: "acme/press/lab", kind: "gitlab", branch: "trunk", folder: "docs/news" } as const,
		{ name: "acme/berg", kind: "forgejo", folder: "news" } as const,
	];
	newsroom = await openNewsroom(await freePort(), plans, TOKENS);
	for (const { name, ...rest } of plans) {
		const kind = "kind" in rest ? rest.kind : "github";
		newsroom.of(name).hosted.token = `${kind}-token`;
	}
});
afterAll(() => newsroom.close());

test("a private repository is read with its token, and its commit gets a status with a link", async () => {
	const news = newsroom.of("acme/secret");
	news.hosted.isPrivate = true;
	const job = await news.publish({ "a.md": news.article("Hidden well"), "b.md": news.article("B") });
	expect(job).toMatchObject({ state: "done", added: 2 });
	expect(await news.titles()).toEqual(["B", "Hidden well"]);
	const [status, ...more] = news.hosted.statuses;
	expect(more).toEqual([]);
	expect(status).toMatchObject({ commit: job.commit, state: "success", context: "newsstand" });
	expect(status?.description).toContain("2 published");
	expect(status?.url).toBe(`${newsroom.site.url}/jobs/${job.id}`);
	const page = await fetch(status?.url ?? "");
	expect(page.status).toBe(200);
	expect(await htmlFaults(await page.text())).toEqual([]);
});

test("the commit status shows the path and line of an article's error, and the other articles are published", async () => {
	const news = newsroom.of("acme/secret");
	const job = await news.publish({ "bad.md": "---\ntitle: Bad\ndate: 2026-02-30\n---\n", "c.md": news.article("C") });
	expect(await news.titles()).toEqual(["B", "C", "Hidden well"]);
	const status = news.hosted.statuses.at(-1);
	expect(status).toMatchObject({ commit: job.commit, state: "failure" });
	expect(status?.description).toContain("bad.md:3");
	expect(status?.url).toBe(`${newsroom.site.url}/jobs/${job.id}`);
	const page = await (await fetch(status?.url ?? "")).text();
	expect(page).toContain("bad.md");
	expect(await htmlFaults(page)).toEqual([]);
});

test("an hourly check that finds no changes sets a commit status only if the result changes between success and failure", async () => {
	const news = newsroom.of("acme/steady");
	await news.publish({ "a.md": news.article("Steady") });
	const lookUntil = async (isOver: () => Promise<boolean>) => {
		await newsroom.reader.cron();
		await until(isOver);
	};
	const jobs = async () =>
		(await newsroom.reader.jobs()).filter(({ repository }) => repository.includes("acme/steady"));
	const asked = () => news.hosted.requests.filter((request) => request.includes("/branches/")).length;
	const before = asked();
	await lookUntil(async () => asked() > before && (await jobs()).length === 1);
	expect(news.hosted.statuses.map(({ state }) => state)).toEqual(["success"]);

	const sha = await news.git.objects.head("main");
	news.hosted.nextAnswers.push(json({ name: "main", commit: { sha } }), { status: 401 });
	await lookUntil(async () => (await jobs())[0]?.state === "parked");
	await until(() => news.hosted.statuses.length > 1);
	await lookUntil(async () => (await jobs())[0]?.state === "done");
	expect(news.hosted.statuses.map(({ state }) => state)).toEqual(["success", "failure", "success"]);
	for (const { url } of news.hosted.statuses) expect((await fetch(url)).status).toBe(200);
});

test("without a token, a public repository is published but gets no commit statuses", async () => {
	const news = newsroom.of("acme/open");
	expect(await news.publish({ "a.md": news.article("Open") })).toMatchObject({ state: "done", reason: null });
	expect(news.hosted.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
});

test("a wrong or missing token suspends the job with a reason that names the secret to set", async () => {
	const mistyped = newsroom.of("acme/mistyped");
	const refused = await mistyped.publish({ "a.md": mistyped.article("A") });
	expect(refused.state).toBe("parked");
	expect(refused.reason).toContain("WRONG_TOKEN");
	expect(refused.reason).not.toContain(TOKENS.WRONG_TOKEN);
	const locked = newsroom.of("acme/locked");
	locked.hosted.isPrivate = true;
	const unseen = await locked.publish({ "a.md": locked.article("A") });
	expect(unseen.state).toBe("parked");
	expect(unseen.reason).toContain("private");
});

test("two repositories are independent: a file deleted in one stays in the other", async () => {
	const [one, two] = [newsroom.of("acme/one"), newsroom.of("acme/two")];
	await one.publish({ "same.md": one.article("Of one") });
	await two.publish({ "same.md": two.article("Of two") });
	await one.git.remove("same.md");
	expect(await one.publish({})).toMatchObject({ state: "done", removed: 1 });
	expect([await one.titles(), await two.titles()]).toEqual([[], ["Of two"]]);
});

test("an article published through the API keeps its identity when it moves to a repository", async () => {
	const news = newsroom.of("acme/known");
	const { api, items, sources } = bound(newsroom);
	const [same, older] = [news.article("Same"), news.article("Older")];
	const lines = [
		{ path: "known/same.md", text: same },
		{ path: "known/changed.md", text: older },
	];
	const body = lines.map((line) => JSON.stringify(line)).join("\n");
	expect((await api("sources", { method: "POST", body })).status).toBe(200);
	await newsroom.reader.calm();
	const before = await items(news.label);
	const job = await news.publish({ "same.md": same, "changed.md": news.article("Newer") });
	expect(job).toMatchObject({ state: "done", problems: [] });
	const after = await items(news.label);
	expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
	expect(await news.titles()).toEqual(["Newer", "Same"]);
	const taken = await api("sources/known/same.md", { method: "DELETE" });
	expect(taken.status, "the repository would restore it").toBe(409);
	await news.git.remove("same.md");
	await news.publish({});
	expect([...(await sources("known/")).keys()]).toEqual(["known/changed.md"]);
});

function bound({ reader }: Newsroom) {
	return {
		api: reader.api.bind(reader),
		items: reader.items.bind(reader),
		sources: reader.sources.bind(reader),
	};
}

describe.each([
	{ host: "GitLab", name: "acme/press/lab", folder: "docs/news", good: "success", bad: "failed" },
	{ host: "Forgejo", name: "acme/berg", folder: "news", good: "success", bad: "failure" },
])("$host", ({ name, folder, good, bad }) => {
	test("a first push, an edit and a deletion are published, each with a commit status", async () => {
		const news = newsroom.of(name);
		news.hosted.isPrivate = true;
		await news.git.write("outside.md", news.article("Not news"));
		const files = Object.fromEntries(
			Array.from({ length: 120 }, (_, index) => [`${folder}/${index}.md`, news.article(`Article ${index}`)]),
		);
		expect(await news.publish(files)).toMatchObject({ state: "done", added: 120, problems: [] });
		expect((await newsroom.reader.sources(`${news.label}/`)).size).toBe(120);
		const edited = await news.publish({ [`${folder}/7.md`]: news.article("Edited") });
		expect(edited).toMatchObject({ state: "done", changed: 1, fetched: 1 });
		await news.git.remove(`${folder}/8.md`);
		await news.publish({ [`${folder}/bad.md`]: "---\ntitle: Bad\n---\n" });
		const held = [...(await newsroom.reader.sources(`${news.label}/`)).keys()];
		expect(held).not.toContain(`${news.label}/8.md`);
		expect(news.hosted.statuses.map(({ state }) => state)).toEqual([good, good, bad]);
		expect(news.hosted.statuses.at(-1)?.description).toContain(`${folder}/bad.md`);
	});

	test("a push to a deleted branch suspends the job", async () => {
		const news = newsroom.of(name);
		await news.git.deleteBranch();
		expect(await news.told()).toMatchObject({ state: "parked", removed: 0 });
	});
});

test("signed deliveries from GitLab work like deliveries with a token", async () => {
	const news = newsroom.of("acme/press/lab");
	await news.git.publish({ "docs/news/signed.md": news.article("Signed") });
	const delivery = fromGitlab(await news.pushed(), "signature");
	expect(await news.told(delivery)).toMatchObject({ state: "done", added: 1 });
});
