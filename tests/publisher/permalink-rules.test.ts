import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { feed, get, publish, SITE, source } from "./newsroom.ts";

afterEach(reset);

const rules = (...lines: string[]) => ({ path: "_defaults.yaml", text: `${lines.join("\n")}\n` });
const post = (name: string, over: Record<string, unknown> = {}) =>
	source(`${name}.md`, { title: `Title of ${name}`, ...over }, "Text.");
const ids = async () => (await feed("feed"))?.items.map(({ id }) => id).sort();
const answer = async (path: string) => {
	const { status, headers } = await get(path);
	return [status, headers.get("Location")];
};

test("the articles in a folder with rules have the same pages, links and guids as on the old site", async () => {
	await publish(
		rules("permalink: /:year/:month/:day/:title/", "guid: https://old.example:page_folder/:raw"),
		post("2024-05-01-Ebbe und Flut"),
		post("2024-05-02-x", { slug: "Other Name" }),
	);
	expect(await answer("/2024/05/01/ebbe-und-flut/")).toEqual([200, null]);
	expect(await ids()).toEqual([
		"https://old.example/2024/05/01/Ebbe%20und%20Flut",
		"https://old.example/2024/05/02/Other%20Name",
	]);
	const rss = await (await get("/feed.rss?raw")).text();
	expect(rss).toContain('<guid isPermaLink="false">https://old.example/2024/05/01/Ebbe%20und%20Flut</guid>');
	expect(rss).toContain(`<link>${SITE}/2024/05/01/ebbe-und-flut/</link>`);
});

test("a rule added later moves pages with a redirect, and does not change the guids of published articles", async () => {
	await publish(post("2024-05-01-tide"));
	const before = await ids();
	expect(before).toEqual([`${SITE}/articles/2024-05-01-tide`]);

	await publish(rules("permalink: /:year/:title/", "guid: tag:old.example,:year::page"));
	expect(await ids()).toEqual(before);
	expect(await answer("/2024/tide/")).toEqual([200, null]);
	expect(await answer("/articles/2024-05-01-tide")).toEqual([308, "/2024/tide/"]);

	await publish(post("2024-05-02-quay"));
	expect(await ids()).toEqual([...(before ?? []), "tag:old.example,2024:/2024/quay/"]);

	// Guids change only if the author declares new ones.
	await publish(
		rules("permalink: /:year/:title/", "guid:", "  pattern: tag:old.example,:year::page", "  replace: true"),
	);
	expect(await ids()).toEqual(["tag:old.example,2024:/2024/quay/", "tag:old.example,2024:/2024/tide/"]);
});

test("a guid can be any string: RSS and JSON Feed contain it unchanged, and Atom contains it as a URI", async () => {
	await publish(post("2024-05-01-tide", { guid: "60f1 c0/ü" }), post("2024-05-02-quay", { guid: "/blog/quay?17" }));
	expect(await ids()).toEqual(["/blog/quay?17", "60f1 c0/ü"]);
	const rss = await (await get("/feed.rss?raw")).text();
	expect(rss).toContain('<guid isPermaLink="false">60f1 c0/ü</guid>');
	const atom = await (await get("/feed.atom?raw")).text();
	expect(atom).toContain(`<id>${SITE}/#60f1%20c0%2F%C3%BC</id>`);
	expect(atom).toContain(`<id>${SITE}/#%2Fblog%2Fquay%3F17</id>`);
});

test("declaring a guid that is not a URI does not change an article published by an earlier release, which ignored such guids", async () => {
	await publish(post("2024-05-01-tide"));
	await publish(post("2024-05-01-tide", { guid: "42", description: "New." }));
	expect(await ids()).toEqual([`${SITE}/articles/2024-05-01-tide`]);
});

test("an article's former addresses redirect while the article is public, with or without a trailing slash", async () => {
	const aliases = {
		aliases: ["/old/address.html", "A note"],
		redirect_from: ["/older/", "/feed/x"],
		legacyUrl: "/2019/tide",
	};
	const applied = await publish(post("2024-05-01-tide", aliases));
	expect(applied.problems).toMatchObject([
		{ severity: "warning", message: "`redirect_from` is an address that the site itself uses." },
	]);
	for (const path of ["/old/address.html", "/old/address", "/older/", "/older", "/older/index.html", "/2019/tide/"])
		expect(await answer(path), path).toEqual([308, "/articles/2024-05-01-tide"]);
	expect((await get("/A%20note")).status).toBe(404);

	await publish(post("2024-05-01-tide", { ...aliases, permalink: "/tide/" }));
	expect(await answer("/older/")).toEqual([308, "/tide/"]);
	await publish(post("2024-05-01-tide", { ...aliases, draft: true }));
	expect((await get("/older")).status).toBe(404);
	await publish(post("2024-05-01-tide", aliases));
	expect((await get("/older/")).status).toBe(308);
	await publish({ path: "2024-05-01-tide.md", deleted: true });
	expect((await get("/older")).status).toBe(404);
});

test("former addresses of members' and scheduled articles do not redirect", async () => {
	await publish(
		post("2024-05-01-tide", { audience: "members", aliases: ["/secret/"] }),
		post("2999-05-01-quay", { aliases: ["/later/"] }),
	);
	for (const path of ["/secret", "/later"]) expect((await get(path)).status, path).toBe(404);
});

