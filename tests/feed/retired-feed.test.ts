import { expect, test } from "vitest";
import { retirementEntry } from "../../src/feed/retired-feed.ts";

const SITE = {
	url: "https://gazette.example",
	title: "Gazette",
	description: "",
	language: "de",
	timeZone: "UTC",
	feedSize: 50,
	hub: null,
};

test("the last entry of a retired feed names the feed that replaces it, and has a stable guid", () => {
	const since = Date.UTC(2026, 11, 1);
	const alone = retirementEntry({ feed: "topics/küste", since }, SITE);
	expect(alone).toMatchObject({
		guid: "https://gazette.example/topics/k%C3%BCste#ended",
		link: "https://gazette.example/",
		language: "en",
		published: since,
		updated: since,
	});
	expect(alone.excerpt).toContain("https://gazette.example/");
	const followed = retirementEntry(
		{ feed: "topics/küste", since, successor: { feed: "topics/sea", name: "Sea" } },
		SITE,
	);
	expect(followed).toMatchObject({ guid: alone.guid, link: "https://gazette.example/topics/sea" });
	expect(followed.excerpt).toContain("“Sea”");
});
