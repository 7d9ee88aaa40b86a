import type { IncomingHttpHeaders } from "node:http";
import { type Format, MEDIA_TYPES } from "./feed-document.ts";
import { error, type Fault, onlyInOne, warning } from "./finding.ts";
import { cacheControl, cacheSeconds, headerLinks, headerOf, opaque } from "./headers.ts";
import type { Ask, HttpResponse } from "./http-client.ts";
import type { Subject } from "./subject.ts";

/** What is wrong with the headers that a feed comes with. The address is compared with those that they name. */
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
		faults.push(error(`The Content-Type does not say charset=utf-8: ${type}.`, `Send Content-Type: ${right}`));
	}
	if (headerOf(headers, "x-content-type-options").toLowerCase() !== "nosniff") {
		const hint = "Send X-Content-Type-Options: nosniff";
		faults.push(error("Browsers may take the feed for something else.", hint));
	}
	if (headerOf(headers, "access-control-allow-origin") !== "*") {
		const hint = "Send Access-Control-Allow-Origin: *";
		faults.push(error("Readers that run in a browser cannot get the feed.", hint));
	}
	return faults;
}

/** A server's clock may be ahead of ours by so much, in milliseconds, where it does not say what it shows. */
const LEEWAY = 60_000;

function validatorFaults(headers: IncomingHttpHeaders): Fault[] {
	const faults: Fault[] = [];
	const tag = headerOf(headers, "etag");
	if (!/^(W\/)?"[^"]*"$/.test(tag)) {
		const what = tag === "" ? "There is no ETag." : `The ETag is not one: ${tag}.`;
		faults.push(
			error(
				what,
				'Send one that changes with the feed, in quotes, such as ETag: W/"a1b2". Without it, each reader fetches all each time.',
			),
		);
	}
	const modified = headerOf(headers, "last-modified");
	const time = Date.parse(modified);
	if (Number.isNaN(time) || !modified.endsWith("GMT")) {
		const what = modified === "" ? "There is no Last-Modified." : `Last-Modified is no date of HTTP: ${modified}.`;
		faults.push(error(what, "Send when the feed changed last, such as Last-Modified: Mon, 04 May 2026 09:30:00 GMT"));
	} else if (time > (Date.parse(headerOf(headers, "date")) || Date.now()) + LEEWAY) {
		faults.push(
			error(
				`Last-Modified is in the future: ${modified}.`,
				"Send when the feed changed last. Until then nothing is new to readers.",
			),
		);
	}
	return faults;
}

function cacheFaults(headers: IncomingHttpHeaders): Fault[] {
	const control = cacheControl(headers);
	const said = headerOf(headers, "cache-control") || "nothing";
	const seconds = cacheSeconds(headers);
	const right = "Cache-Control: public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400";
	const faults: Fault[] = [];
	if (!control.has("public") || control.has("no-store") || seconds === null || seconds < 300 || seconds > 3600) {
		const what = `Readers and caches are not told to keep the feed for 5 to 60 minutes: Cache-Control says ${said}.`;
		faults.push(error(what, `Send something like ${right}`));
	}
	if (!control.has("stale-while-revalidate") || !control.has("stale-if-error")) {
		const what = "Caches may not serve the feed while they fetch it again, or while the site is down.";
		faults.push(error(what, "Add stale-while-revalidate=3600, stale-if-error=86400 to Cache-Control."));
	}
	const expires = headerOf(headers, "expires");
	if (expires !== "" && !(Date.parse(expires) > Date.parse(headerOf(headers, "date")))) {
		faults.push(
			error(`The feed is said to have expired already: Expires: ${expires}.`, "Leave Expires out; max-age says it."),
		);
	}
	const vary = headerOf(headers, "vary").toLowerCase();
	if (!/(^|,)\s*accept-encoding\s*(,|$)/.test(vary)) {
		const hint = "Send Vary: Accept-Encoding";
		faults.push(error("A cache may hand the compressed feed to a reader that cannot read it.", hint));
	}
	return faults;
}

