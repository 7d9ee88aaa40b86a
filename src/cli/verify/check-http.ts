import type { IncomingHttpHeaders } from "node:http";
import { type Format, MEDIA_TYPES } from "./feed-document.ts";
import { error, type Fault, onlyInOne, warning } from "./finding.ts";
import { cacheControl, cacheSeconds, headerLinks, headerOf, opaque } from "./headers.ts";
import type { Ask, HttpResponse } from "./http-client.ts";
import type { Subject } from "./subject.ts";

/** Reports problems with a feed's response headers. */
export function headerFaults({ url, format, answer: { headers }, document }: Subject): Fault[] {
	return [
		...typeFaults(headers, format),
		...validatorFaults(headers),
		...cacheFaults(headers),
		...linkFaults(headers, url, document?.hubs ?? null),
	];
}

function typeFaults(headers: IncomingHttpHeaders, format: Format): Fault[] {
	const type = headerOf(headers, "content-type");
	const right = `${MEDIA_TYPES[format]}; charset=utf-8`;
	const faults: Fault[] = [];
	if (!type.toLowerCase().startsWith(MEDIA_TYPES[format])) {
		faults.push(error(`The Content-Type is ${type || "missing"}.`, `Send Content-Type: ${right}`));
	} else if (!/;\s*charset="?utf-8/i.test(type)) {
		faults.push(error(`The Content-Type does not include charset=utf-8: ${type}.`, `Send Content-Type: ${right}`));
	}
	if (headerOf(headers, "x-content-type-options").toLowerCase() !== "nosniff") {
		const hint = "Send X-Content-Type-Options: nosniff";
		faults.push(error("X-Content-Type-Options is not nosniff, so browsers may guess a different content type.", hint));
	}
	if (headerOf(headers, "access-control-allow-origin") !== "*") {
		const hint = "Send Access-Control-Allow-Origin: *";
		faults.push(error("Browser-based readers cannot fetch the feed.", hint));
	}
	return faults;
}

/** Tolerance for a server's clock that is ahead of ours, in milliseconds. */
const LEEWAY = 60_000;

function validatorFaults(headers: IncomingHttpHeaders): Fault[] {
	const faults: Fault[] = [];
	const tag = headerOf(headers, "etag");
	if (!/^(W\/)?"[^"]*"$/.test(tag)) {
		const what = tag === "" ? "There is no ETag." : `The ETag is invalid: ${tag}.`;
		faults.push(
			error(
				what,
				'Send a quoted ETag that changes with the feed, such as ETag: W/"a1b2". Without it, every poll downloads the feed.',
			),
		);
	}
	const modified = headerOf(headers, "last-modified");
	const time = Date.parse(modified);
	if (Number.isNaN(time) || !modified.endsWith("GMT")) {
		const what = modified === "" ? "There is no Last-Modified." : `Last-Modified is not an HTTP date: ${modified}.`;
		faults.push(error(what, "Send the time of the last change, such as Last-Modified: Mon, 04 May 2026 09:30:00 GMT"));
	} else if (time > (Date.parse(headerOf(headers, "date")) || Date.now()) + LEEWAY) {
		faults.push(
			error(
				`Last-Modified is in the future: ${modified}.`,
				"Send the time of the last change. Readers see nothing new until then.",
			),
		);
	}
	return faults;
}

/**
 * The longest reasonable `max-age` of a feed, in seconds. Until then, an old version of the feed cannot be removed from
 * readers' caches.
 */
const MAX_AGE = 43_200;

