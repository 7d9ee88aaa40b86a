import { beforeAll, describe, expect, test } from "vitest";
import { FORMATS } from "../../src/feed/feed.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";
import { subscribe } from "./subscribing.ts";

const HUB = `${SITE}/hub`;

beforeAll(async () => {
	await publish(article("tide"));
});

/** Returns the targets of the links with a given relation in the `Link` header. */
function linked(response: Response, rel: string): string[] {
	const links = [...(response.headers.get("Link") ?? "").matchAll(/<([^>]*)>; rel="([^"]*)"/g)];
	return links.filter(([, , relation]) => relation === rel).map(([, url = ""]) => url);
}

describe.each(FORMATS)("in %s", (format) => {
	test.each(["/feed", "/topics/harbour", "/providers/gazette.example", "/select"])(
		"subscribers find the hub and topic URL of %s in the header and in the document",
		async (path) => {
			const url = `${path}.${format}${path === "/select" ? "?topic=harbour&lang=en" : ""}`;
			for (const method of ["GET", "HEAD"]) {
				const response = await get(url, { method });
				expect(response.status).toBe(200);
				expect(linked(response, "hub")).toEqual([HUB]);
				expect(linked(response, "self")).toEqual([SITE + url]);
				const unchanged = await get(url, { method, headers: { "If-None-Match": response.headers.get("ETag") ?? "" } });
				expect(unchanged.status).toBe(304);
				expect(linked(unchanged, "hub")).toEqual([HUB]);
				if (method === "GET") expect(await response.text()).toContain(HUB);
			}
		},
	);

	test.each(["/feed/archive/2026-05", "/topics/harbour/archive/2026-05", "/select/archive/2026-05"])(
		"the archive %s does not declare a hub, because archives are never distributed",
		async (path) => {
			const query = path.startsWith("/select") ? "?topic=harbour&lang=en" : "";
			const response = await get(`${path}.${format}${query}`);
			expect(response.status).toBe(200);
			expect(linked(response, "hub")).toEqual([]);
			expect(await response.text()).not.toContain(HUB);
		},
	);

	test("a private feed does not declare a hub, because anyone could subscribe to the feed at the hub", async () => {
		const { base } = await subscribe();
		for (const url of [
			`/feed.${format}`,
			`/select.${format}?topic=harbour&lang=en`,
			`/feed/archive/2026-05.${format}`,
		]) {
			const response = await get(base + url);
			expect(response.status).toBe(200);
			expect(response.headers.get("Link")).toBeNull();
			const text = await response.text();
			expect(text).not.toContain(HUB);
			expect(text).not.toContain("<cloud");
		}
	});
});
