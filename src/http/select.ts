import type { Context } from "hono";
import { FORMATS, type Format } from "../feed/feed.ts";
import { LONGEST_QUERY, parseSelection } from "../feed/parse-selection.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { App } from "./app-env.ts";
import { errorResponse } from "./errors.ts";
import { CACHE_CONTROL } from "./feed.ts";
import { ARCHIVE_CACHE_CONTROL, libraryResponse } from "./library-response.ts";

const SELECTION_PATH = /^\/select(?:\/archive\/([\d-]+))?\.(\w+)$/;

/**
 * `GET /select.rss?topic=ai&lang=de`, and of its archive `/select/archive/2026-05.rss?topic=ai&lang=de`: a feed of what
 * somebody chose. Other spellings of the same are led to the canonical one, or to the stored feed that is the same.
 */
export async function serveSelection(c: Context<App>): Promise<Response> {
	const { pathname, search } = new URL(c.req.url);
	if (search.length > LONGEST_QUERY) {
		return errorResponse(c, 414, `The query of a selection has at most ${LONGEST_QUERY} characters.`);
	}
	const [, period = null, extension] = SELECTION_PATH.exec(pathname) ?? [];
	const format: Format = FORMATS.find((known) => known === extension) ?? "rss";
	const selection = parseSelection(new URLSearchParams(search), c.get("site").feedSize);
	if ("problem" in selection) return errorResponse(c, 400, selection.problem);
	const answer = await publisherOf(c.env).library().select(selection, period, format, search);
	return libraryResponse(c, answer, format, period === null ? CACHE_CONTROL : ARCHIVE_CACHE_CONTROL);
}
