import { FORMATS, type Format, feedLinks, feedUrl, pageUrl } from "../feed/feed.ts";
import { type Lifetimes, lifetimesOf } from "../feed/rhythm.ts";
import { feedCache, isBehindCache, tagged, varyByEncoding } from "../http/cache-headers.ts";
import { acceptsGzip, isConditional, isNavigation, isNotModified } from "../http/conditional.ts";
import { countRequest } from "../http/count-reads.ts";
import { eagerPoll } from "../http/eager-polls.ts";
import { type Found, handedOver } from "../http/handed-over.ts";
import { clientOf, feedKind, isTooOften } from "../http/request-rate.ts";
import { addSecurityHeaders } from "../http/security-headers.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import { hubOf, readRequired } from "../required-settings.ts";
import { openFeed, type StoredPart } from "./stored-feeds.ts";

/** Matches the canonical URL of a stored feed with an ordinary name. The app handles all other URLs. */
const ADDRESS = /^https?:\/\/([^/]+)(\/(feed|(?:topics|providers)\/[a-z0-9._~-]+)\.(rss|atom|json))$/;

/** Maximum number of cached feeds, counting each format. When it is reached, the cache is emptied. */
const MAX_FEEDS = 1000;

/** What this isolate needs to know about the site in order to serve feeds. */
interface KnownSite {
	url: string;
	hub: string | null;
	/** Cached because it never changes, and because determining it takes as long as looking up the feed. */
	isBehindCache: boolean;
	/** The cached feeds, by URL. */
	feeds: Map<string, KnownFeed>;
}

/** A feed in one format. */
interface KnownFeed {
	host: string;
	path: string;
	name: string;
	format: Format;
	/** Cached response headers of the feed's latest version. Building them takes longer than the rest of the request. */
	headers?: KnownHeaders;
}

/** Response headers for each variant, and everything that they depend on. */
interface KnownHeaders extends Pick<StoredPart, "etag" | "modified">, Lifetimes {
	of: Partial<Record<Variant, Headers>>;
}

/**
 * How a feed is sent: gzipped (as it is stored), uncompressed, or not at all because the client already has it (304).
 */
type Variant = "gzip" | "plain" | "unchanged";

/** The site for each environment object, which lives as long as the isolate. Null while a setting is invalid. */
const sites = new WeakMap<object, KnownSite | null>();

/**
 * Serves a stored feed with one KV read, without loading the app: nearly all requests are for feeds, and loading the
 * app takes most of the time that an isolate needs to start. Returns null if the request is not for a stored feed, or
 * if the app must respond to it for any other reason.
 */
export async function readFeed(
	request: Request,
	env: Cloudflare.Env,
	context: ExecutionContext,
): Promise<Response | null> {
	const site = siteOf(env, context);
	const feed = site && feedAt(request, site);
	if (!feed) return null;
	const { name, format, host, path } = feed;
	const client = clientOf(request.headers);
	const isRefused = client !== null && isTooOften(env, "FEED_LIMIT", feedKind(client, host, path), path);
	if (isRefused && (await isRefused)) return passedOn(request, { kind: "too often" });
	try {
		const stored = await openFeed(env.KV, name, format, !isConditional(request.headers));
		if (stored === null) return passedOn(request, { kind: "missing" });
		site.feeds.set(request.url, feed);
		const response = await feedResponse(request, env, name, stored, (variant, lifetimes) =>
			knownHeaders(request, site, feed, stored, variant, lifetimes),
		);
		if (!(response instanceof Response)) return passedOn(request, response);
		countRequest(request, { feed: name, variant: format }, env, (work) => context.waitUntil(work));
		return response;
	} catch {
		// The app reads the feed again, and reports the error if that fails too.
		return passedOn(request, { kind: "failed" });
	}
}

function passedOn(request: Request, found: Found): null {
	handedOver.set(request, found);
	return null;
}

function siteOf(env: Cloudflare.Env, context: ExecutionContext): KnownSite | null {
	const known = sites.get(env);
	if (known !== undefined) return known;
	const settings = readRequired(env);
	const site =
		"problems" in settings
			? null
			: {
					url: settings.SITE_URL,
					hub: hubOf(settings),
					isBehindCache: isBehindCache(context),
					feeds: new Map(),
				};
	sites.set(env, site);
	return site;
}