test("if two articles claim the same former address, it leads to the one whose path sorts first, and the other article is reported", async () => {
	await publish(
		rules("permalink: /:year/:title/", "guid: https://old.example/:folder/:section/:name"),
		post("a/2024-05-01-tide", { aliases: ["/old/", "/2024/harbour/"] }),
		post("b/2024-05-02-quay", { aliases: ["/old/"] }),
		post("c/2024-05-03-harbour"),
	);
	expect(await answer("/old/")).toEqual([308, "/2024/tide/"]);
	expect(await answer("/2024/harbour/")).toEqual([200, null]);
	expect(await publisherOf(env).problems()).toMatchObject([
		{
			path: "a/2024-05-01-tide.md",
			message: "The former address /2024/harbour/ leads to c/2024-05-03-harbour.md, not to this article.",
		},
		{
			path: "b/2024-05-02-quay.md",
			message: "The former address /old/ leads to a/2024-05-01-tide.md, not to this article.",
		},
	]);
});

test("if a rule produces the same guid for two articles, both are published, and the one that was published first gets the guid", async () => {
	await publish(rules("guid: https://old.example/:title"), post("a/2024-05-01-tide"));
	await publish(post("b/2024-05-02-tide"));
	expect(await ids()).toEqual([`${SITE}/articles/b/2024-05-02-tide`, "https://old.example/tide"]);
	expect(await publisherOf(env).problems()).toMatchObject([
		{
			severity: "warning",
			path: "b/2024-05-02-tide.md",
			message: expect.stringContaining("the same guid as a/2024-05-01-tide.md"),
		},
	]);
});

test("if a rule produces the same address for two articles, one of them is published, and the problem names both files", async () => {
	const applied = await publish(rules("permalink: /:title/"), post("a/2024-05-01-tide"), post("b/2024-05-02-tide"));
	expect(await ids()).toEqual([`${SITE}/tide/`]);
	expect(applied.problems).toMatchObject([
		{ severity: "warning", path: "b/2024-05-02-tide.md", message: expect.stringContaining("a/2024-05-01-tide.md") },
	]);
});

test("an article stays under /articles/ if its rule produces a path that the site itself uses", async () => {
	const applied = await publish(rules("permalink: /:title/"), post("2024-05-01-status"), post("2024-05-02-feed"));
	expect(await ids()).toEqual([`${SITE}/articles/2024-05-01-status`, `${SITE}/articles/2024-05-02-feed`]);
	expect(applied.problems).toHaveLength(2);
	for (const problem of applied.problems)
		expect(problem).toMatchObject({
			severity: "warning",
			message: "`permalink` is an address that the site itself uses.",
		});
});

test("every spelling of a page's path leads to the page", async () => {
	await publish(
		rules("generator: jekyll", "permalink: /:year/:title:output_ext"),
		post("2024-05-01-héllo wörld & C#"),
		post("2024-05-02-Plain", { permalink: "/Plain/" }),
		post("2024-05-03-v1.2", { permalink: "/v1.2" }),
	);
	const page = "/2024/h%C3%A9llo-w%C3%B6rld-&-C.html";
	for (const [path, to] of [
		[page, null],
		["/2024/h%c3%a9llo-w%c3%b6rld-&-C.html", page],
		["/2024/h%C3%A9llo-w%C3%B6rld-%26-C.html", page],
		["/2024/h%C3%A9llo-w%C3%B6rld-&-C", page],
		["/Plain/", null],
		["/Plain", "/Plain/"],
		["/Plain/index.html", "/Plain/"],
		["/Plain.html?a=1", "/Plain/?a=1"],
		["/v1.2", null],
		["/v1.2/", "/v1.2"],
	] as const)
		expect(await answer(path), path).toEqual(to === null ? [200, null] : [301, to]);
	expect((await get("/plain/", { redirect: "follow" })).status).toBe(404);
});

test("if a rule contains a host, links lead to that host until it is the site's own host", async () => {
	await publish(rules("permalink: https://blog.example/:year/:title/"), post("2024-05-01-tide"));
	expect((await feed("feed"))?.items).toMatchObject([
		{ id: "https://blog.example/2024/tide/", url: "https://blog.example/2024/tide/" },
	]);
	await publish(rules(`permalink: ${SITE}/:year/:title/`), post("2024-05-02-quay"));
	expect(await answer("/2024/quay/")).toEqual([200, null]);
	expect((await feed("feed"))?.items).toMatchObject([
		{ id: `${SITE}/2024/quay/`, url: `${SITE}/2024/quay/` },
		{ id: "https://blog.example/2024/tide/", url: `${SITE}/2024/tide/` },
	]);
});

test("link posts keep the guids that a rule produces, even if several of them link to the same page", async () => {
	const link = { external_url: "https://elsewhere.example/" };
	await publish(
		rules("permalink: /:title/", "guid: https://old.example:page"),
		post("2024-05-01-tide", link),
		post("2024-05-04-quay", link),
	);
	expect((await feed("feed"))?.items).toMatchObject([
		{ id: "https://old.example/quay/", url: "https://elsewhere.example/" },
		{ id: "https://old.example/tide/", url: "https://elsewhere.example/" },
	]);
});
