import type { Context } from "hono";
import { archiveName, parseArchivePath } from "../feed/archive.ts";
import { feedPath, SITE_FEED } from "../feed/feed.ts";
import { tagOf } from "../publisher/keys.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { App } from "./app-env.ts";
import { notFound } from "./errors.ts";
import { ARCHIVE_CACHE_CONTROL, libraryResponse } from "./library-response.ts";
import { missing } from "./missing.ts";
import { redirect } from "./redirect.ts";

/** `GET /feed/archive/2026-05.rss`, `/topics/ai/archive/2026-05.atom`: all articles that a feed had in a month. */
export async function serveArchive(c: Context<App>): Promise<Response> {
	const { pathname, search } = new URL(c.req.url);
	const archive = parseArchivePath(pathname);
	if (!archive) return notFound(c);
	const { name, period, format } = archive;
	const canonical = feedPath(archiveName(name, period), format);
	// A query means nothing here, and would make another copy of a document that is kept for a day.
	if (pathname + search !== canonical) return redirect(c, canonical, 301, tagOf({ kind: "feed", name }));
	const answer = await publisherOf(c.env).library().archive(name, period, format);
	// It may have another name now, or have ended.
	if (answer.kind === "empty" && name !== SITE_FEED) {
		return missing(c, { path: feedPath(name), suffix: `/archive/${period}.${format}`, tag: answer.tag });
	}
	return libraryResponse(c, answer, format, ARCHIVE_CACHE_CONTROL);
}
