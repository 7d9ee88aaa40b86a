import { reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inTurn } from "../../src/article/folder-defaults.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import type { Change } from "../../src/publisher/write/apply.ts";
import type { JsonFeed } from "../../src/renditions/json.ts";
import { subscribe } from "../routes/subscribing.ts";
import { article, get, publish, settle, source, titles } from "./newsroom.ts";

beforeEach(() => publish(article("open")));
afterEach(reset);

const OWN = { title: "Quicksilver", date: "2026-05-04", topics: ["Mercury"] };
const own = source("vip/quicksilver.md", OWN, "Quicksilver flows.");
const members = { path: "vip/_defaults.yaml", text: "audience: members\n" };
const unreadable = (path: string): Change => ({
	...{ path, hash: "b".repeat(40) },
	fault: { line: null, message: "It cannot be read.", hint: "Fix it." },
});

/** All public paths that list articles, feeds or URLs. */
const PUBLIC = [
	...["/", "/topics", "/providers", "/feeds.json", "/feeds.opml", "/sitemap.xml"],
	...["/feed", "/feed.rss", "/feed.atom", "/feed.json", "/topics/harbour.atom"],
	...["/select.json?q=flows", "/select.atom?q=flows", "/api/news/", "/feed/archive/2026-05.rss"],
];

/** Paths that exist only for members. To the public, they must look like unknown paths. */
const CLOSED = ["/articles/quicksilver", "/articles/quicksilver-7", "/topics/mercury", "/topics/mercury.atom"];

/** Returns the public paths whose content reveals a members' article. */
async function leaks(): Promise<string[]> {
	const open = PUBLIC.map(async (path) => (/quicksilver|mercury/i.test(await (await get(path)).text()) ? [path] : []));
	const closed = CLOSED.map(async (path) => ((await get(path)).status === 404 ? [] : [path]));
	return (await Promise.all([...open, ...closed])).flat();
}

test.each<[string, Change]>([
	["empty", { path: "vip/_defaults.yaml", text: "" }],
	["UTF-16 decoded as UTF-8", { path: "vip/_defaults.yaml", text: [..."audience: members"].join("\0") }],
	["broken YAML", { path: "vip/_defaults.yaml", text: "provider: [\n" }],
	["larger than 1 MiB", { path: "vip/_defaults.yaml", text: `audience: members\n${"# long\n".repeat(160_000)}` }],
	["not UTF-8 text", unreadable("vip/_defaults.yaml")],
	["in an unreadable .YML file", unreadable("vip/_Defaults.YML")],
])("if folder defaults are %s, new articles in the folder stay private", async (_, change) => {
	const { problems } = await publish(own, change);
	expect(problems.map(({ severity, path }) => [severity, path])).toContainEqual(["error", change.path]);
	expect(problems).toMatchObject(expect.arrayContaining([expect.objectContaining({ path: own.path })]));
	expect(await titles("feed")).toEqual(["Title of open"]);
	expect(await leaks()).toEqual([]);
});

test("folder defaults stay in force if their file becomes unreadable", async () => {
	await publish({ path: members.path, text: "audience: members\nprovider: gazette.example\n" }, own);
	const anna = await subscribe();
	await publish(unreadable(members.path), source("vip/second.md", { ...OWN, title: "Quicksilver 2" }));
	const { items } = await (await get(`${anna.base}/feed.json`)).json<JsonFeed>();
	expect(items.map(({ title }) => title).sort()).toEqual(["Quicksilver", "Quicksilver 2", "Title of open"]);
	expect(await leaks()).toEqual([]);
});

test("when a public folder's defaults become unreadable, new articles are blocked, because the folder may now be for members", async () => {
	await publish({ path: members.path, text: "provider: gazette.example\n" }, article("vip/old"));
	await publish(unreadable(members.path), own);
	expect((await titles("feed")).sort()).toEqual(["Title of open", "Title of vip/old"]);
	// An unreadable defaults file blocks articles only if it might set an audience, which this file cannot.
	await publish({ path: members.path, text: "provider: [\n" }, article("vip/new"));
	await publish({ path: "news/_defaults.yaml", text: "provider: gazette.example\n" });
	await publish({ path: "news/_defaults.yaml", text: "provider: [\n" }, article("news/new"));
	expect(await titles("feed")).toContain("Title of news/new");
});

test("fixing the defaults publishes blocked articles", async () => {
	await publish(unreadable(members.path), own);
	await publish({ path: members.path, text: "audience: public\n" });
	await settle();
	expect(await titles("feed")).toContain("Quicksilver");
	// Check that `leaks` would find a leak.
	expect((await leaks()).length).toBeGreaterThan(10);
});

test.each([
	["a second file extension", "vip/_defaults.yml"],
	["a name in different case", "vip/_Defaults.yaml"],
	["a folder in different case", "VIP/_defaults.yaml"],
])(
	"if a folder has two defaults files (%s), the strictest audience applies, and both are reported",
	async (_, path) => {
		for (const first of ["public", "members"]) {
			const second = first === "public" ? "members" : "public";
			const changes = [
				{ path: members.path, text: `audience: ${first}\n` },
				{ path, text: `audience: ${second}\n` },
			];
			const { problems } = await publish(...changes, own);
			for (const one of [members.path, path]) {
				const named = problems.find((problem) => problem.path === one && problem.severity === "error");
				expect(named?.message).toContain(members.path);
				expect(named?.message).toContain(path);
			}
			expect(await leaks()).toEqual([]);
			expect(await publisherOf(env).problems()).toMatchObject([{ severity: "error" }, { severity: "error" }]);
		}
		// Once the second file is deleted, only the first one applies.
		await publish({ path, deleted: true }, { path: members.path, text: "audience: public\n" });
		await settle();
		expect(await titles("feed")).toContain("Quicksilver");
	},
);

