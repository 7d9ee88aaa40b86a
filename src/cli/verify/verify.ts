import { jsonOf } from "../../json.ts";
import { isLoopback } from "../../loopback.ts";
import { misconfigured } from "../api/connection.ts";
import { type CliError, NetworkError } from "../command.ts";
import { checkFeed } from "./check-feed.ts";
import { checkSite, discovered, readFeedList, siteFeed } from "./check-site.ts";
import { type Check, createNotes, type Notes, warning } from "./finding.ts";
import { type Ask, follow, type HttpResponse, NoResponseError, type Reached } from "./http-client.ts";
import { subjectOf } from "./subject.ts";

/** The result of a run. */
export interface Verdict {
	/** The address of the site or feed, after redirects. */
	url: string;
	checks: Check[];
	/** The consequences for subscribers, if the site was compared with an old feed. */
	outcome?: string;
}

/**
 * Tests a Newsstand site, or a single feed of any site, the way feed readers use it. Fails if there is nothing to test.
 */
export async function verify(address: string, ask: Ask): Promise<Verdict | CliError> {
	return orFailure(async () => {
		const reached = await follow(address, ask);
		return "failure" in reached ? reached : await look(reached, ask);
	});
}

/** Calls `work`. Returns a failure if one of its requests does not get a readable response. */
export async function orFailure<T>(work: () => Promise<T>): Promise<T | CliError> {
	try {
		return await work();
	} catch (cause) {
		if (!(cause instanceof NetworkError)) throw cause;
		const advice =
			cause instanceof NoResponseError
				? "Check the address, and whether the site is running"
				: "Feed readers fail on it, too";
		return { failure: `${cause.message}. ${advice}.` };
	}
}

async function look({ answer, redirects }: Reached, ask: Ask): Promise<Verdict | CliError> {
	const { url } = answer;
	const notes = createNotes();
	const { protocol, hostname, origin, pathname } = new URL(url);
	for (const { url: from, status, to } of redirects) {
		const fault = warning(`The address redirects (${status}) to ${to}.`, "Publish the final address instead.");
		await notes.look("Addresses", from, () => [fault]);
	}
	await notes.look("Addresses", url, () => {
		if (protocol === "https:" || isLoopback(hostname)) return [];
		const hint = "Serve the site over https://. Some readers accept nothing else.";
		return [warning("Over http://, others can change what readers receive.", hint)];
	});
	const feed = subjectOf(answer);
	if (feed !== null) {
		await checkFeed(feed, { isThorough: true, archives: 2 }, ask, notes);
		return { url, checks: notes.checks };
	}
	return (pathname === "/" ? await lookAtSite(answer, origin, ask, notes) : null) ?? noFeed(answer);
}

/** Checks a Newsstand site. Returns null if the response is not from a Newsstand site. */
async function lookAtSite(
	home: HttpResponse,
	origin: string,
	ask: Ask,
	notes: Notes,
): Promise<Verdict | CliError | null> {
	const list = await ask(`${origin}/feeds.json`);
	const feeds = list.status === 200 ? readFeedList(list.body.toString()) : null;
	const wrong = settingsFault(list);
	if (wrong !== null) return wrong;
	const main = siteFeed(feeds ?? []);
	if (feeds !== null && main !== undefined) {
		await checkSite({ origin, home, list, feeds, main }, ask, notes);
		return { url: home.url, checks: notes.checks };
	}
	const isEmpty = feeds !== null || (list.status === 503 && list.body.toString().startsWith("Nothing is published"));
	if (!isEmpty) return null;
	return { failure: `Nothing is published at ${origin} yet. Publish an article, and run verify again in a minute.` };
}

/** Returns the error for a response that reports invalid settings; null for any other response. */
function settingsFault({ url, body }: HttpResponse): CliError | null {
	const { problems } = misconfigured.safeParse(jsonOf(body)).data ?? {};
	return problems === undefined
		? null
		: { failure: `${new URL(url).origin} has invalid settings. ${problems.join(" ")}` };
}

function noFeed(answer: HttpResponse): CliError {
	const { url, status } = answer;
	const wrong = settingsFault(answer);
	if (wrong !== null) return wrong;
	if (status !== 200) return { failure: `${url} returns status ${status}. Check the address, or the site's log.` };
	if (answer.body.length === 0) return { failure: `${url} returns an empty document instead of a feed.` };
	const named = discovered(answer).flatMap(({ href }) => URL.parse(href, url)?.href ?? []);
	const kinds = "neither a Newsstand site nor a feed in RSS 2.0, Atom 1.0 or JSON Feed";
	if (named.length === 0) return { failure: `${url} is ${kinds}. Check the address.` };
	return {
		failure: `${url} is ${kinds}, but links to feeds. Verify one of them: ${named.slice(0, 3).join(", ")}`,
	};
}
