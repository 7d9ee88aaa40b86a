import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "./program.ts";
import { type Newsroom, openNewsroom } from "./webhook-newsroom.ts";
import { fromGithub, REAL_PUSH, send } from "./webhook-sender.ts";

let newsroom: Newsroom;
beforeAll(async () => {
	newsroom = await openNewsroom(await freePort(), [
		{ name: "Codertocat/Hello-World", branch: "master", folder: "content" },
		{ name: "acme/mixed", folder: "content" },
		...["edits", "renames", "rewrites", "branches", "fresh", "gone", "replays", "missed", "again", "folders"].map(
			(name) => ({
				name: `acme/${name}`,
			}),
		),
	]);
});
afterAll(() => newsroom.close());

test("GitHub's real payload of a first push publishes the content folder and nothing else", async () => {
	const news = newsroom.of("Codertocat/Hello-World");
	await news.git.publish({
		"content/tide.md": news.article("Tide"),
		"content/deep/er/ebb.md": news.article("Ebb"),
		"README.md": news.article("Not news"),
		"contents/near.md": news.article("Not news either"),
	});
	const job = await news.told(fromGithub(REAL_PUSH));
	expect(job).toMatchObject({ state: "done", cause: "push", added: 2, changed: 0, removed: 0, problems: [] });
	expect(await news.titles()).toEqual(["Ebb", "Tide"]);
	// The payload contains a commit from another repository, so it does not exist on this host.
	expect(job.reason).toContain(JSON.parse(REAL_PUSH).after.slice(0, 8));
	const heads = news.hosted.requests.filter((request) => request.includes("/branches/"));
	expect(heads, "one request and three retries").toHaveLength(4);
	expect([...(await newsroom.reader.sources("hello-world/")).keys()]).toEqual([
		"hello-world/deep/er/ebb.md",
		"hello-world/tide.md",
	]);
});

test("an edit is published, and only the edited file is fetched", async () => {
	const news = newsroom.of("acme/edits");
	await news.publish({ "a.md": news.article("Old"), "b.md": news.article("Other") });
	news.hosted.requests.length = 0;
	expect(await news.publish({ "a.md": news.article("New") })).toMatchObject({ state: "done", changed: 1, fetched: 1 });
	expect(news.hosted.requests.filter((request) => request.includes("/git/blobs/"))).toHaveLength(1);
	expect(await news.titles()).toEqual(["New", "Other"]);
});

test("deleting a file removes its article from feeds", async () => {
	const news = newsroom.of("acme/edits");
	await news.git.remove("b.md");
	expect(await news.publish({})).toMatchObject({ state: "done", removed: 1 });
	expect(await news.titles()).toEqual(["New"]);
});

test("an article that moves to a different file keeps its identity", async () => {
	const news = newsroom.of("acme/renames");
	await news.publish({ "draft.md": news.article("Tide") });
	const before = await newsroom.reader.items(news.label);
	await news.git.move("draft.md", "2026/tide.md");
	expect(await news.publish({})).toMatchObject({ state: "done", added: 1, removed: 1 });
	expect(await newsroom.reader.items(news.label)).toEqual(before);
	expect([...(await newsroom.reader.sources("renames/")).keys()]).toEqual(["renames/2026/tide.md"]);
});

test("a force-push to an older commit or a different history is published", async () => {
	const news = newsroom.of("acme/rewrites");
	const first = await news.git.publish({ "a.md": news.article("First") });
	await news.publish({ "a.md": news.article("Second"), "b.md": news.article("More") });
	expect(await news.titles()).toEqual(["More", "Second"]);
	await news.git.reset(first);
	await news.git.push({ force: true });
	expect(await news.told()).toMatchObject({ state: "done", commit: first });
	expect(await news.titles()).toEqual(["First"]);
	await news.git.write("c.md", news.article("Elsewhere"));
	await news.git.commit();
	await news.git.push({ force: true });
	expect((await news.told()).state).toBe("done");
	expect(await news.titles()).toEqual(["Elsewhere", "First"]);
});

test("a deleted branch unpublishes nothing and suspends the job; a new branch resumes the job", async () => {
	const news = newsroom.of("acme/branches");
	await news.publish({ "a.md": news.article("Stays") });
	await news.git.deleteBranch();
	const parked = await news.told();
	expect(parked).toMatchObject({ state: "parked", removed: 0 });
	expect(parked.reason).toContain("There is no branch main at https://github.com/acme/branches");
	expect(await news.titles()).toEqual(["Stays"]);
	expect(await news.publish({ "a.md": news.article("Is back") })).toMatchObject({ state: "done", changed: 1 });
	expect(await news.titles()).toEqual(["Is back"]);
});