function cacheFaults(headers: IncomingHttpHeaders): Fault[] {
	const control = cacheControl(headers);
	const said = headerOf(headers, "cache-control") || "missing";
	const seconds = cacheSeconds(headers);
	const right = "Cache-Control: public, max-age=1800, stale-while-revalidate=3600, stale-if-error=86400";
	const faults: Fault[] = [];
	if (!control.has("public") || control.has("no-store") || seconds === null || seconds < 60 || seconds > MAX_AGE) {
		const what = `Cache-Control should let readers cache the feed for anywhere from a few minutes to a few hours, but is ${said}.`;
		faults.push(error(what, `Send something like ${right}`));
	}
	if (!control.has("stale-while-revalidate") || !control.has("stale-if-error")) {
		const what =
			"Caches are not allowed to serve a stale copy of the feed while they update it, or while the site is down.";
		faults.push(error(what, "Add stale-while-revalidate=3600, stale-if-error=86400 to Cache-Control."));
	}
	const expires = headerOf(headers, "expires");
	if (expires !== "" && !(Date.parse(expires) > Date.parse(headerOf(headers, "date")))) {
		faults.push(error(`Expires is in the past: ${expires}.`, "Remove Expires; max-age is enough."));
	}
	const vary = headerOf(headers, "vary").toLowerCase();
	// Cloudflare compresses or decompresses the feed for each reader, which `encodingFaults` checks.
	if (!isFromCloudflare(headers) && !/(^|,)\s*accept-encoding\s*(,|$)/.test(vary)) {
		const hint = "Send Vary: Accept-Encoding";
		faults.push(error("A cache may send the compressed feed to a reader that cannot decompress it.", hint));
	}
	return faults;
}

function linkFaults(headers: IncomingHttpHeaders, url: string, hubs: string[] | null): Fault[] {
	const links = headerLinks(headers);
	const of = (rel: string) => links.filter(({ rels }) => rels.includes(rel)).map(({ href }) => href);
	const faults: Fault[] = [];
	const selfs = of("self");
	if (selfs.length !== 1 || selfs[0] !== url) {
		const what =
			selfs.length === 0
				? "does not contain the feed's address"
				: `says that the feed's address is ${selfs.join(", ")}`;
		faults.push(error(`The Link header ${what}.`, `Send Link: <${url}>; rel="self". WebSub subscriptions use it.`));
	}
	if (hubs !== null && onlyInOne(hubs, of("hub")).length > 0) {
		const hint = 'Send Link: <address of the hub>; rel="hub" for each hub in the feed, and for no other.';
		faults.push(error("The Link header and the feed list different hubs.", hint));
	}
	if (of("alternate").length === 0) {
		faults.push(
			warning(
				"The Link header does not contain the feed's web page.",
				'Send Link: <the page>; rel="alternate"; type="text/html"',
			),
		);
	}
	return faults;
}

const LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT";

/** A conditional request and the correct status of its response. */
interface Case {
	headers: Record<string, string>;
	status: 200 | 304;
	/** The end of the sentence that reports a wrong status, for example `when the date is old`. */
	when: string;
}

/**
 * Reports problems with conditional requests (RFC 9110, section 13).
 *
 * @param most the maximum number of requests. There are nine cases, the most frequent in practice first.
 */
export async function conditionalFaults({ url, answer }: Subject, ask: Ask, most: number): Promise<Fault[]> {
	const faults: Fault[] = [];
	for (const [index, { headers, status, when }] of casesOf(answer).slice(0, most).entries()) {
		const asked = await ask(url, { headers });
		if (asked.status === status) {
			const lacks = index === 0 ? differing(answer, asked, "A 304 response") : [];
			faults.push(...lacks.map((what) => error(what, "Send the same headers as with the feed itself.")));
			continue;
		}
		const name = Object.keys(headers).join(" and ");
		const what = `The status is ${asked.status} instead of ${status} ${when}.`;
		const cost = "Every poll downloads the whole feed. Compare the ETag (weakly), then Last-Modified.";
		const loss = "Readers miss new articles. Send 304 only for your current ETag or date.";
		faults.push(error(what, `${status === 304 ? cost : loss} The request had ${name}.`));
	}
	return faults;
}

function casesOf({ headers }: HttpResponse): Case[] {
	const tag = headerOf(headers, "etag");
	const modified = headerOf(headers, "last-modified");
	const cases: Case[] = [];
	if (tag !== "") {
		const other = tag.startsWith("W/") ? opaque(tag) : `W/${tag}`;
		cases.push(
			{ headers: { "If-None-Match": tag }, status: 304, when: "when a reader sends the ETag back" },
			{ headers: { "If-None-Match": other }, status: 304, when: `when a reader sends the ETag back as ${other}` },
			{ headers: { "If-None-Match": `"other", ${tag}` }, status: 304, when: "when a reader sends the ETag in a list" },
			{ headers: { "If-None-Match": "*" }, status: 304, when: "when a reader sends If-None-Match: *" },
			{
				headers: { "If-None-Match": tag, "If-Modified-Since": LONG_AGO },
				status: 304,
				when: "when the ETag is the same and the date is old",
			},
		);
	}
	if (Number.isNaN(Date.parse(modified))) return cases;
	const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
	return [
		...cases,
		{ headers: { "If-Modified-Since": modified }, status: 304, when: "when a reader sends Last-Modified back" },
		{
			headers: { "If-None-Match": '"other"', "If-Modified-Since": modified },
			status: 200,
			when: "when the ETag differs, whatever the date",
		},
		{ headers: { "If-Modified-Since": LONG_AGO }, status: 200, when: "when the date is old" },
		{
			headers: { "If-Modified-Since": tomorrow },
			status: 200,
			when: "when the date is in the future, so it cannot come from the site",
		},
	];
}

