import type { Context } from "hono";
import { FORMATS, type Format } from "../feed/feed.ts";
import { LONGEST_QUERY, parseSelection } from "../feed/parse-selection.ts";
import type { Selection } from "../feed/selection.ts";
import type { Answer } from "../publisher/answer.ts";
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
export function serveSelection(c: Context<App>): Promise<Response> {
	return selected(c, new URL(c.req.url).pathname, (...asked) =>
		publisherOf(c.env)
			.library()
			.select(...asked),
	);
}

/**
 * Reads what is asked for, and answers with what is found.
 *
 * @param pathname of the selection: `/select.rss`, `/select/archive/2026-05.rss`
 */
export async function selected(
	c: Context<App>,
	pathname: string,
	find: (selection: Selection, period: string | null, format: Format, query: string) => Promise<Answer>,
): Promise<Response> {
	const { search } = new URL(c.req.url);
	if (search.length > LONGEST_QUERY) {
		return errorResponse(c, 414, `The query of a selection has at most ${LONGEST_QUERY} characters.`);
	}
	const [, period = null, extension] = SELECTION_PATH.exec(pathname) ?? [];
	const format: Format = FORMATS.find((known) => known === extension) ?? "rss";
	const selection = parseSelection(new URLSearchParams(search), c.get("site").feedSize);
	if ("problem" in selection) return errorResponse(c, 400, selection.problem);
	const answer = await find(selection, period, format, search);
	return libraryResponse(c, answer, format, period === null ? CACHE_CONTROL : ARCHIVE_CACHE_CONTROL);
}
