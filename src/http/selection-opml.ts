import type { Context } from "hono";
import { SITE_FEED } from "../feed/feed.ts";
import { LONGEST_QUERY, parseSelection } from "../feed/parse-selection.ts";
import { previewOf } from "../pages/preview.ts";
import type { App } from "./app-env.ts";
import { errorResponse } from "./errors.ts";
import { opmlResponse } from "./opml.ts";
import { redirect } from "./redirect.ts";

/** `GET /select.opml?topic=ai&lang=de`: the feed of a selection as a list of subscriptions, for a reader to import. */
export async function getSelectionOpml(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const { search, searchParams } = new URL(c.req.url);
	if (search.length > LONGEST_QUERY) {
		return errorResponse(c, 414, `The query of a selection has at most ${LONGEST_QUERY} characters.`);
	}
	const selection = parseSelection(searchParams, site.feedSize);
	if ("problem" in selection) return errorResponse(c, 400, selection.problem);
	const preview = await previewOf(c.env, site, selection);
	if ("unknown" in preview) return errorResponse(c, 404, preview.unknown.message);
	const path = "query" in preview ? `/select.opml${preview.query}` : preview.opml;
	if ("query" in preview || path !== `/select.opml${search}`) return redirect(c, path, 301, preview.tags.join(","));
	const feed =
		search === "" ? { name: SITE_FEED, title: site.title } : { name: "select", query: search, title: preview.subject };
	return opmlResponse(c, [feed], preview.updated, preview.tags.join(","));
}