function linkFaults(headers: IncomingHttpHeaders, url: string, hubs: string[] | null): Fault[] {
	const links = headerLinks(headers);
	const of = (rel: string) => links.filter(({ rels }) => rels.includes(rel)).map(({ href }) => href);
	const faults: Fault[] = [];
	const selfs = of("self");
	if (selfs.length !== 1 || selfs[0] !== url) {
		const what = selfs.length === 0 ? "names no address of the feed" : `calls the feed ${selfs.join(", ")}`;
		faults.push(error(`The Link header ${what}.`, `Send Link: <${url}>; rel="self". Subscriptions to a hub go by it.`));
	}
	if (hubs !== null && onlyInOne(hubs, of("hub")).length > 0) {
		const hint = 'Send Link: <address of the hub>; rel="hub" for the hub that the feed names, and for no other.';
		faults.push(error("The hubs of the Link header are not those of the feed.", hint));
	}
	if (of("alternate").length === 0) {
		faults.push(
			warning(
				"The Link header does not name the page of the feed.",
				'Send Link: <the page>; rel="alternate"; type="text/html"',
			),
		);
	}
	return faults;
}

const LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT";

/** A question with what a reader has kept, and the status that is the right answer. */
interface Case {
	headers: Record<string, string>;
	status: 200 | 304;
	/** In which case, as the end of a sentence. */
	when: string;
}

/**
 * What goes wrong when a reader asks whether a feed is new (RFC 9110, section 13).
 *
 * @param most requests at most; there are nine cases, the most frequent first
 */
export async function conditionalFaults({ url, answer }: Subject, ask: Ask, most: number): Promise<Fault[]> {
	const faults: Fault[] = [];
	for (const [index, { headers, status, when }] of casesOf(answer).slice(0, most).entries()) {
		const asked = await ask(url, { headers });
		if (asked.status === status) {
			const lacks = index === 0 ? differing(answer, asked, "A 304") : [];
			faults.push(...lacks.map((what) => error(what, "Send with it what comes with the feed itself.")));
			continue;
		}
		const name = Object.keys(headers).join(" and ");
		const what = `The answer is ${asked.status}, and should be ${status}, ${when}.`;
		const cost = "Each reader fetches the whole feed each time: compare with the ETag weakly, then with Last-Modified.";
		const loss = "Readers miss what is new: answer 304 only to what is known to be yours.";
		faults.push(error(what, `${status === 304 ? cost : loss} It was asked with ${name}.`));
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
			{ headers: { "If-None-Match": other }, status: 304, when: `when the ETag comes back as ${other}` },
			{ headers: { "If-None-Match": `"other", ${tag}` }, status: 304, when: "when the ETag is one of a list" },
			{ headers: { "If-None-Match": "*" }, status: 304, when: "when a reader sends If-None-Match: *" },
			{
				headers: { "If-None-Match": tag, "If-Modified-Since": LONG_AGO },
				status: 304,
				when: "when the ETag is the same and the date an old one",
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
			when: "when the ETag is another, whatever the date is",
		},
		{ headers: { "If-Modified-Since": LONG_AGO }, status: 200, when: "when the date is an old one" },
		{
			headers: { "If-Modified-Since": tomorrow },
			status: 200,
			when: "when the date is still to come, and so not the site's",
		},
	];
}

/** What a reader goes by, and a cache keeps: it has to come with each 304 (RFC 9110, section 15.4.5). */
const KEPT = ["etag", "last-modified", "cache-control", "vary", "link", "access-control-allow-origin"];

/** The headers that an answer has otherwise than the feed itself, each as a sentence. */
function differing(feed: HttpResponse, other: HttpResponse, name: string): string[] {
	return KEPT.filter((header) => {
		const [first, second] = [headerOf(feed.headers, header), headerOf(other.headers, header)];
		return first !== "" && (header === "etag" ? opaque(first) !== opaque(second) : first !== second);
	}).map((header) => {
		const value = headerOf(other.headers, header);
		return `${name} ${value === "" ? `lacks ${header}` : `has another ${header}: ${value}`}.`;
	});
}

