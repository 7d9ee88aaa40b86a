import type { Context, MiddlewareHandler } from "hono";
import { isEverydayLanguage, languageTag } from "../article/language.ts";
import { feedPath } from "../feed/feed.ts";
import { languageFeed } from "../feed/language-feed.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { redirect } from "../http/respond.ts";
import { INDEX_KEY, NAVIGATION_KEY } from "../publisher/kv-keys.ts";
import { readNavigation } from "./feed-list.ts";
import { serveSelection } from "./feeds.ts";
import { showSelection } from "./selection-page.tsx";

const PATH = /^\/languages\/([^/.]+?)(\.(?:rss|atom|json))?$/;

/** `GET /languages/de.rss`: a short URL for the feed of the selection `lang=de`. */
export async function serveLanguage(c: Context<App>): Promise<Response> {
	return (await selectLanguage(c)) ?? serveSelection(c);
}

/** `GET /languages/de`: the page of the selection `lang=de`. */
export async function showLanguage(c: Context<App>): Promise<Response> {
	return (await selectLanguage(c)) ?? showSelection(c);
}

/** Shows the page of a language. If the path is not that of a language, it may be that of an article. */
export const showLanguageOrArticle: MiddlewareHandler<App> = async (c, next) => {
	return (await languageAt(c)) === null ? next() : showLanguage(c);
};

/**
 * Rewrites the request to the URL of the selection. Returns a response only if the language is unknown (404) or the
 * request's URL is not canonical (redirect).
 */
async function selectLanguage(c: Context<App>): Promise<Response | undefined> {
	const tag = await languageAt(c);
	if (tag === null) return notFound(c, `${INDEX_KEY},${NAVIGATION_KEY}`);
	const url = new URL(c.req.url);
	const extension = PATH.exec(url.pathname)?.[2] ?? "";
	const canonical = feedPath(languageFeed(tag)) + extension;
	if (url.pathname + url.search !== canonical) return redirect(c, canonical, 301, INDEX_KEY);
	url.pathname = `/select${extension}`;
	url.search = `?lang=${tag}`;
	c.req.raw = new Request(url, c.req.raw);
	return undefined;
}

/**
 * Returns the language in the path; null if there is none, or if the language is neither widely used nor the language
 * of any article.
 */
async function languageAt(c: Context<App>): Promise<string | null> {
	const [, given = ""] = PATH.exec(new URL(c.req.url).pathname) ?? [];
	const tag = languageTag(given);
	if (tag === null || isEverydayLanguage(tag)) return tag;
	const nav = await readNavigation(c.env);
	return nav?.languages?.includes(tag) ? tag : null;
}
