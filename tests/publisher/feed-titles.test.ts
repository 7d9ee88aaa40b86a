import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { FeedLabels } from "../../src/publisher/catalog/feed-labels.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, publish } from "./newsroom.ts";

test("after an upgrade, providers are found by name", async () => {
	await publish(
		article("tide", { provider: { name: "The Gazette", domain: "gazette.example" } }),
		article("quay", { provider: { name: "Herald" } }),
	);
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const labels = new FeedLabels(sql);
		sql.exec("UPDATE label SET key = NULL");
		expect(labels.findFeedByName("providers", "the gazette")).toBeUndefined();
		labels.fill();
		expect(labels.findFeedByName("providers", "the gazette")).toBe("providers/gazette.example");
		expect(labels.findFeedByName("topics", "the gazette")).toBeUndefined();
		// Names that can be derived from the feed's URL do not get a key.
		expect(sql.exec("SELECT feed FROM label WHERE key IS NOT NULL").toArray()).toEqual([
			{ feed: "providers/gazette.example" },
		]);
	});
});
