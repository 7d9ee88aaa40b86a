import type { Answer, Ask } from "./ask.ts";
import type { ListedFeed } from "./feed-list.ts";
import { at, error, type Fault, type Finding } from "./finding.ts";
import { headerOf } from "./headers.ts";
import { onlyInOne } from "./only-in-one.ts";
import { all, NS, parseXml, textOf, type XmlElement } from "./xml.ts";

/** What is wrong with the list of feeds for programs. */
export function listFaults({ headers }: Answer, feeds: ListedFeed[]): Fault[] {
	const faults: Fault[] = [];
	if (!/^application\/json\b/i.test(headerOf(headers, "content-type"))) {
		faults.push(error("The list of feeds is not called JSON.", "Send Content-Type: application/json; charset=utf-8"));
	}
	if (headerOf(headers, "access-control-allow-origin") !== "*") {
		faults.push(error("Programs that run in a browser cannot get the list.", "Send Access-Control-Allow-Origin: *"));
	}
	const addresses = feeds.flatMap(({ rss, atom, json }) => [rss, atom, json]);
	const twice = addresses.filter((one, index) => addresses.indexOf(one) !== index);
	if (twice.length > 0) {
		faults.push(error(`An address is in the list more than once: ${twice[0]}.`, "Give each feed and format its own."));
	}
	return faults;
}

/** What is wrong with the list of feeds for readers. One request. */
export async function opmlFindings(url: string, feeds: ListedFeed[], ask: Ask): Promise<Finding[]> {
	const answer = await ask(url);
	if (answer.status !== 200) {
		const hint = "Readers import all feeds at once from there. Look at the site's log.";
		return at(url, [error(`The list of subscriptions (OPML) is answered ${answer.status}.`, hint)]);
	}
	const root = parseXml(answer.body.toString());
	if ("malformed" in root) {
		return at(url, [
			error(`The list is not well-formed XML: ${root.malformed}.`, "No reader can import it: mend that line."),
		]);
	}
	return at(url, opmlFaults(answer, root, feeds));
}

function opmlFaults({ headers }: Answer, root: XmlElement, feeds: ListedFeed[]): Fault[] {
	const faults: Fault[] = [];
	const [head] = all(root, NS.none, "head");
	if (!/^(text\/(x-opml|xml)|application\/xml)\b/i.test(headerOf(headers, "content-type"))) {
		faults.push(error("The list is not called OPML.", "Send Content-Type: text/x-opml; charset=utf-8"));
	}
	if (root.local !== "opml" || head === undefined || !textOf(head, NS.none, "title")) {
		faults.push(error("The list is no OPML with a title.", 'Write <opml version="2.0"> with a <head> and a <title>.'));
	}
	if (head !== undefined && all(head, NS.none, "docs").length > 0) {
		faults.push(error("There is a <docs> in the head of the list.", "Some readers fail on it: leave it out."));
	}
	const listed = outlines(root).flatMap(({ attributes }) => attributes.get("xmlUrl") ?? []);
	const addresses = feeds.map(({ rss }) => rss);
	const [first, ...others] = onlyInOne(listed, addresses);
	if (first !== undefined) {
		const more = others.length === 0 ? "" : `, and ${others.length} more`;
		const what = `Only one of the two lists, /feeds.json and /feeds.opml, has ${first}${more}.`;
		faults.push(
			error(what, "If something was published within the last minutes, try again; else look at the site's log."),
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

/** Those of some addresses of feeds that do not answer as they should. A request for each. */
export async function addressFindings(addresses: readonly string[], ask: Ask): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (const url of addresses) {
		const { status } = await ask(url, { method: "HEAD" });
		if (status === 200) continue;
		const what = `An address of the list of feeds is answered ${status}.`;
		findings.push(...at(url, [error(what, "Whoever subscribes there has nothing. Look at the site's log.")]));
	}
	return findings;
}