test("if two defaults files of a folder disagree on whether the folder is published, the folder is not published", async () => {
	await publish(
		{ path: "pro/_defaults.yaml", text: "draft: true\n" },
		{ path: "pro/_defaults.yml", text: "provider: gazette.example\n" },
		article("pro/tide"),
	);
	await settle();
	expect(await titles("feed")).toEqual(["Title of open"]);
});

test("if a folder becomes members-only, so do existing articles in a folder whose name differs only in case", async () => {
	await publish(own);
	await publish({ path: "VIP/_defaults.yaml", text: "audience: members\n" });
	await settle();
	expect(await titles("feed")).toEqual(["Title of open"]);
});

const FOLDER = Array.from({ length: 600 }, (_, index) => {
	return source(`vip/quicksilver-${index}.md`, { ...OWN, title: `Quicksilver ${index}` }, "Quicksilver flows.");
});

/** Splits the changes of a push into batches, as the Reconciler does. */
function batches(changes: Change[]): Change[][] {
	const all = inTurn(changes, (change) => ({ path: change.path, deleted: "deleted" in change }));
	return Array.from({ length: Math.ceil(all.length / 500) }, (_, index) => all.slice(index * 500, index * 500 + 500));
}

async function push(changes: Change[], between: () => Promise<void>): Promise<void> {
	const parts = batches(changes);
	for (const [index, part] of parts.entries()) {
		await publisherOf(env).apply(part, "git:news", index < parts.length - 1);
		await between();
	}
}

test.each([true, false])(
	"renaming a members' folder with 600 articles leaves no public trace (batch abandoned: %s)",
	async (isGivenUp) => {
		const publisher = publisherOf(env);
		const look = async () => {
			// The owner of the batch has crashed, so the site stops waiting for the rest of the batch.
			if (isGivenUp)
				await runInDurableObject(publisher, (_, { storage }) => void storage.sql.exec("UPDATE hold SET until = 1"));
			for (let run = 0; run < 5; run++) await runDurableObjectAlarm(publisher);
			expect(await leaks()).toEqual([]);
		};
		await push([...FOLDER, members], look);
		await settle();
		const moved = FOLDER.map(({ path, text }) => ({ path: path.replace("vip/", "club/"), text }));
		const gone = [...FOLDER, members].map(({ path }): Change => ({ path, deleted: true }));
		await push([...gone, ...moved, { ...members, path: "club/_defaults.yaml" }], look);
		await settle();
		expect(await leaks()).toEqual([]);
		expect((await publisher.report()).counts).toMatchObject({ articles: 1, membersArticles: 600 });
		const tombstones = await runInDurableObject(publisher, (_, { storage }) =>
			storage.sql.exec("SELECT * FROM tombstone UNION ALL SELECT * FROM past_address").toArray(),
		);
		expect(tombstones).toEqual([]);
	},
	60_000,
);

test("a folder that becomes public while its private articles are deleted never shows them, even if the batch is not completed", async () => {
	const publisher = publisherOf(env);
	await publish(members, ...FOLDER.slice(0, 300));
	const opened = { path: members.path, text: "audience: public\n" };
	await publisher.apply(
		[opened, ...FOLDER.slice(0, 100).map(({ path }) => ({ path, deleted: true as const }))],
		"token:test",
		true,
	);
	await runInDurableObject(publisher, (_, { storage }) => void storage.sql.exec("UPDATE hold SET until = 1"));
	await settle();
	expect(await leaks()).toEqual([]);
	await publish(...FOLDER.slice(100, 299).map(({ path }) => ({ path, deleted: true as const })));
	await settle();
	expect((await titles("feed")).sort()).toEqual(["Quicksilver 299", "Title of open"]);
});

test("a scheduled article that has not been parsed again stays private if its folder has become members-only", async () => {
	const soon = new Date(Date.now() + 1500).toISOString();
	await publish(source("vip/quicksilver.md", { ...OWN, date: soon }));
	await publisherOf(env).apply([members], "token:test", true);
	await expect.poll(() => Date.now(), { timeout: 5000 }).toBeGreaterThan(Date.parse(soon));
	await publisherOf(env).apply([article("second")], "token:other");
	await runDurableObjectAlarm(publisherOf(env));
	expect(await leaks()).toEqual([]);
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		const articles = storage.sql.exec("SELECT path FROM article ORDER BY path").toArray();
		expect(articles).toEqual([{ path: "open.md" }, { path: "second.md" }]);
	});
});

test("the report lists articles that were public because of unreadable or duplicate defaults", async () => {
	const report = async () => (await publisherOf(env).report()).exposures;
	await publish(own, article("pro/tide"), { path: "pro/_defaults.yaml", text: "audience: public\n" });
	expect(await report()).toEqual([]);
	await publish(unreadable(members.path), { path: "pro/_defaults.yml", text: "audience: members\n" });
	await settle();
	const [vip, pro] = [
		{ folder: "vip", files: [members.path], reason: "unreadable", count: 1, articles: [own.path] },
		{
			folder: "pro",
			files: ["pro/_defaults.yaml", "pro/_defaults.yml"],
			reason: "duplicate",
			count: 1,
			articles: ["pro/tide.md"],
		},
	];
	expect(await report()).toEqual([vip, pro]);
	const asked = await get("/status", { headers: { Authorization: "Bearer test-token" } });
	expect(asked.status).toBe(200);
	const page = await asked.text();
	for (const path of [own.path, "pro/tide.md", "pro/_defaults.yml"]) expect(page).toContain(path);
	await publish(members, { path: "pro/_defaults.yaml", deleted: true });
	await settle();
	expect(await report()).toEqual([]);
});
