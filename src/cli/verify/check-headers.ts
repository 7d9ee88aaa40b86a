import type { IncomingHttpHeaders } from "node:http";
import { type Format, MEDIA_TYPES } from "./feed-document.ts";
import { error, type Fault, warning } from "./finding.ts";
import { cacheControl, cacheSeconds, headerLinks, headerOf } from "./headers.ts";
import { onlyInOne } from "./only-in-one.ts";
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
