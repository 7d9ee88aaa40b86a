import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, feed, get, publish, source, titles } from "./newsroom.ts";

afterEach(reset);

const yaml = (path: string, ...lines: string[]) => ({ path, text: `${lines.join("\n")}\n` });
const names = async () => {
	const { feeds } = await (await get("/feeds.json")).json<{ feeds: { name: string }[] }>();
	return feeds.map((entry) => entry.name);
};

test("an article on a topic is also in the feeds of the topic's parents", async () => {
	await publish(
		yaml("topics/canvas.yaml", "name: Canvas apps", "parent: Power Apps"),
		yaml("topics/power.yaml", "name: Power Apps", "parent: Software"),
		article("a", { topics: ["canvas apps"] }),
	);
	for (const name of ["topics/canvas-apps", "topics/power-apps", "topics/software"]) {
		expect(await titles(name), name).toEqual(["Title of a"]);
	}
	expect((await feed("feed"))?.items[0]?.tags).toEqual(["Canvas apps"]);
	await publish(yaml("topics/canvas.yaml", "name: Canvas apps"));
	expect(await names()).toEqual(["feed", "providers/gazette.example", "topics/canvas-apps"]);
});

test("topics that are each other's parents contain each other's articles, and nothing hangs", async () => {
	await publish(
		yaml("topics/a.yaml", "name: A", "parent: B"),
		yaml("topics/b.yaml", "name: B", "parent: A"),
		article("x", { topics: ["A"] }),
	);
	expect(await titles("topics/a")).toEqual(["Title of x"]);
	expect(await titles("topics/b")).toEqual(["Title of x"]);
});

test("if a topic is renamed and keeps its old name as an alias, its articles move to the new feed with the same guids", async () => {
	await publish(article("old", { topics: ["Artificial intelligence"] }), article("new", { topics: ["AI"] }));
	const before = (await feed("feed"))?.items.map((item) => [item.id, item.date_modified]);
	await publish(yaml("topics/ai.yaml", "name: AI", "aliases: [Artificial intelligence, KI]"));
	expect((await titles("topics/ai")).sort()).toEqual(["Title of new", "Title of old"]);
	expect((await get("/topics/artificial-intelligence.rss")).status).toBe(308);
	expect((await feed("topics/ai"))?.items.map((item) => item.tags)).toEqual([["AI"], ["AI"]]);
	expect((await feed("feed"))?.items.map((item) => [item.id, item.date_modified])).toEqual(before);
	await publish({ path: "topics/ai.yaml", deleted: true });
	expect(await titles("topics/artificial-intelligence")).toEqual(["Title of old"]);
});

test("a provider's picture appears with its articles in every feed, and changes with the provider's description", async () => {
	const faces = async () => (await feed("feed"))?.items.map(({ authors }) => authors);
	await publish(article("a"), yaml("providers/g.yaml", "name: Gazette", "domain: gazette.example"));
	expect(await faces()).toEqual([[{ name: "Gazette" }]]);
	const described = ["name: Gazette", "domain: gazette.example", "image: https://gazette.example/g.png"];
	await publish(yaml("providers/g.yaml", ...described));
	expect(await faces()).toEqual([[{ name: "Gazette", avatar: "https://gazette.example/g.png" }]]);
});

test("all names and domains of a provider refer to the same provider", async () => {
	await publish(
		yaml("providers/bt.yaml", "name: BASIC thinking", "domain: basicthinking.de", "aliases: [basicthinking.net]"),
		article("a", { provider: "BASIC thinking" }),
		article("b", { provider: "basicthinking.de" }),
		article("c", { provider: { name: "Basic Thinking Blog", domain: "www.basicthinking.de" } }),
		article("d", { provider: { name: "BT", domain: "basicthinking.net" } }),
		source("basicthinking.de/e.md", { title: "Title of e", date: "2026-05-04" }, "Text."),
	);
	expect(await titles("providers/basicthinking.de")).toHaveLength(5);
	expect((await names()).filter((name) => name.startsWith("providers/"))).toEqual(["providers/basicthinking.de"]);
	const items = (await feed("feed"))?.items ?? [];
	expect(new Set(items.map((item) => item.authors[0]?.name))).toEqual(new Set(["BASIC thinking"]));
});

test("missing fields come from folder defaults, those of the nearest folder first; changing the defaults republishes articles", async () => {
	await publish(
		source("de/note.md", { title: "Notiz", date: "2026-05-04" }, "Text."),
		source("de/hafen/boot.md", { title: "Boot", date: "2026-05-05", tags: ["Boote"] }, "Text."),
		yaml("_defaults.yaml", "language: en", "type: note"),
		yaml("de/_defaults.yaml", "language: de", "topics: [Allerlei]", "provider: {name: Blatt, domain: blatt.example}"),
		yaml("de/hafen/_defaults.yaml", "topics: [Hafen]"),
	);
	const items = (await feed("feed"))?.items ?? [];
	expect(items.map(({ title, language, tags, _newsstand }) => [title, language, tags, _newsstand.type])).toEqual([
		["Boot", "de", ["Boote"], "note"],
		["Notiz", "de", ["Allerlei"], "note"],
	]);
	expect(await titles("providers/blatt.example")).toEqual(["Boot", "Notiz"]);
	await publish(yaml("de/_defaults.yaml", "language: nl", "topics: [Allerlei]"));
	expect((await feed("feed"))?.items.map((item) => item.language)).toEqual(["nl", "nl"]);
	expect(await names()).toEqual(["feed", "topics/allerlei", "topics/boote"]);
	await publish({ path: "de/_defaults.yaml", deleted: true });
	expect((await feed("feed"))?.items.map((item) => item.language)).toEqual(["en", "en"]);
});

test("folder defaults may set dates, and problems in a defaults file are reported only once", async () => {
	await publish(
		yaml("old/_defaults.yaml", "date: 2020-01-01", "language: klingon!", "colour: red"),
		source("old/a.md", { title: "A" }, "Text."),
		source("old/b.md", { title: "B" }, "Text."),
	);
	expect((await titles("feed")).sort()).toEqual(["A", "B"]);
	expect(await publisherOf(env).problems()).toMatchObject([
		{ severity: "warning", path: "old/_defaults.yaml", line: 2 },
		{ severity: "warning", path: "old/_defaults.yaml", line: 3 },
	]);
});

test("if a feed has two descriptions, the one whose path sorts first applies, and the other is reported", async () => {
	await publish(
		article("a", { topics: ["Harbour"] }),
		yaml("topics/one.yaml", "name: Harbour", "description: First."),
		yaml("topics/two.yaml", "name: harbour", "description: Second."),
	);
	expect((await feed("topics/harbour"))?.description).toBe("First.");
	expect(await publisherOf(env).problems()).toMatchObject([{ path: "topics/two.yaml" }]);
});
