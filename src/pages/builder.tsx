import type { Context } from "hono";
import { LONGEST_QUERY, parseSelection, type Unreadable } from "../feed/parse-selection.ts";
import { canonicalQuery, fold } from "../feed/selection.ts";
import type { App } from "../http/app-env.ts";
import { errorResponse } from "../http/errors.ts";
import { readIndex } from "../http/feed-list.ts";
import { pageResponse } from "../http/page.ts";
import { INDEX_KEY } from "../publisher/keys.ts";
import type { UnknownName } from "../publisher/resolve-selection.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Fault } from "./builder-fields.tsx";
import { BuilderForm } from "./builder-form.tsx";
import { builderPath, type Filled, readFilled } from "./builder-query.ts";
import { Result } from "./builder-result.tsx";
import { Discovery, discoveryHeaders, siteFeed } from "./discovery.tsx";
import { document, PAGE_HEADERS, Page } from "./layout.tsx";
import { previewOf } from "./preview.ts";

/**
 * `GET /subscribe?topic=ai&lang=de`: a form in which people put a feed together, and what would be in it. What the form
 * sends is led to the address without its empty fields, which can be kept and passed on.
 */
export async function getBuilder(c: Context<App>): Promise<Response> {
	return showBuilder(c, 200);
}

/**
 * The form, filled with the query of the request, whatever its path.
 *
 * @param status of the answer if something in the query has to be changed. The form itself was asked for rightly then,
 * and says what to change; an address that is no selection is none.
 */
export async function showBuilder(c: Context<App>, status: 200 | 400 | 404): Promise<Response> {
	const site = c.get("site");
	const { pathname, search, searchParams } = new URL(c.req.url);
	const tooLong = () => errorResponse(c, 414, `The query of a selection has at most ${LONGEST_QUERY} characters.`);
	// With the empty fields that a form sends.
	if (search.length > LONGEST_QUERY * 2) return tooLong();
	const stored = await readIndex(c.env.KV);
	const feeds = stored?.index.feeds ?? [];
	const filled = readFilled(searchParams, feeds);
	const selection = parseSelection(filled.values, site.feedSize);
	const query = "problem" in selection ? null : canonicalQuery(selection, site.feedSize);
	if (query !== null && query.length > LONGEST_QUERY) return tooLong();
	const path = query === null ? null : builderPath(query, filled.find);
	if (pathname === "/subscribe" && path !== null && path !== pathname + search) return leadTo(c, path);

	const [offered, found] = await Promise.all([
		publisherOf(c.env).lists().facets(),
		"problem" in selection ? selection : previewOf(c.env, site, selection),
	]);
	if ("query" in found) return leadTo(c, builderPath(found.query, filled.find));
	const preview = "items" in found ? found : undefined;
	const faults = "items" in found ? [] : faultsOf(found, filled);
	const body = document(
		<Page
			site={site}
			title="Put together your own feed"
			wide
			head={
				<>
					{search === "" ? (
						<link rel="canonical" href={`${site.url}/subscribe`} />
					) : (
						<meta name="robots" content="noindex" />
					)}
					<Discovery site={site} feeds={[siteFeed(site)]} />
				</>
			}
		>
			<h1>Put together your own feed</h1>
			<p class="lead">Choose what you want to read, see what is in it, and subscribe to that alone.</p>
			{search === "" ? null : (
				<p>
					<a class="jump" href="#result">
						{preview === undefined ? "See what has to be changed" : "See what is in it"}
					</a>
				</p>
			)}
			<div class="builder">
				<BuilderForm site={site} feeds={feeds} offered={offered} filled={filled} faults={faults} />
				<Result site={site} preview={preview} filled={filled} faults={faults} />
			</div>
		</Page>,
	);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	if (preview === undefined)
		return new Response(body, { status, headers: { ...headers, "Cache-Control": "no-store" } });
	const response = pageResponse(c.req.raw, body, [...preview.tags, INDEX_KEY].join(","), headers);
	// What is left of the query has a meaning: the edge may keep it.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	return response;
}

/** To the address of what was filled in. Nobody keeps the way there. */
function leadTo(c: Context<App>, path: string): Response {
	c.header("Cache-Control", "no-store");
	return c.redirect(path, 302);
}

function faultsOf(found: Unreadable | { unknown: UnknownName }, filled: Filled): Fault[] {
	if ("unknown" in found) {
		const { parameter, message, nearest } = found.unknown;
		const instead = nearest.map(({ name, title }) => ({ title, path: pathWith(name, found.unknown, filled) }));
		return [{ name: parameter, message, instead }];
	}
	if (found.wrong.length === 0) return [{ name: null, message: found.problem }];
	return found.wrong.map(({ name, allowed }) => ({
		name,
		message: allowed.charAt(0).toUpperCase() + allowed.slice(1),
	}));
}

/** The address of the form with a feed in the place of what is not there. */
function pathWith(feed: string, { parameter, value }: UnknownName, { values, find }: Filled): string {
	const key = feed.slice(feed.indexOf("/") + 1);
	const changed = [...values].map(([name, given]) => [name, name === parameter && fold(given) === value ? key : given]);
	return builderPath(`?${new URLSearchParams(changed)}`, find);
}
