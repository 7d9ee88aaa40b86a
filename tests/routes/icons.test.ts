import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { imageSize } from "image-size";
import { afterAll, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { ICON_SIZES, iconPath } from "../../src/identity/icons.ts";
import { get } from "../publisher/newsroom.ts";

afterAll(reset);

/** Fetches a path from a site with these additional settings. */
function getWith(path: string, settings: Record<string, unknown>): Promise<Response> {
	return Promise.resolve(
		app.request(`http://localhost:8787${path}`, {}, { ...env, ...settings }, createExecutionContext()),
	);
}

async function sizeOf(response: Response) {
	return imageSize(new Uint8Array(await response.arrayBuffer()));
}

test.each(ICON_SIZES)("a site without an icon has a monogram as its icon, at %i pixels", async (size) => {
	const response = await get(iconPath(size));
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toBe("image/png");
	expect(response.headers.get("Cache-Control")).toContain("max-age=86400");
	expect(await sizeOf(response)).toMatchObject({ width: size, height: size, type: "png" });
});

test("/favicon.ico returns an ICO file rather than a redirect", async () => {
	const response = await get("/favicon.ico");
	expect(response.headers.get("Content-Type")).toBe("image/x-icon");
	const etag = response.headers.get("ETag") ?? "";
	expect(await sizeOf(response)).toMatchObject({ width: 32, height: 32, type: "ico" });
	expect((await get("/favicon.ico", { headers: { "If-None-Match": etag } })).status).toBe(304);
});

test("/icon.svg does not run scripts, even when it is opened in a browser", async () => {
	const response = await get("/icon.svg");
	expect(response.headers.get("Content-Type")).toBe("image/svg+xml");
	expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
	expect(await response.text()).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
});

test("the monogram depends on the site's name and accent colour", async () => {
	const svg = await (await getWith("/icon.svg", { SITE_TITLE: "Zeit", SITE_ACCENT: "#e0a100" })).text();
	expect(svg).toContain('fill="#e0a100"');
	expect(svg).not.toContain(await (await get("/icon.svg")).text());
});

test("the icons' URLs redirect if SITE_ICON is a picture on another site", async () => {
	const settings = { SITE_ICON: "https://cdn.example/icon.png" };
	for (const path of ["/icon.svg", "/favicon.ico", "/icon-512.png", "/apple-touch-icon.png"]) {
		const response = await getWith(path, settings);
		expect([path, response.status, response.headers.get("Location")]).toEqual([
			path,
			302,
			"https://cdn.example/icon.png",
		]);
	}
});

test("the manifest contains the site's name, colour and icons", async () => {
	const response = await get("/site.webmanifest");
	expect(response.headers.get("Content-Type")).toBe("application/manifest+json; charset=utf-8");
	const manifest = await response.json<{ name: string; icons: { src: string; sizes: string }[] }>();
	expect(manifest.name).toBe("Newsstand");
	for (const { src, sizes } of manifest.icons) {
		const { width, height } = await sizeOf(await get(src));
		expect(`${width}x${height}`).toBe(sizes);
	}
});

test("/logo returns 404 on a site without a logo", async () => {
	expect((await get("/logo")).status).toBe(404);
	expect((await getWith("/logo", { SITE_LOGO: "https://cdn.example/l.svg" })).headers.get("Location")).toBe(
		"https://cdn.example/l.svg",
	);
});

test("/logo redirects to the icon until the logo is stored", async () => {
	const response = await getWith("/logo", { SITE_LOGO: "images/none.svg" });
	expect([response.status, response.headers.get("Location")]).toEqual([302, "/icon-512.png"]);
	expect(response.headers.get("Cache-Control")).toBe("public, max-age=60");
});

test("stylesheets contain the site's accent colour and headline typeface, and the URL of /style.css changes when these do", async () => {
	const settings = { SITE_ACCENT: "teal", SITE_HEADLINES: "sans" };
	const page = await (await getWith("/about/feeds", settings)).text();
	const [, address = ""] = /href="(\/style\.css[^"]*)"/.exec(page) ?? [];
	const styled = await getWith(address, settings);
	expect(styled.headers.get("Cache-Control")).toContain("immutable");
	expect(await styled.text()).toMatch(/^:root\{--head:var\(--sans\);.*--sans:system-ui/);
	expect(await (await get("/about/feeds")).text()).not.toContain(address);
	expect(await (await getWith("/feed.css", settings)).text()).toContain(":root{--accent:");
});

test("the footer shows the links, copyright line and licence", async () => {
	const settings = {
		SITE_LINKS: { Imprint: "/imprint" },
		SITE_COPYRIGHT: "© 2026 <The Gazette>",
		SITE_LICENSE: "CC-BY-4.0",
		SITE_LOGO: "images/logo.svg",
	};
	const page = await (await getWith("/about/feeds", settings)).text();
	expect(page).toContain('<a href="/imprint" lang="en" dir="ltr">Imprint</a>');
	expect(page).toContain("© 2026 &lt;The Gazette&gt;");
	expect(page).toContain('<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC-BY-4.0</a>');
	expect(page).toContain('<img class="logo" src="/logo" alt="" height="32"/>');
});
