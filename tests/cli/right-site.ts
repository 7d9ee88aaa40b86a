import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { type Feed, FORMATS, type Format, feedPath, feedUrl, feedUrls, pageUrl } from "../../src/feed/feed.ts";
import { isNotModified } from "../../src/http/conditional.ts";
import { MEDIA_TYPES } from "../../src/renditions/media-types.ts";
import { renderOpml } from "../../src/renditions/opml.ts";
import { render } from "../../src/renditions/render.ts";
import type { Site } from "../../src/settings.ts";
import { feed, published, site as sample } from "../renditions/sample.ts";

/** A response before it is compressed. */
export interface Served {
	/** With 0, the server closes the connection instead of responding. */
	status: number;
	headers: Record<string, string>;
	body: string | Buffer;
}

/** A request. */
export interface Asked {
	method: string;
	path: string;
	headers: Headers;
}

/** Changes a response before it is sent. */
export type Spoil = (served: Served, asked: Asked) => void;

const MODIFIED = Date.UTC(2026, 4, 5);

/** Starts an HTTP server for a site without faults. It runs until the end of the test. */
export async function rightSite(spoil: Spoil = () => {}) {
	const asked: Asked[] = [];
	let pages = new Map<string, Served>();
	const server = createServer((incoming, response) => {
		const { method = "", url: path = "" } = incoming;
		const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
		asked.push({ method, path, headers });
		const served = answer(pages, path, method, headers);
		spoil(served, { path, method, headers });
		if (served.status === 0) return void incoming.socket.destroy();
		const isPlain = served.headers["Content-Encoding"] === undefined;
		if (isPlain && /gzip/.test(headers.get("Accept-Encoding") ?? "") && served.status === 200) {
			served.body = gzipSync(served.body);
			served.headers["Content-Encoding"] = "gzip";
		}
		response.writeHead(served.status, served.headers).end(method === "HEAD" ? "" : served.body);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
	pages = pagesOf({ ...sample, url, hub: `${url}/hub` });
	return { url, asked };
}

function answer(pages: Map<string, Served>, path: string, method: string, headers: Headers): Served {
	const page = pages.get(path.split("?")[0] ?? "");
	if (page === undefined) return { status: 404, headers: {}, body: "There is nothing here.\n" };
	if (method !== "GET" && method !== "HEAD") return { status: 405, headers: { Allow: "GET, HEAD" }, body: "" };
	const etag = page.headers["ETag"];
	if (etag !== undefined && isNotModified(headers, { etag, modified: MODIFIED }, Date.now())) {
		return { status: 304, headers: { ...page.headers }, body: "" };
	}
	return { ...page, headers: { ...page.headers } };
}

function pagesOf(site: Site): Map<string, Served> {
	const feeds = feedsOf(site);
	const main = feeds.filter(({ archives }) => archives?.current === undefined);
	const urls = (name: string) => Object.fromEntries(FORMATS.map((format) => [format, feedUrl(site, name, format)]));
	const list = main.map(({ name, title, articles }) => ({ name, title, count: articles.length, ...urls(name) }));
	const query = "?author=ada";
	const authors = [{ name: "ada", title: "Ada", count: 1, ...feedUrls(site, "select", query) }];
	const ada = { name: "select", query, title: "Ada", page: "/authors/ada" };
	const links = FORMATS.map((format) => {
		return `<link rel="alternate" type="${MEDIA_TYPES[format]}" href="${feedUrl(site, "feed", format)}">`;
	});
	const text = (type: string, body: string): Served => {
		const headers = { "Content-Type": `${type}; charset=utf-8`, "Access-Control-Allow-Origin": "*" };
		return { status: 200, headers, body };
	};
	return new Map([
		...feeds.flatMap((one) =>
			FORMATS.map((format) => [feedPath(one.name, format), rendition(one, format, site)] as const),
		),
		...feeds
			.slice(0, 1)
			.flatMap((one) => FORMATS.map((format) => [feedPath("select", format), rendition(one, format, site)] as const)),
		[
			"/",
			text(
				"text/html",
				`<!doctype html><html><head>${links.join("")}</head><body><p>News<br>of tides</p></body></html>`,
			),
		],
		["/feeds.json", text("application/json", JSON.stringify({ feeds: list, authors }))],
		["/feeds.opml", text("text/x-opml", renderOpml([...main, ada], MODIFIED, site))],
		["/health", text("application/json", '{"status":"ok","pending":0}')],
	]);
}

function rendition(one: Feed, format: Format, site: Site): Served {
	const self = feedUrl(site, one.name, format);
	return {
		status: 200,
		headers: {
			"Content-Type": `${MEDIA_TYPES[format]}; charset=utf-8`,
			ETag: `W/"${one.name}.${format}"`,
			"Last-Modified": new Date(MODIFIED).toUTCString(),
			"Cache-Control": "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
			Vary: "Accept-Encoding",
			Link: `<${self}>; rel="self", <${site.hub}>; rel="hub", <${pageUrl(site, one.name)}>; rel="alternate"; type="text/html"`,
			"Access-Control-Allow-Origin": "*",
			"X-Content-Type-Options": "nosniff",
		},
		body: render(one, format, site),
	};
}

/** Returns the site's main feed with two archives, and topic and provider feeds of different sizes. */
function feedsOf(site: Site): Feed[] {
	const hub = site.hub === null ? {} : { hub: site.hub };
	const own = (over: Partial<Feed>) => feed({ url: `${site.url}/`, ...hub, ...over });
	const image = { url: "https://gazette.example/tide.jpg", width: 640, height: 480 };
	const articles = [
		{
			guid: "tag:tide",
			title: "Tide & <b>time</b>",
			excerpt: "Twice.",
			html: '<p>High & low:<br>twice</p><p><a href="https://x.example/?a=1&amp;b=2">a day</a></p>',
			images: [image],
		},
		{ guid: "tag:moon", title: "Moon", published: Date.UTC(2026, 3, 4), excerpt: "It pulls." },
		{ guid: "tag:ebb", title: "Ebb", published: Date.UTC(2026, 3, 3), html: "<p>Low</p>" },
	].map((over) => published({ link: `https://gazette.example/${over.title.length}`, ...over }));
	const [may, april] = ["feed/archive/2026-05", "feed/archive/2026-04"];
	return [
		own({ articles, archives: { previous: may } }),
		own({ name: may, articles: articles.slice(0, 1), archives: { current: "feed", previous: april } }),
		own({ name: april, articles: articles.slice(1), archives: { current: "feed", next: may } }),
		...["topics/tides", "topics/moon", "providers/gazette.example", "providers/post.example"].map((name, index) =>
			own({ name, title: name, url: pageUrl(site, name), articles: articles.slice(index % 2) }),
		),
	];
}