/** Headers that every 304 must include, because readers and caches use them (RFC 9110, section 15.4.5). */
const KEPT = ["etag", "last-modified", "cache-control", "vary", "link", "access-control-allow-origin"];

/**
 * Returns a sentence for each header in `KEPT` that is missing from the second response, or has a different value
 * there.
 */
function differing(feed: HttpResponse, other: HttpResponse, name: string): string[] {
	return KEPT.filter((header) => {
		const [first, second] = [headerOf(feed.headers, header), headerOf(other.headers, header)];
		return first !== "" && (header === "etag" ? opaque(first) !== opaque(second) : first !== second);
	}).map((header) => {
		const value = headerOf(other.headers, header);
		return `${name} ${value === "" ? `does not include ${header}` : `has a different ${header}: ${value}`}.`;
	});
}

/**
 * Checks that two requests return the same feed. If they do not, something may have been published in between, so a
 * third request decides.
 */
export async function repeatFaults({ url, answer }: Subject, ask: Ask): Promise<Fault[]> {
	const again = await ask(url);
	if (again.status !== 200)
		return [error(`A second request got status ${again.status}.`, "Return the same response to every request.")];
	const tags = (one: HttpResponse, other: HttpResponse) =>
		isSame(headerOf(one.headers, "etag"), headerOf(other.headers, "etag"));
	if (again.body.equals(answer.body)) {
		if (tags(answer, again)) return [];
		const hint = "Every poll downloads the whole feed. Compute the ETag from the feed's content.";
		return [error("The ETag changes although the feed does not.", hint)];
	}
	const hint = "Leave out anything that changes with each request, such as the current time.";
	if (tags(answer, again))
		return [error("The feed changes but its ETag does not.", `Readers miss new articles. ${hint}`)];
	const third = await ask(url);
	return third.body.equals(again.body) ? [] : [error("The feed changes with each request.", hint)];
}

function isSame(tag: string, other: string): boolean {
	return opaque(tag) === opaque(other);
}

/**
 * Requests that must return the same bytes as the first request. `when` is the end of the sentence that reports a
 * difference.
 */