/**
 * Returns the feed that was requested. Returns null if no feed was requested, or if a person opened the feed in a
 * browser and must get a page from the app.
 */
function feedAt(request: Request, { feeds }: KnownSite): KnownFeed | null {
	if ((request.method !== "GET" && request.method !== "HEAD") || isNavigation(request)) return null;
	const known = feeds.get(request.url);
	if (known) return known;
	const [, host, path, name, extension] = ADDRESS.exec(request.url) ?? [];
	const format = FORMATS.find((one) => one === extension);
	if (host === undefined || path === undefined || name === undefined || format === undefined) return null;
	if (feeds.size >= MAX_FEEDS) feeds.clear();
	return { host, path, name, format };
}

function knownHeaders(
	request: Request,
	site: KnownSite,
	feed: KnownFeed,
	stored: StoredPart,
	variant: Variant,
	lifetimes: Lifetimes,
): Headers {
	if (!feed.headers || !isSame(feed.headers, stored, lifetimes)) {
		const { etag, modified } = stored;
		feed.headers = { etag, modified, ...lifetimes, of: {} };
	}
	const known = feed.headers.of[variant];
	if (known) return known;
	const headers = feedHeaders(request, site, feed, stored, variant, lifetimes);
	if (variant !== "unchanged") addSecurityHeaders(headers, site.url);
	headers.append("Vary", "Sec-Fetch-Dest");
	feed.headers.of[variant] = headers;
	return headers;
}

function isSame(known: KnownHeaders, { etag, modified }: StoredPart, { reader, edge, isCapped }: Lifetimes): boolean {
	return (
		known.etag === etag &&
		known.modified === modified &&
		known.reader === reader &&
		known.edge === edge &&
		known.isCapped === isCapped
	);
}

/** Poll interval for feeds that were written by release 0.1.0, in seconds. */
const FORMER_POLL = 300;

/**
 * Returns the response with a stored feed, or a 304. If the client polls too eagerly, returns the number of seconds for
 * `Retry-After` instead.
 *
 * @param headersOf returns the response headers
 */
export async function feedResponse(
	request: Request,
	env: Cloudflare.Env,
	name: string,
	stored: StoredPart,
	headersOf: (variant: Variant, lifetimes: Lifetimes) => Headers,
): Promise<Response | { kind: "eager"; retryAfter: number }> {
	const now = Date.now();
	const lifetimes = lifetimesOf({ poll: FORMER_POLL, ...stored }, stored.modified, now);
	if (isNotModified(request.headers, stored, now)) {
		const retryAfter = eagerPoll(request, env, name, lifetimes.reader);
		if (retryAfter !== null) return { kind: "eager", retryAfter };
		return new Response(null, { status: 304, headers: headersOf("unchanged", lifetimes) });
	}
	const isZipped = acceptsGzip(request);
	const headers = headersOf(isZipped ? "gzip" : "plain", lifetimes);
	const document = await stored.read();
	// This is also the response to a HEAD request: the platform then sends only the headers, and does so faster than for
	// a response without a body.
	if (isZipped) return new Response(document, { headers, encodeBody: "manual" });
	if (request.method === "HEAD") return new Response(null, { headers });
	return new Response(new Response(document).body?.pipeThrough(new DecompressionStream("gzip")), { headers });
}

/** Returns the response headers of a feed, except those that the app's middleware adds. */
export function feedHeaders(
	request: Request,
	site: Pick<KnownSite, "url" | "hub" | "isBehindCache">,
	{ name, format }: { name: string; format: Format },
	{ etag, modified }: StoredPart,
	variant: Variant,
	lifetimes: Lifetimes,
): Headers {
	const headers = new Headers({
		"Content-Type": `${MEDIA_TYPES[format]}; charset=utf-8`,
		ETag: etag,
		"Last-Modified": new Date(modified).toUTCString(),
		...feedCache(lifetimes),
		Link: feedLinks(feedUrl(site, name, format), site.hub, pageUrl(site, name)),
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
		"X-Content-Type-Options": "nosniff",
	});
	tagged(headers, request, tagOf({ kind: "feed", name }));
	varyByEncoding(site.isBehindCache, headers, variant !== "plain");
	if (variant === "gzip") headers.set("Content-Encoding", "gzip");
	return headers;
}
