import { evictDurableObject, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import {
	article,
	feed,
	get,
	MINUTE,
	markStored,
	publish,
	rewritten,
	setClock,
	settle,
	skipToAlarm,
	source,
	storedKeys,
	titles,
} from "./newsroom.ts";

afterEach(reset);

test("an article appears in the feeds of the site, its topics and its provider, in all formats", async () => {
	const applied = await publish(article("tide", { topics: ["Harbour", "Climate"] }));
	expect(applied).toEqual({ added: 1, changed: 0, unchanged: 0, removed: 0, problems: [], refused: [] });
	for (const name of ["feed", "topics/harbour", "topics/climate", "providers/gazette.example"]) {
		for (const format of ["rss", "atom", "json"]) {
			const response = await get(`/${name}.${format}`);
			expect(response.status, `${name}.${format}`).toBe(200);
			expect(await response.text()).toContain("Title of tide");
		}
	}
});

test("a site without articles has an empty feed", async () => {
	await settle();
	expect(await feed("feed")).toMatchObject({ title: "Newsstand", items: [] });
});

test("publishing the same text again writes nothing", async () => {
	await publish(article("tide"));
	await markStored();
	const applied = await publish(article("tide"));
	expect(applied).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
	expect(await rewritten([])).toEqual([]);
});

test("saving an article rewrites only its feeds and its page", async () => {
	await publish(article("tide", { topics: ["Harbour"] }), article("code", { topics: ["C++"], provider: "Almanac" }));
	const before = await storedKeys();
	await markStored();
	await publish(article("tide", { topics: ["Harbour"], title: "A better title" }));
	expect(await rewritten(before)).toEqual(
		["article:/articles/tide", "feeds:feed", "feeds:providers/gazette.example", "feeds:topics/harbour"].sort(),
	);
});

test("an article whose topic changes disappears from the old topic's feed", async () => {
	await publish(article("tide", { topics: ["Harbour"] }), article("quay", { topics: ["Harbour"] }));
	await publish(article("tide", { topics: ["Climate"] }));
	expect(await titles("topics/harbour")).toEqual(["Title of quay"]);
	expect(await titles("topics/climate")).toEqual(["Title of tide"]);
});

test("an unpublished article's page disappears, as do its entries in feeds and lists; its topic's feed stays for subscribers", async () => {
	await publish(article("tide"), article("quay", { topics: ["Climate"] }));
	const applied = await publish(article("tide", { published: false }));
	expect(applied).toMatchObject({ changed: 1, problems: [], refused: [] });
	expect(await titles("feed")).toEqual(["Title of quay"]);
	expect(await feed("topics/harbour")).toMatchObject({ items: [] });
	expect((await get("/articles/tide")).status).toBe(410);
	expect(await (await get("/feeds.json")).text()).not.toContain("harbour");
	expect(await env.KV.get("article:/articles/tide")).toBe('{"gone":true}');
});

test("deleting a source unpublishes its article, and deleting an unknown source is not an error", async () => {
	await publish(article("tide"));
	expect(await publish({ path: "tide.md", deleted: true })).toMatchObject({ removed: 1 });
	expect(await titles("feed")).toEqual([]);
	expect(await publish({ path: "tide.md", deleted: true })).toMatchObject({ removed: 0, problems: [], refused: [] });
});

test("if a source becomes invalid, the version that is published stays, and a problem is reported", async () => {
	await publish(article("tide"));
	const applied = await publish({ path: "tide.md", text: "---\ntitle: [\n---\n" });
	expect(applied.problems).toMatchObject([{ severity: "error", path: "tide.md", line: 2 }]);
	expect(await titles("feed")).toEqual(["Title of tide"]);
	expect(await publisherOf(env).problems()).toHaveLength(1);
	await publish(article("tide"));
	expect(await publisherOf(env).problems()).toEqual([]);
});

test("one invalid article does not block others", async () => {
	const applied = await publish({ path: "bad.md", text: "---\ntitle: x\n---\n" }, article("tide"), article("quay"));
	expect(applied).toMatchObject({ added: 3, problems: [{ path: "bad.md" }] });
	expect((await titles("feed")).sort()).toEqual(["Title of quay", "Title of tide"]);
});

test("a scheduled article appears automatically when it is due", async () => {
	const moment = Date.now() + MINUTE;
	await publish(article("later", { date: new Date(moment).toISOString() }), article("tide"));
	expect(await titles("feed")).toEqual(["Title of tide"]);
	expect((await get("/articles/later")).status).toBe(404);
	await skipToAlarm(moment);
	expect(await titles("feed")).toEqual(["Title of later", "Title of tide"]);
});

test("changes that were accepted survive a crash before they are rendered", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([article("tide")], "token:test");
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	await settle();
	expect(await titles("feed")).toEqual(["Title of tide"]);
});

test("feeds contain the newest articles, up to the configured number, newest first", async () => {
	const many = Array.from({ length: 60 }, (_, index) => {
		const date = new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString();
		return article(`n${index}`, { date });
	});
	await publish(...many.toReversed());
	const shown = await titles("feed");
	expect(shown).toHaveLength(50);
	expect(shown.slice(0, 2)).toEqual(["Title of n59", "Title of n58"]);
	expect(await (await get("/feeds.json")).json()).toMatchObject({ feeds: [{ name: "feed", count: 60 }, {}, {}] });
});

