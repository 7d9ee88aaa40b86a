import { beforeAll, describe, expect, test } from "vitest";
import { article, get, publish, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		article("one", { topics: ["Power Apps"] }),
		source("slash.md", { title: "Slash", date: "2026-05-04", permalink: "/2026/slash/" }, "Text."),
		source("plain.md", { title: "Plain", date: "2026-05-04", permalink: "/2026/plain" }, "Text."),
		source("gone.md", { title: "Gone", date: "2026-05-04", permalink: "/2026/gone/" }, "Text."),
	);
	await publish({ path: "gone.md", deleted: true });
});

describe("trailing slashes", () => {
	test.each([
		["/topics/power-apps/", "/topics/power-apps"],
		["/topics/power-apps.rss/", "/topics/power-apps.rss"],
		["/topics/power-apps/archive/2026-05/", "/topics/power-apps/archive/2026-05"],
		["/feed/archive/2026-05//", "/feed/archive/2026-05"],
		["/subscribe/?topic=power-apps", "/subscribe?topic=power-apps"],
		["/select/?topic=power-apps&lang=en", "/select?topic=power-apps&lang=en"],
		["/status/", "/status"],
		["/about/feeds/", "/about/feeds"],
		["/2026/plain/", "/2026/plain"],
	])("%s redirects to %s, but only for a minute, because an article may appear there", async (path, expected) => {
		const { status, headers } = await get(path);
		expect([status, headers.get("Location")]).toEqual([301, expected]);
		expect(headers.get("Cache-Control")).toBe("public, max-age=60");
		expect(headers.get("Cache-Tag")).toMatch(/^article:[\w-]+,moves,site$/);
		expect([200, 401]).toContain((await get(expected)).status);
	});

	test("the path of an article that ends with a slash keeps the slash, even after the article is removed", async () => {
		expect((await get("/2026/slash/")).status).toBe(200);
		expect((await get("/2026/gone/")).status).toBe(410);
	});

	test.each(["//elsewhere.example/", "/\\elsewhere.example/", "//", "/%2F/elsewhere.example/"])(
		"%s does not redirect to another site",
		async (path) => {
			expect((await get(path)).headers.get("Location") ?? "").not.toMatch(/^\/[/\\]/);
		},
	);
});

test.each([
	["/topics/Power-Apps.rss?utm=1", "/topics/power-apps.rss?utm=1", "/topics/power-apps,site"],
	["/topics/Power-Apps", "/topics/power-apps", "/topics/power-apps,site"],
	["/feed/archive/2026-05.rss?utm=1", "/feed/archive/2026-05.rss", "/feed,site"],
	["/topics/power-apps/archive/2026-05?page=01", "/topics/power-apps/archive/2026-05", "/topics/power-apps,site"],
	["/select.opml?topic=power-apps", "/feeds.opml?topic=power-apps", "/topics/power-apps,site"],
	["/select.opml?lang=EN&topic=Power+Apps", "/select.opml?topic=power-apps&lang=en", "/topics/power-apps,site"],
	["/feeds.opml?topic=Power+Apps", "/feeds.opml?topic=power-apps", "index,moves,site"],
	["/topics/?utm=1", "/topics?utm=1", "index,site"],
])("the redirect from %s to %s is purged with its target; queries are not cached", async (path, expected, tags) => {
	const { status, headers } = await get(path);
	expect([status, headers.get("Location")]).toEqual([301, expected]);
	expect(headers.get("Cache-Tag")).toBe(tags);
	expect(headers.get("Cache-Control")).toBe("public, max-age=3600");
	expect(headers.get("Cloudflare-CDN-Cache-Control")).toBe(path.includes("?") ? "no-store" : null);
	expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
});
