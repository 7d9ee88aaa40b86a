import type { Answer, Ask } from "./ask.ts";
import { differing } from "./check-conditional.ts";
import { error, type Fault } from "./finding.ts";
import { headerOf, opaque } from "./headers.ts";
import type { Subject } from "./subject.ts";

/**
 * Whether the feed is the same twice. Where it is another now, it may have been published in between: then it is asked for
 * once more. Two requests at most.
 */
export async function repeatFaults({ url, answer }: Subject, ask: Ask): Promise<Fault[]> {
	const again = await ask(url);
	if (again.status !== 200)
		return [error(`A second request is answered ${again.status}.`, "Serve everybody who asks.")];
	const tags = (one: Answer, other: Answer) => isSame(headerOf(one.headers, "etag"), headerOf(other.headers, "etag"));
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
