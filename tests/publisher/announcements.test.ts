import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Announcement, Announcements } from "../../src/publisher/flush/announcements.ts";
import { Meta } from "../../src/publisher/meta.ts";

const NOW = Date.now();

/** Runs a test with the Publisher's list of pending announcements. */
function withList<T>(test: (list: Announcements) => Promise<T>): Promise<T> {
	return runInDurableObject(env.PUBLISHER.getByName(crypto.randomUUID()), async (_, { storage }) => {
		return test(new Announcements(storage.sql, new Meta(storage.sql)));
	});
}

/** Runs the list once, and returns the announcements that it sends. */
async function told(list: Announcements): Promise<Announcement[]> {
	const all: Announcement[] = [];
	await list.run(async (announcements) => void all.push(...announcements));
	return all;
}

test("each feed is announced once, and the announcement says whether the feed's stored bytes changed", () =>
	withList(async (list) => {
		list.note([{ feed: "feed", isWritten: true }], NOW);
		list.note(
			[
				{ feed: "topics/ai", isWritten: false },
				{ feed: "feed", isWritten: false },
			],
			NOW,
		);
		list.note([], NOW);
		expect(await told(list)).toEqual([
			{ feed: "feed", isWritten: true },
			{ feed: "topics/ai", isWritten: false },
		]);
		expect(await told(list)).toEqual([]);
		expect(list.next()).toBeNull();
	}));

test("an announcement that failed is sent again together with newer announcements", () =>
	withList(async (list) => {
		list.note([{ feed: "feed", isWritten: true }], NOW);
		await list.run(() => Promise.reject(new Error("not now")));
		expect(list.next()).toBeGreaterThan(NOW);
		expect(await told(list), "not immediately").toEqual([]);
		list.note([{ feed: "feed", isWritten: false }], NOW);
		expect(await told(list)).toEqual([{ feed: "feed", isWritten: true }]);
	}));