test("topics whose names differ only in a symbol or a script have separate feeds", async () => {
	const names = ["C", "C++", "C#", "Küste", "المناخ", "气候", ".NET", "R&D", "package.json"];
	await publish(...names.map((name, index) => article(`t${index}`, { topics: [name], title: name })));
	const { feeds } = await (await get("/feeds.json")).json<{ feeds: { name: string; title: string; rss: string }[] }>();
	const topics = feeds.filter((entry) => entry.name.startsWith("topics/"));
	expect(topics.map((entry) => entry.title).sort()).toEqual([...names].sort());
	for (const { title, rss } of topics) {
		const response = await get(new URL(rss).pathname);
		const text = await response.text();
		expect(response.status, rss).toBe(200);
		expect(text).toContain(`<atom:link href="${rss}"`);
		expect(text).toContain(`<title>${title.replace("&", "&amp;")} – Newsstand</title>`);
	}
});

test("a topic spelled in two ways has one feed, and a problem is reported", async () => {
	await publish(
		article("a", { topics: ["Model-driven apps"] }),
		article("b", { topics: ["Model-driven apps"] }),
		article("c", { topics: ["model driven Apps"] }),
	);
	expect(await titles("topics/model-driven-apps")).toHaveLength(3);
	expect((await feed("topics/model-driven-apps"))?.title).toBe("Model-driven apps – Newsstand");
	expect(await publisherOf(env).problems()).toMatchObject([{ severity: "warning", path: "c.md" }]);
});

test("a topic whose name is too long for a KV key has a feed, too", async () => {
	const topic = "ط".repeat(99);
	await publish(article("tide", { topics: [topic] }));
	expect(await titles(`topics/${encodeURIComponent(topic)}`)).toEqual(["Title of tide"]);
});

test("a description sets a feed's title, description and picture, even if it is uploaded later", async () => {
	await publish(article("tide", { topics: ["harbour"] }));
	expect((await feed("topics/harbour"))?.title).toBe("harbour – Newsstand");
	const text = "name: Harbour\ndescription: Boats and tides.\nimage: https://gazette.example/h.png\n";
	await publish({ path: "topics/harbour.yaml", text });
	expect(await feed("topics/harbour")).toMatchObject({
		title: "Harbour – Newsstand",
		description: "Boats and tides.",
		icon: "https://gazette.example/h.png",
	});
	await publish({ path: "topics/harbour.yaml", deleted: true });
	expect((await feed("topics/harbour"))?.title).toBe("harbour – Newsstand");
});

test("drafts and unknown fields appear nowhere", async () => {
	const secret = { title: "Quicksilver", secured: "Marmalade", ampWebUrl: "https://gazette.example/amp-only" };
	await publish(
		source("draft.md", { ...secret, date: "2026-05-04", draft: true }, "Bergamot"),
		article("tide", { secured: "Marmalade", ampWebUrl: secret.ampWebUrl, password: "Saffron" }),
	);
	const values = await Promise.all((await storedKeys()).map((key) => env.KV.get(key, "arrayBuffer")));
	const pages = await Promise.all(
		["/", "/feed.rss", "/feed.atom", "/feed.json", "/articles/tide", "/feeds.json"].map(async (path) =>
			(await get(path)).text(),
		),
	);
	const bytes = values.map((value) => new TextDecoder().decode(value ?? new ArrayBuffer(0)));
	for (const text of [...pages, ...bytes]) expect(text).not.toMatch(/Quicksilver|Marmalade|Bergamot|amp-only|Saffron/);
});

test("front matter in TOML, JSON and header lines works, including drafts", async () => {
	const texts = {
		toml: (title: string, draft: boolean) => `+++\ntitle = "${title}"\ndate = 2026-05-04\ndraft = ${draft}\n+++\nText.`,
		json: (title: string, draft: boolean) => `{"title": "${title}", "date": "2026-05-04", "draft": ${draft}}\nText.`,
		header: (title: string, draft: boolean) => `Title: ${title}\nDate: 2026-05-04\nDraft: ${draft}\n\nText.`,
	};
	const sources = Object.entries(texts).flatMap(([name, text]) => [
		{ path: `${name}.md`, text: text(name, false) },
		{ path: `${name}-draft.md`, text: text(`Draft ${name}`, true) },
	]);
	await publish(...sources);
	expect((await titles("feed")).sort()).toEqual(["header", "json", "toml"]);
});

test("of several articles with the same date and time, the one that was added last comes first everywhere", async () => {
	const now = Date.UTC(2026, 10, 30, 9);
	const news = (name: string) => article(name, { date: "2026-11-30", category: "harbour news" });
	setClock(now);
	await publish(news("a-morning"), news("c-morning"));
	setClock(now + MINUTE);
	await publish(news("b-evening"));
	setClock(now + 2 * MINUTE);
	await publish(article("a-morning", { date: "2026-11-30", category: "harbour news", excerpt: "Corrected." }));
	const order = ["Title of b-evening", "Title of a-morning", "Title of c-morning"];
	expect(await titles("feed")).toEqual(order);
	expect(await titles("topics/harbour")).toEqual(order);
	const selected = await (await get("/select.json?topic=harbour&limit=9")).json<{ items: { title: string }[] }>();
	expect(selected.items.map(({ title }) => title)).toEqual(order);
});
