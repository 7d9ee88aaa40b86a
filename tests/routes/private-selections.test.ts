import { beforeAll, expect, test } from "vitest";
import type { JsonFeed } from "../../src/renditions/json.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";
import { type Reader, revoke, subscribe } from "./subscribing.ts";

let all: Reader;
let harbour: Reader;

beforeAll(async () => {
	await publish(
		article("open", { date: "2026-05-01" }),
		article("closed", { date: "2026-05-02", audience: "members", type: "video" }, "The quokka swims."),
		article("april", { date: "2026-04-02", audience: "members" }),
		article("elsewhere", { date: "2026-05-04", topics: ["Sea"], audience: "members", provider: "Deep" }, "A quokka."),
	);
	all = await subscribe();
	harbour = await subscribe({ feeds: ["topics/harbour"] });
});

async function feedAt(path: string): Promise<JsonFeed> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	expect(response.headers.get("Cache-Control")).toBe("private, no-store");
	for (const name of ["Access-Control-Allow-Origin", "Cache-Tag", "Link"]) {
		expect(response.headers.get(name), name).toBeNull();
	}
	return response.json();
}

const titlesOf = ({ items }: JsonFeed) => items.map(({ title }) => title);

test.each<[string, string[]]>([
	["?q=quokka", ["Title of elsewhere", "Title of closed"]],
	["?topic=harbour&type=article", ["Title of open", "Title of april"]],
	["?topic=harbour&topic=sea", ["Title of elsewhere", "Title of closed", "Title of open", "Title of april"]],
	["?topic=harbour&-q=quokka", ["Title of open", "Title of april"]],
	["?-topic=harbour", ["Title of elsewhere"]],
])("a subscriber selects %s from public and members' articles", async (query, titles) => {
	expect(titlesOf(await feedAt(`${all.base}/select.json${query}`))).toEqual(titles);
});

test("new members' articles also reach a reader that sends only If-Modified-Since", async () => {
	const response = await get(`${all.base}/select.json?topic=harbour&lang=en`);
	expect(response.headers.get("Last-Modified")).toBeNull();
	const headers = { "If-Modified-Since": new Date(Date.now() + 60_000).toUTCString() };
	expect((await get(`${all.base}/select.json?topic=harbour&lang=en`, { headers })).status).toBe(200);
});

test("a token reveals nothing about members' topics that it does not cover", async () => {
	const answers = await Promise.all(
		["topic=sea", "topic=nothing", "topic=harbour&-topic=sea", "topic=harbour&-topic=nothing"].map(async (query) => {
			const response = await get(`${harbour.base}/select.json?${query}`);
			return [response.status, await response.text()];
		}),
	);
	expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
	expect(answers[0]?.[0]).toBe(404);
});

test("errors in a query are shown only to holders of a valid token", async () => {
	const other = await subscribe();
	expect((await get(`${other.base}/select.json?limit=0`)).status).toBe(400);
	await revoke(other);
	expect((await get(`${other.base}/select.json?limit=0`)).status).toBe(404);
});

test("without a token, the same selection finds only public articles", async () => {
	const response = await get("/select.json?q=quokka");
	expect(titlesOf(await response.json())).toEqual([]);
	expect((await get("/select.json?topic=sea")).status).toBe(404);
});

test("the self link and archive link of a private selection contain the subscriber's token", async () => {
	const path = `${all.base}/select.json?topic=harbour&type=article`;
	const feed = await feedAt(path);
	expect(feed.feed_url).toBe(SITE + path);
	expect(feed.next_url).toBe(`${SITE}${all.base}/select/archive/2026-05.json?topic=harbour&type=article`);
	const may = await feedAt(new URL(feed.next_url ?? "").pathname + new URL(feed.next_url ?? "").search);
	expect(titlesOf(may)).toEqual(["Title of open"]);
	expect(may.next_url).toBe(`${SITE}${all.base}/select/archive/2026-04.json?topic=harbour&type=article`);
});

test("the monthly archive of a private feed includes members' articles", async () => {
	const feed = await feedAt(`${all.base}/topics/harbour.json`);
	expect(feed.next_url).toBe(`${SITE}${all.base}/topics/harbour/archive/2026-05.json`);
	const may = await feedAt(`${all.base}/topics/harbour/archive/2026-05.json`);
	expect(titlesOf(may)).toEqual(["Title of closed", "Title of open"]);
	const april = await feedAt(`${all.base}/topics/harbour/archive/2026-04.json`);
	expect(titlesOf(april)).toEqual(["Title of april"]);
	expect(april.next_url).toBeUndefined();
	const open = await (await get("/topics/harbour/archive/2026-05.json")).json<JsonFeed>();
	expect([titlesOf(open), open.next_url]).toEqual([["Title of open"], undefined]);
});

test("other spellings redirect to the canonical URL with the same token", async () => {
	const response = await get(`${all.base}/select.rss?type=video&topic=Harbour`);
	expect(response.status).toBe(301);
	expect(response.headers.get("Location")).toBe(`${all.base}/select.rss?topic=harbour&type=video`);
	expect(response.headers.get("Cache-Control")).toBe("private, no-store");
	const stored = await get(`${all.base}/select.rss?topic=harbour`);
	expect(stored.headers.get("Location")).toBe(`${all.base}/topics/harbour.rss`);
});

test("a token for some feeds gives access only to selections and archives of these feeds", async () => {
	expect(titlesOf(await feedAt(`${harbour.base}/select.json?topic=harbour&q=quokka`))).toEqual(["Title of closed"]);
	expect((await get(`${harbour.base}/topics/harbour/archive/2026-05.json`)).status).toBe(200);
	const nothing = await get(`${harbour.base}/nothing.json`);
	const expected = [nothing.status, await nothing.text()];
	for (const path of [
		...["select.json?q=quokka", "select.json?topic=harbour&topic=sea", "select.json?topic=sea&q=quokka"],
		...["select.json?-topic=harbour", "select.json?provider=deep&q=quokka", "select/archive/2026-05.json?q=quokka"],
		...["topics/sea/archive/2026-05.json", "feed/archive/2026-05.json"],
	]) {
		const response = await get(`${harbour.base}/${path}`);
		expect([response.status, await response.text()], path).toEqual(expected);
	}
});