test("an empty repository suspends the job; a retry after the first push publishes the repository", async () => {
	const news = newsroom.of("acme/fresh");
	const parked = await news.told();
	expect(parked.state).toBe("parked");
	expect(parked.reason).toContain("The repository is empty, deleted or private");
	await news.git.publish({ "a.md": news.article("First words") });
	expect((await newsroom.reader.api(`jobs/${parked.id}/retry`, { method: "POST" })).status).toBe(202);
	expect(await newsroom.reader.settled(parked.id)).toMatchObject({ state: "done", cause: "retry", added: 1 });
	expect(await news.titles()).toEqual(["First words"]);
});

test("redelivering a webhook retries its suspended job", async () => {
	const news = newsroom.of("acme/again");
	const delivery = await news.delivery();
	expect((await news.told(delivery)).state).toBe("parked");
	await news.git.publish({ "a.md": news.article("Delivered again") });
	expect(await news.told(delivery)).toMatchObject({ state: "done", cause: "push", added: 1 });
	expect(await news.titles()).toEqual(["Delivered again"]);
});

test("files in a renamed folder are not fetched again, and their articles keep their identity", async () => {
	const news = newsroom.of("acme/folders");
	const files = Object.fromEntries(
		Array.from({ length: 30 }, (_, index) => [`old/${index}.md`, news.article(`Article ${index}`)]),
	);
	await news.publish({
		...files,
		"old/bare.md": "# Bare\n\nText without front matter.\n",
	});
	const before = await newsroom.reader.items(news.label);
	news.hosted.requests.length = 0;
	await news.git.move("old", "new");
	expect(await news.publish({})).toMatchObject({ state: "done", added: 31, removed: 31, fetched: 31 });
	expect(news.hosted.requests.filter((request) => /blobs|commits/.test(request))).toEqual([]);
	expect(await newsroom.reader.items(news.label)).toEqual(before);
	expect([...(await newsroom.reader.sources("folders/")).keys()].every((path) => path.startsWith("folders/new/"))).toBe(
		true,
	);
});

test("a deleted repository unpublishes nothing and suspends the job", async () => {
	const news = newsroom.of("acme/gone");
	await news.publish({ "a.md": news.article("Stays") });
	news.hosted.isGone = true;
	expect(await news.told()).toMatchObject({ state: "parked", removed: 0 });
	expect(await news.titles()).toEqual(["Stays"]);
});

test("a repeated delivery does nothing, and a late delivery does not restore older content", async () => {
	const news = newsroom.of("acme/replays");
	await news.git.publish({ "a.md": news.article("Old") });
	const [first, late] = [await news.delivery(), await news.delivery()];
	const done = await news.told(first);
	await news.publish({ "a.md": news.article("New") });
	const before = await newsroom.reader.everyFeed();
	expect(await send(newsroom.site.url, first)).toEqual({
		status: 200,
		duplicate: true,
		job: `${newsroom.site.url}/jobs/${done.id}`,
	});
	expect(await news.told(late)).toMatchObject({ state: "done", added: 0, changed: 0, removed: 0 });
	expect(await newsroom.reader.everyFeed()).toEqual(before);
});

test("a push without a webhook is found by the cron", async () => {
	const news = newsroom.of("acme/missed");
	await news.git.publish({ "a.md": news.article("Found") });
	await newsroom.reader.cron();
	const jobs = await newsroom.reader.jobs();
	const job = jobs.find(({ repository }) => repository.includes("acme/missed"));
	expect(await newsroom.reader.settled(job?.id ?? "")).toMatchObject({ state: "done", cause: "schedule", added: 1 });
	expect(await news.titles()).toEqual(["Found"]);
});

test("symbolic links, submodules and binary, non-UTF-8 and huge files are reported; other files are published", async () => {
	const news = newsroom.of("acme/mixed");
	await news.git.link("content/link.md", "good.md");
	await news.git.submodule("content/module");
	await news.git.link("content/README.md", "good.md");
	const job = await news.publish({
		"content/good.md": news.article("Good"),
		"content/bad.md": "---\ntitle: [\n---\n",
		"content/picture.png": Uint8Array.of(0x89, 0x50, 0, 0xff),
		"content/binary.md": Uint8Array.of(0xff, 0xfe, 0, 1),
		"content/latin.md": Buffer.from(news.article("Caf\u00e9"), "latin1"),
		"content/CHANGELOG.md": "x".repeat(1024 * 1024 + 1),
		"content/LICENSE.txt": Buffer.from("Caf\u00e9", "latin1"),
		"content/pointer.md":
			"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
		"content/huge.md": news.article("Huge", { body: "x".repeat(1024 * 1024) }),
	});
	expect(job.state).toBe("done");
	expect(job.problems.map(({ path, line }) => [path, line]).sort()).toEqual([
		["content/bad.md", 2],
		["content/binary.md", 1],
		["content/huge.md", null],
		["content/latin.md", 2],
		["content/link.md", null],
		["content/pointer.md", 1],
	]);
	const pointer = job.problems.find(({ path }) => path === "content/pointer.md");
	expect(pointer?.message).toContain("Git LFS pointer");
	expect(await news.titles()).toEqual(["Good"]);
	expect(news.hosted.statuses, "there is no token").toEqual([]);
});
