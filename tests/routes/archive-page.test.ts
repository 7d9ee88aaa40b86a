import { beforeAll, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		article("a", { date: "2025-12-31T23:59:59Z" }),
		article("b", { date: "2026-01-01T00:00:00Z" }),
		article("c", { date: "2026-01-31T23:59:59Z", topics: ["Boats"] }),
		article("d", { date: "2026-05-04T10:00:00Z" }),
	);
});

async function page(path: string): Promise<string> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.text();
}

function shown(html: string): string[] {
	return [...html.matchAll(/<a href="https:\/\/gazette\.example\/(\w+)"/g)].map(([, name = ""]) => name);
}

test("paging through a month of the archive shows every article once", async () => {
	const all: string[] = [];
	let path: string | undefined = "/feed/archive/2026-05";
	while (path !== undefined) {
		const html = await page(path);
		all.push(...shown(html));
		expect(html).toContain(`<link rel="canonical" href="${SITE}${path}"/>`);
		path = /<a class="btn" href="([^"]+)" rel="prev">/.exec(html)?.[1];
	}
	expect(all).toEqual(["d", "c", "b", "a"]);

	const january = await page("/topics/harbour/archive/2026-01");
	expect(january).toContain("<h1><bdi>Harbour</bdi>, January 2026</h1>");
	expect(january).toContain('<a href="/topics/harbour">');
	expect(january).toContain(
		'<a class="btn" href="/topics/harbour/archive/2025-12" rel="prev">Older: December 2025</a>',
	);
	expect(january).toContain('<a class="btn" href="/topics/harbour/archive/2026-05" rel="next">Newer: May 2026</a>');
	expect(shown(january)).toEqual(["b"]);
	expect(shown(await page("/providers/gazette.example/archive/2026-01"))).toEqual(["c", "b"]);
});

test("an archive page has an ETag, and is cached for as long as archive documents are", async () => {
	const { headers } = await get("/topics/harbour/archive/2026-01");
	expect(headers.get("Cache-Tag")).toBe("/topics/harbour,site");
	expect(headers.get("Cache-Control")).toMatch(/^public, max-age=3600, /);
	expect(headers.get("Content-Type")).toBe("text/html; charset=utf-8");
	expect(headers.get("Link")).toContain(`<${SITE}/topics/harbour.rss>; rel="alternate"`);
	const known = { headers: { "If-None-Match": headers.get("ETag") ?? "" } };
	expect((await get("/topics/harbour/archive/2026-01", known)).status).toBe(304);
});

test("a month that was split redirects to its newest day", async () => {
	const large = "word ".repeat(180_000);
	const of = (day: number) => article(`l${day}`, { date: `2024-03-0${day}T10:00:00Z`, topics: ["Large"] }, large);
	await publish(of(1), of(2), of(3));
	const moved = await get("/topics/large/archive/2024-03");
	expect([moved.status, moved.headers.get("Location")]).toEqual([302, "/topics/large/archive/2024-03-03"]);
	const day = await page("/topics/large/archive/2024-03-03");
	expect(day).toContain("<h1><bdi>Large</bdi>, March 3, 2024</h1>");
	expect(day).toContain("Older: March 2, 2024");
});

test("a month with many articles is split into several small pages", async () => {
	const many = Array.from({ length: 130 }, (_, index) =>
		article(`m${index}`, { date: new Date(Date.UTC(2023, 6, 1) + index * 3_600_000).toISOString(), topics: ["Many"] }),
	);
	await publish(...many);
	const pages = await Promise.all(
		["", "?page=2", "?page=3"].map((query) => page(`/topics/many/archive/2023-07${query}`)),
	);
	expect(pages.flatMap(shown)).toEqual(many.map(({ path }) => path.replace(".md", "")).toReversed());
	for (const html of pages) expect(html.length).toBeLessThan(50_000);
	expect(pages[1]).toContain('<a class="btn" href="/topics/many/archive/2023-07" rel="prev">Previous page</a>');
	expect((await get("/topics/many/archive/2023-07?page=2")).headers.get("Cloudflare-CDN-Cache-Control")).toMatch(
		/^max-age=86400,/,
	);
	const beyond = await get("/topics/many/archive/2023-07?page=4");
	expect([beyond.status, beyond.headers.get("Cache-Control")]).toEqual([404, "public, max-age=60"]);
	expect(beyond.headers.get("Cache-Tag")).toBe("/topics/many,site");
});

test.each([
	["/topics/Harbour/archive/2026-01", "/topics/harbour/archive/2026-01"],
	["/topics/harbour/archive/2026-01?utm_source=x", "/topics/harbour/archive/2026-01"],
	["/topics/harbour/archive/2026-01?page=1", "/topics/harbour/archive/2026-01"],
	["/topics/harbour/archive/2026-01?page=x", "/topics/harbour/archive/2026-01"],
	["/topics/harbour/archive/2026-01?page=1.5", "/topics/harbour/archive/2026-01"],
	["/topics/harbour/archive/2026-01?page=2e7", "/topics/harbour/archive/2026-01"],
])("%s redirects to %s", async (path, to) => {
	const { status, headers } = await get(path);
	expect([status, headers.get("Location")]).toEqual([301, to]);
});

test.each([
	"/feed/archive/1999-01",
	"/feed/archive/2023-13",
	"/topics/harbour/archive/2026",
	"/topics/harbour/archive/-",
	"/topics/nowhere/archive/2026-01",
	"/topics/%ff/archive/2026-01",
])("%s returns 404", async (path) => {
	expect((await get(path)).status).toBe(404);
});

test("the archive of a renamed topic is at the URL with the new name", async () => {
	await publish(source("topics/boats.md", { name: "Vessels", aliases: ["Boats"] }));
	const moved = await get("/topics/boats/archive/2026-01");
	expect([moved.status, moved.headers.get("Location")]).toEqual([308, "/topics/vessels/archive/2026-01"]);
});
