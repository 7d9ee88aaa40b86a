import { health } from "../api-answers.ts";
import type { Answer, Ask } from "./ask.ts";
import { FORMATS, MEDIA_TYPES } from "./feed-document.ts";
import type { ListedFeed } from "./feed-list.ts";
import { error, type Fault } from "./finding.ts";
import { headerOf } from "./headers.ts";
import { htmlTags } from "./html.ts";

/** The feeds that a page leads to (RSS autodiscovery): type and address, as they are written. */
export function discovered({ body }: Answer): { type: string; href: string }[] {
	const links = htmlTags(body.toString()).filter(({ name, attributes }) => {
		return name === "link" && /\balternate\b/i.test(attributes.get("rel") ?? "");
	});
	return links
		.map(({ attributes }) => ({ type: attributes.get("type") ?? "", href: attributes.get("href") ?? "" }))
		.filter(({ type }) => Object.values(MEDIA_TYPES).includes(type));
}

/** What is wrong with the first page of a site. */
export function homeFaults(answer: Answer, feed: ListedFeed): Fault[] {
	const faults: Fault[] = [];
	if (!/^text\/html;\s*charset=utf-8/i.test(headerOf(answer.headers, "content-type"))) {
		faults.push(error("The first page is not called HTML in UTF-8.", "Send Content-Type: text/html; charset=utf-8"));
	}
	const links = discovered(answer);
	for (const format of FORMATS) {
		if (links.some(({ type, href }) => type === MEDIA_TYPES[format] && href === feed[format])) continue;
		const what = `The first page does not lead readers to the feed ${feed[format]}.`;
		const link = `<link rel="alternate" type="${MEDIA_TYPES[format]}" href="${feed[format]}">`;
		faults.push(error(what, `Add ${link} to its head: readers that are given the site's address look for it.`));
	}
	return faults;
}

/** What is wrong with the answer at an address where nothing is. One request. */
export async function missingFaults(url: string, ask: Ask): Promise<Fault[]> {
	const { status, body } = await ask(url);
	if (status !== 404 && status !== 410) {
		const hint = "Answer 404: else a reader takes what comes for a feed, or asks for ever.";
		return [error(`Where nothing is, the answer is ${status}.`, hint)];
	}
	if (body.length <= 2000) return [];
	return [
		error(`A 404 for a feed has ${body.length} bytes.`, "Readers ask for such for years: a line of text is enough."),
	];
}

/** What a Newsstand has to say of itself. One request. */
export async function healthFaults(url: string, ask: Ask): Promise<Fault[]> {
	const { status, body } = await ask(url);
	const said = health.safeParse(jsonOf(body)).data;
	if (said?.status === "ok" && status === 200) return [];
	if (said?.status === "misconfigured") {
		return said.problems.map((problem) => error(problem, "Mend it in wrangler.toml, and deploy again."));
	}
	if (said?.status === "delayed") {
		const what = `${said.pending} feeds do not hold yet what was published.`;
		return [error(what, "Ask again in a few minutes; if it stays so, look at /status and at the log.")];
	}
	return [
		error(
			`The site's own word on its health is answered ${status}.`,
			"It should say that all is well. Look at the log.",
		),
	];
}

/** What a body says as JSON; null if it is none. */
export function jsonOf(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString());
	} catch {
		return null;
	}
}