/**
 * Whether the feed is the same twice. Where it is another now, it may have been published in between: then it is asked for
 * once more. Two requests at most.
 */
export async function repeatFaults({ url, answer }: Subject, ask: Ask): Promise<Fault[]> {
	const again = await ask(url);
	if (again.status !== 200)
		return [error(`A second request is answered ${again.status}.`, "Serve everybody who asks.")];
	const tags = (one: HttpResponse, other: HttpResponse) =>
		isSame(headerOf(one.headers, "etag"), headerOf(other.headers, "etag"));
	if (again.body.equals(answer.body)) {
		if (tags(answer, again)) return [];
		const hint = "Make the ETag of what the feed holds. So each reader fetches the whole feed each time.";
		return [error("The ETag changes, and the feed does not.", hint)];
	}
	const hint = "Leave out what changes by itself, such as the time of the request.";
	if (tags(answer, again))
		return [error("The feed changes, and its ETag does not.", `Readers miss what is new. ${hint}`)];
	const third = await ask(url);
	return third.body.equals(again.body) ? [] : [error("The feed is another at each request.", hint)];
}

function isSame(tag: string, other: string): boolean {
	return opaque(tag) === opaque(other);
}

/** Ways of asking that have to give the same bytes, as the end of a sentence. */
const WAYS = [
	{
		headers: { "Accept-Encoding": "identity" },
		when: "to a reader that does not take gzip",
		hint: "Send it uncompressed to those.",
	},
	{
		headers: { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" },
		when: "to a reader whose Accept names text/html",
		hint: "Miniflux and SimplePie send that: do not decide by it, and give each format an address of its own.",
	},
	{
		headers: { "User-Agent": null },
		when: "to a reader that does not name itself",
		hint: "rsstail and sfeed send no User-Agent: serve them. Look at what stands in front of the site, such as a bot filter.",
	},
];

/** What goes wrong when a feed is asked for in other ways. Six requests. */
export async function requestFaults(subject: Subject, ask: Ask): Promise<Fault[]> {
	const { url, answer } = subject;
	const faults: Fault[] = [];
	for (const { headers, when, hint } of WAYS) {
		const asked = await ask(url, { headers });
		const coding = headerOf(asked.headers, "content-encoding");
		if (asked.status !== 200) faults.push(error(`The answer is ${asked.status} ${when}.`, hint));
		else if (headers["Accept-Encoding"] === "identity" && !/^(identity)?$/.test(coding)) {
			faults.push(error(`The feed comes as ${coding} ${when}.`, hint));
		} else if (!asked.body.equals(answer.body)) faults.push(error(`Another document is sent ${when}.`, hint));
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
			? "Another document is sent where the address has unknown parameters (?utm_source=newsletter)."
			: `The answer is ${asked.status} where the address has unknown parameters (?utm_source=newsletter).`;
	return [error(what, "Newsletters and readers add such: ignore what you do not know.")];
}

async function methodFaults({ url, answer }: Subject, ask: Ask): Promise<Fault[]> {
	const faults: Fault[] = [];
	const head = await ask(url, { method: "HEAD" });
	if (head.status !== 200)
		faults.push(error(`HEAD is answered ${head.status}.`, "Answer it like GET, without the body."));
	else {
		const differences = [...differing(answer, head, "The answer to HEAD")];
		if (headerOf(head.headers, "content-type") !== headerOf(answer.headers, "content-type")) {
			differences.push("The answer to HEAD has another content-type.");
		}
		faults.push(
			...differences.map((what) => error(what, "Answer HEAD like GET, without the body: some readers look first.")),
		);
	}
	const post = await ask(url, { method: "POST" });
	if (post.status !== 405) {
		faults.push(
			error(`POST is answered ${post.status}.`, "Answer 405 with Allow: GET, HEAD to methods that mean nothing here."),
		);
	} else if (!/\bGET\b/.test(headerOf(post.headers, "allow"))) {
		faults.push(error("A 405 does not say which methods there are.", "Send Allow: GET, HEAD with it."));
	}
	return faults;
}
