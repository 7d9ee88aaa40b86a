import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { FeedTitles } from "../../src/publisher/catalog/feed-counts.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, publish } from "./newsroom.ts";

test("a site of an earlier release finds its providers by their names, too", async () => {
	await publish(
		article("tide", { provider: { name: "The Gazette", domain: "gazette.example" } }),
		article("quay", { provider: { name: "Herald" } }),
	);
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const titles = new FeedTitles(sql);
		sql.exec("DELETE FROM title");
		expect(titles.findFeedByName("providers", "the gazette")).toBeUndefined();
		titles.fill();
		expect(titles.findFeedByName("providers", "the gazette")).toBe("providers/gazette.example");
		expect(titles.findFeedByName("topics", "the gazette")).toBeUndefined();
		// What addresses say already is not kept a second time.
		expect(sql.exec("SELECT feed FROM title").toArray()).toEqual([{ feed: "providers/gazette.example" }]);
	});
});
