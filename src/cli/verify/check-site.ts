import * as z from "zod";
import { counted } from "../../article/totals.ts";
import { jsonOf } from "../../json.ts";
import { health } from "../api/client.ts";
import { differences } from "./check-document.ts";
import { checkFeed, fetchFeed } from "./check-feed.ts";
import { FORMATS, MEDIA_TYPES } from "./feed-document.ts";
import { at, error, type Fault, type Finding, type Notes, onlyInOne } from "./finding.ts";
import { headerOf } from "./headers.ts";
import type { Ask, HttpResponse } from "./http-client.ts";
import type { Subject } from "./subject.ts";
import { all, htmlTags, NS, parseXml, textOf, type XmlElement } from "./xml.ts";

/** Maximum number of additional feeds to request, only to check that they return status 200. */
const FURTHER = 10;

/** A Newsstand site: its home page, the response with its list of feeds, and the feeds in that list. */
interface NewsstandSite {
	origin: string;
	home: HttpResponse;
	list: HttpResponse;
	feeds: ListedFeed[];
	/** The feed of the whole site. */
	main: ListedFeed;
}

/**
 * Checks a site: its main feed thoroughly, the feeds of its largest topic and provider briefly, and everything that
 * links to feeds.
 */
export async function checkSite(
	{ origin, home, list, feeds, main }: NewsstandSite,
	ask: Ask,
	notes: Notes,
): Promise<void> {
	const elsewhere = new URL(main.rss).origin;
	if (elsewhere !== origin) {
		const what = `The site is at ${origin}, but its feeds link to ${elsewhere}.`;
		const hint =
			"Set SITE_URL to the site's public address, deploy, and run verify with that address. Nothing else was checked.";
		return notes.look("Addresses", origin, () => [error(what, hint)]);
	}
	const sample = largest(feeds);
	for (const feed of [main, ...sample]) {
		const isMain = feed === main;
		const subjects: Subject[] = [];
		for (const format of FORMATS) {
			const subject = await fetchFeed(feed[format], format, ask, notes);
			if (subject === null) continue;
			subjects.push(subject);
			await checkFeed(subject, { isThorough: isMain, archives: isMain ? (format === "rss" ? 2 : 1) : 0 }, ask, notes);
		}
		await compare(subjects, notes);
	}
	const others = feeds.filter((feed) => feed !== main && !sample.includes(feed)).map(({ rss }) => rss);
	const LISTS = "Lists of feeds";
	await notes.look(LISTS, list.url, () => listFaults(list, feeds));
	await notes.look(LISTS, list.url, () => addressFindings(others.slice(0, FURTHER), ask));
	await notes.look(LISTS, `${origin}/feeds.opml`, () => opmlFindings(`${origin}/feeds.opml`, feeds, ask));
	await notes.look("Home page", home.url, () => homeFaults(home, main));
	const nowhere = `${origin}/newsstand-verify.rss`;
	await notes.look("Missing pages", nowhere, () => missingFaults(nowhere, ask));
	await notes.look("Health", `${origin}/health`, () => healthFaults(`${origin}/health`, ask));
}

/** Compares the other formats of a feed with its first format. */
async function compare([first, ...others]: Subject[], notes: Notes): Promise<void> {
	for (const { url, document } of others) {
		await notes.look("Equal in all formats", url, () => {
			return first?.document && document ? differences(first.document, document) : [];
		});
	}
}

/** Reports problems with `/feeds.json`, the list of feeds for programs. */
function listFaults({ headers }: HttpResponse, feeds: ListedFeed[]): Fault[] {
	const faults: Fault[] = [];
	if (!/^application\/json\b/i.test(headerOf(headers, "content-type"))) {
		faults.push(
			error("The list of feeds has the wrong content type.", "Send Content-Type: application/json; charset=utf-8"),
		);
	}
	if (headerOf(headers, "access-control-allow-origin") !== "*") {
		faults.push(error("Browser-based programs cannot fetch the list.", "Send Access-Control-Allow-Origin: *"));
	}
	const addresses = feeds.flatMap(({ rss, atom, json }) => [rss, atom, json]);
	const twice = addresses.filter((one, index) => addresses.indexOf(one) !== index);
	if (twice.length > 0) {
		faults.push(
			error(`An address is listed more than once: ${twice[0]}.`, "Use a separate address for each feed and format."),
		);
	}
	return faults;
}

/** Reports problems with the OPML list for feed readers. Sends one request. */
async function opmlFindings(url: string, feeds: ListedFeed[], ask: Ask): Promise<Finding[]> {
	const answer = await ask(url);
	if (answer.status !== 200) {
		const hint = "Readers import all feeds from there. Check the site's log.";
		return at(url, [error(`The OPML list returns status ${answer.status}.`, hint)]);
	}
	const root = parseXml(answer.body.toString());
	if ("malformed" in root) {
		return at(url, [
			error(`The OPML list is not well-formed XML: ${root.malformed}.`, "No reader can import it. Fix that line."),
		]);
	}
	return at(url, opmlFaults(answer, root, feeds));
}

