import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { hashOf } from "../../src/publisher/write/sources.ts";
import { exported, imported } from "../api/backup.ts";
import { subscribe } from "../routes/subscribing.ts";
import { feed, get, publish, settle, source, titles } from "./newsroom.ts";

afterEach(reset);

const FIELDS = { title: "Tide", date: "2026-05-04", type: "note" };

/** Simulates an upgrade from a release that did not recognize these lines to the current release. */
async function upgrade(...lines: [path: string, line: string][]): Promise<void> {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		for (const [path, line] of lines) {
			sql.exec("UPDATE source SET text = replace(text, 'type: \"note\"', ?) WHERE path = ?", line, path);
		}
		sql.exec("UPDATE source SET read_with = '[3]'");
	});
	await settle();
}

async function listed() {
	return (await publisherOf(env).report()).unpublishing;
}

test.each([
	["Draft: true", "`Draft` keeps it unpublished."],
	["status: pending", "`status` keeps it unpublished."],
	["visibility: paid", "It is for members."],
	["publishDate: 2999-01-01", "It is scheduled for a later date."],
	["expirydate: 2026-05-05", "It has expired."],
])(
	"an article that an upgrade would unpublish because of %s stays published, and is listed, until its file changes",
	async (line, reason) => {
		await publish(source("tide.md", FIELDS, "Text."), source("open.md", { ...FIELDS, title: "Open" }));
		await upgrade(["tide.md", line]);
		expect((await titles("feed")).sort()).toEqual(["Open", "Tide"]);
		expect((await get("/articles/tide")).status).toBe(200);
		expect(await listed()).toEqual({ count: 1, listed: [{ path: "tide.md", reason }] });

		const text = `---\ntitle: Tide\ndate: 2026-05-04\n${line}\n---\nChanged.`;
		await publish({ path: "tide.md", text });
		expect(await titles("feed")).toEqual(["Open"]);
		expect(await listed()).toEqual({ count: 0, listed: [] });
	},
);

test("an article that an upgrade would unpublish stays published through further upgrades and changes to folder defaults", async () => {
	await publish(source("a/tide.md", FIELDS, "Text."));
	await upgrade(["a/tide.md", "unlisted: true"]);
	await upgrade();
	await publish({ path: "a/_defaults.yaml", text: "language: de\n" });
	expect(await titles("feed")).toEqual(["Tide"]);
	expect((await listed()).count).toBe(1);

	await publish({ path: "a/_defaults.yaml", text: "language: de\ndraft: true\n" });
	expect(await titles("feed")).toEqual([]);
	expect((await listed()).count).toBe(0);
});

test("folder defaults that are recognized only since an upgrade do not unpublish anything, but apply to new articles", async () => {
	await publish({ path: "a/_defaults.yaml", text: 'type: "note"\n' }, source("a/tide.md", FIELDS, "Text."));
	const anna = await subscribe();
	await upgrade(["a/_defaults.yaml", "Audience: members"]);
	expect(await titles("feed")).toEqual(["Tide"]);
	expect((await listed()).listed).toEqual([{ path: "a/tide.md", reason: "It is for members." }]);

	await publish(source("a/new.md", { ...FIELDS, title: "New" }, "Text."));
	expect(await titles("feed")).toEqual(["Tide"]);
	const own = await (await get(`${anna.base}/feed.json`)).json<{ items: { title: string }[] }>();
	expect(own.items.map(({ title }) => title).sort()).toEqual(["New", "Tide"]);
});

test("when the author changes folder defaults, articles are unpublished immediately", async () => {
	await publish({ path: "a/_defaults.yaml", text: "language: de\n" }, source("a/tide.md", FIELDS, "Text."));
	await publish({ path: "a/_defaults.yaml", text: "Status: draft\n" });
	expect(await titles("feed")).toEqual([]);
	expect((await listed()).count).toBe(0);
});

test("deleting an article's file unpublishes the article and removes it from the list", async () => {
	await publish(source("tide.md", FIELDS, "Text."));
	await upgrade(["tide.md", "hidden: yes"]);
	await publish({ path: "tide.md", deleted: true });
	expect((await feed("feed"))?.items).toEqual([]);
	expect((await listed()).count).toBe(0);
});

test.each([
	["unlisted: true", "`unlisted` keeps it unpublished."],
	["visibility: paid", "It is for members."],
	["publishDate: 2999-01-01", "It is scheduled for a later date."],
	["expirydate: 2026-05-04", "It has expired."],
])("an article with %s in a backup of an earlier release stays published, and is listed", async (line, reason) => {
	await publish(source("tide.md", FIELDS, "Text."), source("open.md", { ...FIELDS, title: "Open" }));
	const backup = await exported();
	await reset();
	// The earlier release published the file, so its article is in the backup.
	for (const record of backup.records.get("sources") ?? []) {
		if (record["path"] !== "tide.md") continue;
		record["text"] = String(record["text"]).replace('type: "note"', line);
		record["hash"] = hashOf(String(record["text"]));
	}
	await imported(backup);
	await settle();
	expect((await titles("feed")).sort()).toEqual(["Open", "Tide"]);
	expect((await get("/articles/tide")).status).toBe(200);
	expect(await listed()).toEqual({ count: 1, listed: [{ path: "tide.md", reason }] });

	const text = `---\ntitle: Tide\ndate: 2026-05-04\n${line}\n---\nChanged.`;
	await publish({ path: "tide.md", text });
	expect(await titles("feed")).toEqual(["Open"]);
	expect(await listed()).toEqual({ count: 0, listed: [] });
});

test("a draft in a backup stays unpublished, because it was never published", async () => {
	await publish(
		source("tide.md", { ...FIELDS, draft: true }, "Text."),
		source("open.md", { ...FIELDS, title: "Open" }),
	);
	const backup = await exported();
	await reset();
	await imported(backup);
	await settle();
	expect(await titles("feed")).toEqual(["Open"]);
	expect(await listed()).toEqual({ count: 0, listed: [] });
});

test("/status and /api/status list an article that an upgrade would unpublish, and the reason", async () => {
	await publish(source("tide.md", FIELDS, "Text."));
	const ask = (path: string) => get(path, { headers: { Authorization: "Bearer test-token" } });
	expect(await (await ask("/status")).text()).not.toContain("will be unpublished");
	await upgrade(["tide.md", "password: secret-word"]);
	const status = await (await ask("/api/status")).json<{ unpublishing: unknown }>();
	const reason = "`password` keeps it unpublished.";
	expect(status.unpublishing).toEqual({ count: 1, listed: [{ path: "tide.md", reason }] });
	const page = await (await ask("/status")).text();
	expect(page).toContain("Articles that will be unpublished");
	expect(page).toContain("<code>tide.md</code>");
	expect(page).not.toContain("secret-word");
});
