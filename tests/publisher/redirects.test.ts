import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { article, get, markStored, publish, rewritten, storedKeys, titles } from "./newsroom.ts";

afterEach(reset);

const yaml = (path: string, ...lines: string[]) => ({ path, text: `${lines.join("\n")}\n` });

/** Returns the status of the response at a URL, and the URL that it redirects to. */
async function answer(url: string): Promise<[status: number, location: string | null]> {
	const response = await get(url);
	return [response.status, response.headers.get("Location")];
}

test("a topic's old names redirect in every format, even after they are removed from its description", async () => {
	await publish(article("tide", { topics: ["Artificial intelligence"] }));
	await publish(yaml("topics/ai.yaml", "name: AI", "aliases: [Artificial intelligence, KI]"));
	const check = async () => {
		for (const suffix of [".rss", ".atom", ".json", ""]) {
			expect(await answer(`/topics/artificial-intelligence${suffix}`)).toEqual([308, `/topics/ai${suffix}`]);
			expect(await answer(`/topics/ki${suffix}`)).toEqual([308, `/topics/ai${suffix}`]);
		}
	};
	await check();
	await publish(article("tide", { topics: ["AI"] }), yaml("topics/ai.yaml", "name: AI"));
	await check();
	await publish({ path: "topics/ai.yaml", deleted: true });
	await check();
	await publish(article("new", { topics: ["KI"] }));
	expect(await titles("topics/ki")).toEqual(["Title of new"]);
	await publish({ path: "new.md", deleted: true });
	await check();
});

test("all former names of a topic redirect", async () => {
	await publish(yaml("topics/x.yaml", "name: Harbor"), article("tide", { topics: ["Harbor"] }));
	await publish(yaml("topics/x.yaml", "name: Harbour"), article("tide", { topics: ["Harbour"] }));
	await publish(yaml("topics/x.yaml", "name: Harbour life"), article("tide", { topics: ["Harbour life"] }));
	expect(await answer("/topics/harbour.rss")).toEqual([308, "/topics/harbour-life.rss"]);
	expect(await answer("/topics/harbor.rss")).toEqual([308, "/topics/harbour-life.rss"]);
	await publish(yaml("topics/x.yaml", "name: Harbor"), article("tide", { topics: ["Harbor"] }));
	expect((await answer("/topics/harbor.rss"))[0]).toBe(200);
	expect(await answer("/topics/harbour-life.rss")).toEqual([308, "/topics/harbor.rss"]);
	expect(await answer("/topics/harbour.rss")).toEqual([308, "/topics/harbor.rss"]);
});

test("renaming a topic back and forth does not cause a redirect loop, even when it has no articles left", async () => {
	await publish(yaml("topics/x.yaml", "name: A", "aliases: [B]"));
	await publish(yaml("topics/x.yaml", "name: B", "aliases: [A]"));
	expect(await answer("/topics/a.rss")).toEqual([308, "/topics/b.rss"]);
	expect((await answer("/topics/b.rss"))[0]).toBe(404);
});

test("a provider's other names and domains redirect to its feed, unless they have descriptions of their own", async () => {
	await publish(
		yaml(
			"providers/bt.yaml",
			"name: BASIC thinking",
			"domain: basicthinking.de",
			"aliases: [basicthinking.net, Gazette]",
		),
		yaml("providers/gazette.yaml", "name: Gazette"),
		article("tide", { provider: "basicthinking.net" }),
	);
	for (const name of ["basicthinking.net", "basic-thinking"]) {
		expect(await answer(`/providers/${name}.atom`)).toEqual([308, "/providers/basicthinking.de.atom"]);
	}
	expect((await answer("/providers/gazette.atom"))[0]).toBe(404);
});

test("an article's page redirects after each change of its permalink", async () => {
	await publish(article("tide", { permalink: "/2026/tide/" }));
	await publish(article("tide", { permalink: "/2026/süßwasser/" }));
	expect(await answer("/2026/tide/")).toEqual([308, "/2026/s%C3%BC%C3%9Fwasser/"]);
	await publish(article("tide", { permalink: "/tide" }));
	expect(await answer("/2026/tide/")).toEqual([308, "/tide"]);
	expect(await answer("/2026/s%c3%bc%C3%9Fwasser/")).toEqual([308, "/tide"]);
	await publish(article("tide", { permalink: "/2026/tide/" }));
	expect((await answer("/2026/tide/"))[0]).toBe(200);
	expect(await answer("/tide")).toEqual([308, "/2026/tide/"]);
});

test("an article's old page redirects after its file was moved, in one batch or in two, or after its duplicate was published in its place", async () => {
	const moved = (path: string, over = {}) => ({ ...article("tide", over), path });
	await publish(moved("tide.md"), article("quay"));
	await publish({ path: "tide.md", deleted: true }, moved("2026/tide.md"));
	expect(await answer("/articles/tide")).toEqual([308, "/articles/2026/tide"]);
	await publish({ path: "2026/tide.md", deleted: true });
	expect((await answer("/articles/tide"))[0]).toBe(410);
	expect((await answer("/articles/2026/tide"))[0]).toBe(410);
	await publish(moved("again/tide.md"));
	expect(await answer("/articles/tide")).toEqual([308, "/articles/again/tide"]);
	expect(await answer("/articles/2026/tide")).toEqual([308, "/articles/again/tide"]);
	await publish(moved("better/tide.md", { quality: 9 }));
	expect(await answer("/articles/again/tide")).toEqual([308, "/articles/better/tide"]);
});

test("if another article takes over the address of a moved article, the address leads to that article", async () => {
	await publish(article("a", { permalink: "/one" }), article("b", { permalink: "/two" }));
	await publish(article("a", { permalink: "/two" }), article("b", { permalink: "/one" }));
	expect(await (await get("/one")).text()).toContain("Title of b");
	expect(await (await get("/two")).text()).toContain("Title of a");
	await publish({ path: "a.md", deleted: true });
	expect((await answer("/two"))[0]).toBe(410);
	expect((await answer("/one"))[0]).toBe(200);
});

test("an article's old addresses keep redirecting after its guid changes", async () => {
	await publish(article("tide"));
	await publish(article("tide", { permalink: "/tide" }));
	await publish(article("tide", { permalink: "/tide", guid: "tag:old.example,2020:1" }));
	expect(await answer("/articles/tide")).toEqual([308, "/tide"]);
});

test("all redirects are stored in one KV value, which is written only when they change", async () => {
	await publish(article("tide"), article("quay"));
	expect(await env.KV.get("moves")).toBeNull();
	await publish(yaml("_redirects.yaml", "/old: /feed.rss"), yaml("press/_redirects.yaml", "/old: /", "/older: /"));
	expect(await env.KV.get("moves")).toBe("\n/old 301 /feed.rss\n/older 301 /\n");
	const before = await storedKeys();
	await markStored();
	await publish(yaml("_redirects.yaml", "# The same.", "/old: /feed.rss"), article("tide", { title: "Another" }));
	expect((await rewritten(before)).filter((key) => key === "moves")).toEqual([]);
	await publish({ path: "_redirects.yaml", deleted: true });
	expect(await env.KV.get("moves")).toBe("\n/old 301 /\n/older 301 /\n");
	await publish({ path: "press/_redirects.yaml", text: "/old: [\n" });
	expect(await env.KV.get("moves")).toBe("\n/old 301 /\n/older 301 /\n");
	await publish({ path: "press/_redirects.yaml", deleted: true });
	expect(await env.KV.get("moves")).toBeNull();
});
