import type { Context } from "hono";
import { Discovery, discoveryHeaders, siteFeed } from "../../components/discovery.tsx";
import { document, PAGE_HEADERS, Page } from "../../components/layout.tsx";
import { MAX_QUERY_LENGTH, parseSelection, type Unreadable } from "../../feed/parse-selection.ts";
import { canonicalQuery, fold, type Selection } from "../../feed/selection.ts";
import type { App } from "../../http/context.ts";
import { errorResponse } from "../../http/errors.ts";
import { pageResponse } from "../../http/respond.ts";
import { INDEX_KEY } from "../../publisher/kv-keys.ts";
import { answered } from "../../publisher/read/reader-queue.ts";
import type { UnknownName } from "../../publisher/read/selections.ts";
import { publisherOf } from "../../publisher/stub.ts";
import type { Site } from "../../settings.ts";
import { readIndex } from "../feed-list.ts";
import type { Fault } from "./fields.tsx";
import { BuilderForm } from "./form.tsx";
import { previewOf } from "./preview.ts";
import { builderPath, type Filled, readFilled } from "./query.ts";
import { Result } from "./result.tsx";

/** Longest query that browsers and proxies accept, including the empty fields that a form sends. */
const MAX_FORM_LENGTH = 16_000;

/**
 * `GET /subscribe?topic=ai&lang=de`: the feed builder: a form with a preview. A submitted form redirects to its
 * address without empty fields, for bookmarks and sharing.
 */
export async function getBuilder(c: Context<App>): Promise<Response> {
	return showBuilder(c, 200);
}

/**
 * The form, filled in from the query, at any path.
 *
 * @param status if something in the query is wrong: 200 for the form itself, which then says what to change, 400 or
 * 404 for a selection's address
 */
export async function showBuilder(c: Context<App>, status: 200 | 400 | 404): Promise<Response> {
	const site = c.get("site");
	const { pathname, search, searchParams } = new URL(c.req.url);
	if (search.length > MAX_FORM_LENGTH) {
		return errorResponse(c, 414, `The form is too long: its query may have ${MAX_FORM_LENGTH} characters.`);
	}
	const stored = await readIndex(c.env.KV);
	const feeds = stored?.index.feeds ?? [];
	const filled = readFilled(searchParams, feeds);
	const selection = selectionOf(filled, site);
	const query = "problem" in selection ? null : canonicalQuery(selection, site.feedSize);
	const path = builderPath(query ?? `?${filled.values}`, filled.find);
	const isForm = pathname === "/subscribe";
	if (isForm && path !== pathname + search && (query !== null || filled.narrowed)) {
		return leadTo(c, filled.narrowed ? `${path}#${filled.narrowed}` : path);
	}

	const [facets, found] = await Promise.all([
		publisherOf(c.env).lists().facets(),
		"problem" in selection ? selection : previewOf(c.env, site, selection),
	]);
	const offered = answered(facets);
	if ("query" in found) return leadTo(c, isForm ? builderPath(found.query, filled.find) : `/select${found.query}`);
	const preview = "items" in found ? found : undefined;
	// The list of feeds may have a name that the selection lacks.
	if (preview && !isForm) return leadTo(c, preview.page);
	const faults = "items" in found ? [] : faultsOf(found, filled);
	const body = document(
		<Page
			site={site}
			title="Put together your own feed"
			wide
			hasProviders={feeds.some(({ name }) => name.startsWith("providers/"))}
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
	// The remaining query selects content, so Cloudflare may cache the response.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	return response;
}

/** The form as a selection, or what is wrong with it. */
function selectionOf({ values }: Filled, { feedSize }: Site): Selection | Unreadable {
	const selection = parseSelection(values, feedSize);
	if ("problem" in selection || canonicalQuery(selection, feedSize).length <= MAX_QUERY_LENGTH) return selection;
	const problem =
		"This is too much for the address of one feed. Tick fewer topics and providers, or write fewer words.";
	return { problem, wrong: [] };
}

/** Redirects to the address of the selection. The redirect is not cached. */
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

/** The form's address with a suggested feed instead of the unknown one. */
function pathWith(feed: string, { parameter, value }: UnknownName, { values, find }: Filled): string {
	const key = feed.slice(feed.indexOf("/") + 1);
	const changed = [...values].map(([name, given]) => [name, name === parameter && fold(given) === value ? key : given]);
	return builderPath(`?${new URLSearchParams(changed)}`, find);
}