function opmlFaults({ headers }: HttpResponse, root: XmlElement, feeds: ListedFeed[]): Fault[] {
	const faults: Fault[] = [];
	const [head] = all(root, NS.none, "head");
	if (!/^(text\/(x-opml|xml)|application\/xml)\b/i.test(headerOf(headers, "content-type"))) {
		faults.push(error("The OPML list has the wrong content type.", "Send Content-Type: text/x-opml; charset=utf-8"));
	}
	if (root.local !== "opml" || head === undefined || !textOf(head, NS.none, "title")) {
		faults.push(error("The list is not OPML with a title.", 'Use <opml version="2.0"> with a <head> and a <title>.'));
	}
	if (head !== undefined && all(head, NS.none, "docs").length > 0) {
		faults.push(error("The head of the OPML list has a <docs>.", "Some readers fail on it. Remove it."));
	}
	const listed = outlines(root).flatMap(({ attributes }) => attributes.get("xmlUrl") ?? []);
	const addresses = feeds.map(({ rss }) => rss);
	const [first, ...others] = onlyInOne(listed, addresses);
	if (first !== undefined) {
		const more = others.length === 0 ? "" : `, and ${others.length} more`;
		const what = `Only one of /feeds.json and /feeds.opml lists ${first}${more}.`;
		faults.push(
			error(what, "If something was published in the last few minutes, try again. Otherwise check the site's log."),
		);
	}
	return faults;
}

function outlines(element: XmlElement): XmlElement[] {
	const found: XmlElement[] = [];
	const open = [element];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		if (next.local === "outline") found.push(next);
		open.push(...next.children);
	}
	return found;
}

/** Reports feed addresses that do not return 200. Sends one request to each. */
async function addressFindings(addresses: readonly string[], ask: Ask): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (const url of addresses) {
		const { status } = await ask(url, { method: "HEAD" });
		if (status === 200) continue;
		const what = `A listed feed returns status ${status}.`;
		findings.push(...at(url, [error(what, "Subscribers get nothing. Check the site's log.")]));
	}
	return findings;
}

/** Returns the feeds that a page links to (RSS autodiscovery), with their types and addresses as in the page. */
export function discovered({ body }: HttpResponse): { type: string; href: string }[] {
	const links = htmlTags(body.toString()).filter(({ name, attributes }) => {
		return name === "link" && /\balternate\b/i.test(attributes.get("rel") ?? "");
	});
	return links
		.map(({ attributes }) => ({ type: attributes.get("type") ?? "", href: attributes.get("href") ?? "" }))
		.filter(({ type }) => Object.values(MEDIA_TYPES).includes(type));
}

/** Reports problems with a site's home page. */
function homeFaults(answer: HttpResponse, feed: ListedFeed): Fault[] {
	const faults: Fault[] = [];
	if (!/^text\/html;\s*charset=utf-8/i.test(headerOf(answer.headers, "content-type"))) {
		faults.push(error("The home page has the wrong content type.", "Send Content-Type: text/html; charset=utf-8"));
	}
	const links = discovered(answer);
	for (const format of FORMATS) {
		if (links.some(({ type, href }) => type === MEDIA_TYPES[format] && href === feed[format])) continue;
		const what = `The home page does not link to the feed ${feed[format]}.`;
		const link = `<link rel="alternate" type="${MEDIA_TYPES[format]}" href="${feed[format]}">`;
		faults.push(error(what, `Add ${link} to its head: feed readers search the home page for it.`));
	}
	return faults;
}

/** Reports problems with the response for a missing page. Sends one request. */
async function missingFaults(url: string, ask: Ask): Promise<Fault[]> {
	const { status, body } = await ask(url);
	if (status !== 404 && status !== 410) {
		const hint = "Send 404. Otherwise readers mistake the response for a feed, or keep requesting it.";
		return [error(`A missing page returns status ${status}.`, hint)];
	}
	if (body.length <= 2000) return [];
	return [
		error(
			`The 404 response for a feed is ${body.length} bytes long.`,
			"Send one line of text: feed readers keep requesting removed feeds for years.",
		),
	];
}

/** Returns the problems that a Newsstand site reports about itself. Sends one request. */
async function healthFaults(url: string, ask: Ask): Promise<Fault[]> {
	const { status, body } = await ask(url);
	const said = health.safeParse(jsonOf(body)).data;
	if (said?.status === "ok" && status === 200) return [];
	if (said?.status === "misconfigured") {
		return said.problems.map((problem) => error(problem, "Fix it in wrangler.toml, and deploy again."));
	}
	if (said?.status === "delayed") {
		const what = `${counted(said.pending, "feed does", "feeds do")} not have the latest articles yet.`;
		return [error(what, "Try again in a few minutes. If that does not help, check /status and the site's log.")];
	}
	return [
		error(`The health check returns status ${status}.`, "It should be 200 with the status ok. Check the site's log."),
	];
}

const listedFeed = z.object({
	name: z.string(),
	count: z.number(),
	rss: z.url(),
	atom: z.url(),
	json: z.url(),
});

const feedList = z.object({ feeds: z.array(listedFeed), authors: z.array(listedFeed).default([]) });

/** A feed in the list of feeds, with its number of articles and its addresses. */
type ListedFeed = z.infer<typeof listedFeed>;

/** Parses `/feeds.json`. Author feeds come last in the result. Returns null if the text is not a list of feeds. */
export function readFeedList(text: string): ListedFeed[] | null {
	try {
		const { data } = feedList.safeParse(JSON.parse(text));
		return data ? [...data.feeds, ...data.authors] : null;
	} catch {
		return null;
	}
}

/** Finds the feed of the whole site. */
export function siteFeed(feeds: ListedFeed[]): ListedFeed | undefined {
	return feeds.find(({ name }) => name === "feed");
}

/** Returns the feeds of the topic and the provider with the most articles. */
function largest(feeds: ListedFeed[]): ListedFeed[] {
	return ["topics/", "providers/"].flatMap((kind) => {
		const ofKind = feeds.filter(({ name }) => name.startsWith(kind));
		const [first] = ofKind.toSorted((a, b) => b.count - a.count);
		return first ?? [];
	});
}
