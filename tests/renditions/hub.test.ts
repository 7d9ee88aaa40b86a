import { expect, test } from "vitest";
import { breachesOf } from "./json-feed-spec.ts";
import { readAtom, readJson, readRss } from "./reading.ts";
import { site } from "./sample.ts";
import { ATOM, all, one } from "./xml.ts";

const OWN = `${site.url}/hub`;
const OTHER = "https://hub.example/?a=1&b=%272%27";

/** Renders a feed with this hub, and returns the hubs declared in each format. */
function hubsIn(hub: string | undefined): unknown[] {
	const hubs = (links: { attributes: Record<string, string> }[]) =>
		links.filter(({ attributes }) => attributes["rel"] === "hub").map(({ attributes }) => attributes["href"]);
	const json = readJson({ hub });
	expect(breachesOf(json)).toEqual([]);
	return [
		hubs(all(readRss({ hub }).channel, `${ATOM}link`)),
		hubs(all(readAtom({ hub }).root, `${ATOM}link`)),
		json.hubs?.map(({ url }) => url) ?? [],
	];
}

test.each([OWN, OTHER])("every format declares the hub %s", (hub) => {
	expect(hubsIn(hub)).toEqual([[hub], [hub], [hub]]);
	expect(readJson({ hub }).hubs).toEqual([{ type: "WebSub", url: hub }]);
});

test("the feed of a site without a hub does not declare a hub", () => {
	expect(hubsIn(undefined)).toEqual([[], [], []]);
	expect(readJson()).not.toHaveProperty("hubs");
	expect(all(readRss().channel, "cloud")).toEqual([]);
});

test.each([
	["https://site.example", "site.example", "443"],
	["http://site.example", "site.example", "80"],
	["http://localhost:8787", "localhost", "8787"],
	["http://[::1]:8787", "[::1]", "8787"],
])("with the site at %s, the cloud element has the right address to register", (url, domain, port) => {
	const hub = `${url}/hub`;
	const { channel } = readRss({ hub }, { url, hub });
	expect(one(channel, "cloud").attributes).toEqual({
		...{ domain, port, path: "/rsscloud/pleaseNotify", registerProcedure: "", protocol: "http-post" },
	});
	expect(channel.children.at(-1)?.name).toBe("item");
});

test("with an external hub, RSS does not offer rssCloud", () => {
	expect(all(readRss({ hub: OTHER }, { hub: OTHER }).channel, "cloud")).toEqual([]);
});

test("the self link is the first link, and occurs only once", () => {
	const { channel } = readRss({ hub: OWN, archives: { previous: "feed/archive/2026-05" } });
	expect(all(channel, `${ATOM}link`).map(({ attributes }) => attributes["rel"])).toEqual([
		"self",
		"prev-archive",
		"hub",
	]);
});
