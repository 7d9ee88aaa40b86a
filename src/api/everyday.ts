import type { Context, MiddlewareHandler } from "hono";
import { feedPath, SITE_FEED } from "../feed/feed.ts";
import type { App } from "../http/context.ts";
import { notFound, otherMethods } from "../http/errors.ts";
import { refuseMade } from "../http/rate-limit.ts";
import { moved, pageResponse } from "../http/respond.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import { ROUTES } from "./routes.ts";

/** Path segments after `/api/` that the API itself uses. Collections cannot have these names. */
const RESERVED = new Set(ROUTES.map(({ path }) => path.split("/")[2]));

/**
 * The feed of the whole site changes whenever any article does, so these lists share its cache tag and are purged with
 * it.
 */
const TAG = tagOf({ kind: "feed", name: SITE_FEED });

/**
 * `GET /api/news/`, `/api/news/page/2/`, `/api/news/ai/`, `/api/news/ai/page/2/`: lists the articles of a category,
 * newest first, in the format of everyday.cc's public API. `/api/articles/` lists all articles. Does not require a
 * token. Paths that are not a collection fall through to the rest of the API. Other spellings of a list's path redirect
 * to the canonical path.
 */
export const serveArticleList: MiddlewareHandler<App> = async (c, next) => {
	const { pathname } = new URL(c.req.url);
	const address = parseAddress(pathname);
	if (!address || RESERVED.has(address.collection)) return next();
	const refused = await refuseMade(c);
	if (refused) return refused;
	const { collection, topic, page } = address;
	const feed = topic === undefined ? SITE_FEED : `topics/${topic}`;
	const list = answered(
		await publisherOf(c.env)
			.lists()
			.page(collection, feed, page ?? 1),
	);
	if (list === "no such collection") return next();
	if (c.req.method !== "GET" && c.req.method !== "HEAD") return otherMethods("GET", "HEAD")(c);
	if (list === "no such page") return noSuchPage(c);
	const canonical = addressOf(address);
	if (pathname !== canonical) return moved(c, canonical, TAG);
	return pageResponse(c.req.raw, list.json, TAG, {
		"Content-Type": "application/json; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag",
	});
};

/** Returns a 404 with CORS headers, so that scripts on other sites can detect the end of a list. */
function noSuchPage(c: Context<App>): Response {
	const response = notFound(c, TAG);
	response.headers.set("Access-Control-Allow-Origin", "*");
	return response;
}

interface Address {
	collection: string;
	topic: string | undefined;
	page: number | undefined;
}

const ADDRESS = /^\/api\/([^/]+)(?:\/(?!page\/\d+\/?$)([^/]+))?(?:\/page\/(\d+))?\/?$/;

/** Parses the path of a list, whether or not its spelling is canonical. Returns null for all other paths. */
function parseAddress(pathname: string): Address | null {
	const match = ADDRESS.exec(pathname);
	if (!match?.[1]) return null;
	try {
		const [collection = "", topic] = [match[1], match[2]].map((part) =>
			part === undefined ? undefined : decodeURIComponent(part).normalize("NFKC").toLowerCase(),
		);
		return { collection, topic, page: match[3] === undefined ? undefined : Number(match[3]) };
	} catch {
		return null;
	}
}

function addressOf({ collection, topic, page }: Address): string {
	const list = feedPath(topic === undefined ? collection : `${collection}/${topic}`);
	return `/api${list}/${page === undefined ? "" : `page/${page}/`}`;
}