const WAYS = [
	{
		headers: { "Accept-Encoding": "identity" },
		when: "for a reader that does not accept gzip",
		hint: "Send the feed uncompressed to such readers.",
	},
	{
		headers: { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" },
		when: "for a reader whose Accept header contains text/html",
		hint: "Miniflux and SimplePie send such a header. Ignore it, and use a separate address for each format.",
	},
	{
		headers: { "User-Agent": null },
		when: "for a reader without a User-Agent",
		hint: "rsstail and sfeed do not send one. Check whether a bot filter blocks them.",
	},
];

/** Reports problems with other kinds of requests for a feed. Sends six requests. */
export async function requestFaults(subject: Subject, ask: Ask): Promise<Fault[]> {
	const { url, answer } = subject;
	const faults: Fault[] = [];
	for (const { headers, when, hint } of WAYS) {
		const asked = await ask(url, { headers });
		const coding = headerOf(asked.headers, "content-encoding");
		if (asked.status !== 200) faults.push(error(`The status is ${asked.status} ${when}.`, hint));
		else if (headers["Accept-Encoding"] === "identity" && !/^(identity)?$/.test(coding)) {
			faults.push(error(`The feed is sent as ${coding} ${when}.`, hint));
		} else if (!asked.body.equals(answer.body)) faults.push(error(`The document is different ${when}.`, hint));
	}
	return [...faults, ...(await parameterFaults(subject, ask)), ...(await methodFaults(subject, ask))];
}

async function parameterFaults({ url, answer }: Subject, ask: Ask): Promise<Fault[]> {
	const strange = new URL(url);
	strange.search += `${strange.search === "" ? "" : "&"}utm_source=newsletter&_=123`;
	const asked = await ask(strange.href);
	const leadsBack =
		[301, 302, 307, 308].includes(asked.status) && URL.parse(headerOf(asked.headers, "location"), url)?.href === url;
	if (leadsBack || (asked.status === 200 && asked.body.equals(answer.body))) return [];
	const what =
		asked.status === 200
			? "The document is different if the address has unknown parameters (?utm_source=newsletter)."
			: `The status is ${asked.status} if the address has unknown parameters (?utm_source=newsletter).`;
	return [error(what, "Newsletters and readers add such parameters. Ignore them.")];
}

async function methodFaults({ url, answer }: Subject, ask: Ask): Promise<Fault[]> {
	const faults: Fault[] = [];
	const head = await ask(url, { method: "HEAD" });
	if (head.status !== 200) faults.push(error(`HEAD returns ${head.status}.`, "Respond as to GET, without the body."));
	else {
		const differences = [...differing(answer, head, "The response to HEAD")];
		if (headerOf(head.headers, "content-type") !== headerOf(answer.headers, "content-type")) {
			differences.push("The response to HEAD has a different content-type.");
		}
		faults.push(
			...differences.map((what) =>
				error(what, "Respond to HEAD as to GET, without the body. Some readers send HEAD first."),
			),
		);
	}
	const post = await ask(url, { method: "POST" });
	if (post.status !== 405) {
		faults.push(error(`POST returns ${post.status}.`, "Respond to unsupported methods with 405 and Allow: GET, HEAD."));
	} else if (!/\bGET\b/.test(headerOf(post.headers, "allow"))) {
		faults.push(error("The 405 response does not list the allowed methods.", "Send Allow: GET, HEAD with it."));
	}
	return faults;
}

/** Values of `Accept-Encoding`, and the encodings that the response may have. */
const ENCODINGS = [
	{ accepts: "gzip", may: /^(gzip)?$/ },
	{ accepts: null, may: /^(identity)?$/ },
	{ accepts: "gzip, deflate, br", may: /^(gzip|br|deflate)?$/ },
];

/**
 * Checks that Cloudflare keeps one copy of a feed for all readers, and sends it to each reader in an encoding that the
 * reader accepts. Sends three requests, the first of which fills the cache. Does nothing for other servers.
 */
export async function encodingFaults({ url, answer }: Subject, ask: Ask): Promise<Fault[]> {
	if (!isFromCloudflare(answer.headers)) return [];
	const faults: Fault[] = [];
	for (const { accepts, may } of ENCODINGS) {
		const { headers } = await ask(url, { method: "HEAD", headers: { "Accept-Encoding": accepts } });
		const reader = accepts === null ? "that does not accept compression" : `that accepts ${accepts}`;
		const coding = headerOf(headers, "content-encoding");
		if (!may.test(coding)) {
			const hint =
				"Such readers cannot read the feed. Set enabled = false below [cache] in wrangler.toml and deploy again.";
			faults.push(error(`Cloudflare sends the feed as ${coding} to a reader ${reader}.`, hint));
		}
		const status = headerOf(headers, "cf-cache-status");
		if (accepts !== "gzip" && !FROM_CACHE.includes(status)) {
			const what = `Cloudflare's cache does not serve a reader ${reader}: Cf-Cache-Status is ${status || "missing"}.`;
			faults.push(
				warning(what, HOW_TO_CACHE[status] ?? "The Worker runs for each such request. Check [cache] in wrangler.toml."),
			);
		}
	}
	return faults;
}

/** Values of `Cf-Cache-Status` that mean a response came from the cache. */
const FROM_CACHE = ["HIT", "UPDATING", "STALE", "REVALIDATED", "EXPIRED"];

const HOW_TO_CACHE: Record<string, string> = {
	MISS: "The cache seems to keep a separate copy for each kind of reader. Run verify again in a minute. If the problem persists, check Vary.",
};

function isFromCloudflare(headers: IncomingHttpHeaders): boolean {
	return headerOf(headers, "cf-ray") !== "";
}
