import type { Context } from "hono";
import { addressOf, LIVE_RESULTS } from "../../components/assets.ts";
import { Discovery, discoveryHeaders, siteFeed } from "../../components/discovery.tsx";
import { document, PAGE_HEADERS, Page } from "../../components/layout.tsx";
import { navigationOf } from "../../feed/feed-index.ts";
import { MAX_QUERY_LENGTH, MOST, parseSelection, type Unreadable } from "../../feed/parse-selection.ts";
import { canonicalQuery, fold, type Selection } from "../../feed/selection.ts";
import type { App } from "../../http/context.ts";
import { errorResponse } from "../../http/errors.ts";
import { pageResponse } from "../../http/respond.ts";
import { INDEX_KEY } from "../../publisher/kv-keys.ts";
import { answered } from "../../publisher/read/reader-queue.ts";
import type { UnknownName } from "../../publisher/read/selections.ts";
import { publisherOf } from "../../publisher/stub.ts";
import type { Site } from "../../settings.ts";
import { fill } from "../../words/grammar.ts";
import { marksFor, type Words, wordsFor } from "../../words/words.ts";
import { readIndex } from "../feed-list.ts";
import type { Fault } from "./fields.tsx";
import { BuilderForm } from "./form.tsx";
import { previewOf } from "./preview.ts";
import { builderPath, type Filled, readFilled } from "./query.ts";
import { ActionBar, Result } from "./result.tsx";

/**
 * Maximum length of a query, in characters, including the empty fields that the form sends. Browsers and proxies accept
 * queries of this length.
 */
const MAX_FORM_LENGTH = 16_000;

/**
 * Like the headers of other pages, but allow a script to request pages, so that it can update the results as boxes are
 * ticked.
 */
const BUILDER_HEADERS = {
	...PAGE_HEADERS,
	"Content-Security-Policy": `${PAGE_HEADERS["Content-Security-Policy"]}; connect-src 'self'`,
};

/**
 * `GET /subscribe?topic=ai&lang=de`: the feed builder, a form with a preview. Submitting the form redirects to a URL
 * without empty parameters, which people can bookmark and share.
 */
export async function getBuilder(c: Context<App>): Promise<Response> {
	return showBuilder(c, 200);
}

/**
 * Shows the form, filled in from the query. The path of the request does not matter.
 *
 * @param status the HTTP status if the query contains an error: 200 for the builder's own URL, because the form
 * explains what to change; 400 or 404 for the URL of a selection
 */
export async function showBuilder(c: Context<App>, status: 200 | 400 | 404): Promise<Response> {
	const site = c.get("site");
	const { pathname, search, searchParams } = new URL(c.req.url);
	if (search.length > MAX_FORM_LENGTH) {
		return errorResponse(c, 414, `The form is too long: its query may have at most ${MAX_FORM_LENGTH} characters.`);
	}
	const stored = await readIndex(c.env);
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
	// The form looks up names in the list of feeds, so it may accept a name that the selection's URL did not accept.
	if (preview && !isForm) return leadTo(c, preview.page);
	const words = wordsFor(site.language);
	const faults = "items" in found ? [] : faultsOf(found, filled, words);
	const body = document(
		<Page
			site={site}
			title={words.builder.title}
			nav={navigationOf(feeds)}
			followed={preview?.followed}
			hasAction
			isTool
			head={
				<>
					{search === "" ? (
						<link rel="canonical" href={`${site.url}/subscribe`} />
					) : (
						<meta name="robots" content="noindex" />
					)}
					<Discovery site={site} feeds={[siteFeed(site)]} />
					<script src={addressOf(LIVE_RESULTS)} defer />
				</>
			}
		>
			<div {...marksFor(site.language)}>
				<h1>{words.builder.title}</h1>
				<p class="stand">{words.builder.lead}</p>
				<div class="builder">
					<BuilderForm site={site} feeds={feeds} offered={offered} filled={filled} faults={faults} />
					<Result site={site} feeds={feeds} preview={preview} filled={filled} faults={faults} />
					<ActionBar site={site} preview={preview} filled={filled} />
				</div>
			</div>
		</Page>,
	);
	const headers = { ...BUILDER_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	if (preview === undefined)
		return new Response(body, { status, headers: { ...headers, "Cache-Control": "no-store" } });
	const response = pageResponse(c.req.raw, body, [...preview.tags, INDEX_KEY].join(","), headers);
	// The query contains only parameters that select the content, so Cloudflare may cache the response.
	response.headers.delete("Cloudflare-CDN-Cache-Control");
	return response;
}

/** Converts the form to a selection, or returns the errors in it. */
function selectionOf({ values }: Filled, { feedSize, language }: Site): Selection | Unreadable {
	const selection = parseSelection(values, feedSize);
	if ("problem" in selection || canonicalQuery(selection, feedSize).length <= MAX_QUERY_LENGTH) return selection;
	return { problem: wordsFor(language).builder.tooMuch, wrong: [] };
}

/** Redirects to the selection's page. The redirect is not cached. */
function leadTo(c: Context<App>, path: string): Response {
	c.header("Cache-Control", "no-store");
	return c.redirect(path, 302);
}

function faultsOf(
	found: Unreadable | { unknown: UnknownName },
	filled: Filled,
	{ builder, fault }: Pick<Words, "builder" | "fault">,
): Fault[] {
	if ("unknown" in found) {
		const { parameter, value, nearest } = found.unknown;
		const message = fill(fault.unknown, { name: value });
		const instead = nearest.map(({ name, title }) => ({ title, path: pathWith(name, found.unknown, filled) }));
		return [{ name: parameter, message, instead }];
	}
	if (found.wrong.length === 0) return [{ name: null, message: builder.tooMuch }];
	const messages = {
		lang: fault.lang,
		words: fault.words,
		manyWords: fill(fault.manyWords, { most: MOST.manyWords }),
		corrected: fault.corrected,
		quality: fill(fault.quality, { most: MOST.quality }),
		limit: fill(fault.limit, { most: MOST.limit }),
		content: fault.content,
	};
	return found.wrong.map(({ name, fault: kind }) => ({ name, message: messages[kind] }));
}

/** Returns the form's path and query with a suggested feed in place of the unknown feed. */
function pathWith(feed: string, { parameter, value }: UnknownName, { values, find }: Filled): string {
	const key = feed.slice(feed.indexOf("/") + 1);
	const changed = [...values].map(([name, given]) => [name, name === parameter && fold(given) === value ? key : given]);
	return builderPath(`?${new URLSearchParams(changed)}`, find);
}
