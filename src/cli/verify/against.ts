import { counted } from "../../article/totals.ts";
import type { CliError } from "../command.ts";
import { type IsOwnHost, ownHosts } from "../feeds/own-hosts.ts";
import { dateOf, type FeedItem, readWholeFeed, readWholeFeeds, type WholeFeed } from "../feeds/whole-feed.ts";
import { discovered, readFeedList, siteFeed } from "./check-site.ts";
import { createNotes, error, type Fault, type Finding, warning } from "./finding.ts";
import { type Ask, createAsk, follow } from "./http-client.ts";
import { subjectOf } from "./subject.ts";
import { orFailure, type Verdict } from "./verify.ts";

/** Maximum number of links to request. */
const MAX_LINKS = 1000;

/** Limits on requests to the site. Each link may redirect a few times. */
const LIMITS = { requests: 4 * MAX_LINKS, timeoutMs: 15_000, bytes: 20_000_000 };

/**
 * Tests whether a site still has every item of the old feed, with the same id, date and link. An item with a new id
 * would appear a second time for subscribers. Fails if there is nothing to compare.
 *
 * @param address the site, or one of its feeds
 * @param sources the old feed: its address, or names of files, relative to `cwd`
 */
export async function verifyAgainst(
	address: string,
	sources: readonly string[],
	{ cwd, progress }: { cwd: string; progress: (text: string) => void },
): Promise<Verdict | CliError> {
	const old = await readWholeFeeds(sources, { cwd, progress });
	if ("failure" in old) return old;
	const ask = createAsk(new URL(address).origin, (_, url) => progress(`Reading ${url}`), LIMITS);
	const found = await orFailure(() => feedAt(address, ask));
	if ("failure" in found) return found;
	const { url, origin } = found;
	// Until the domain points to the new site, the site's address differs from the one in its feeds.
	const placeOf = (link: string) =>
		link.startsWith(`${origin}/`) ? new URL(url).origin + link.slice(origin.length) : link;
	const ids = old.items.map(({ id }) => id);
	const isEnough = (known: ReadonlySet<string>) => ids.every((id) => known.has(id));
	const now = await readWholeFeed(url, { cwd, progress, isEnough, placeOf });
	return "failure" in now ? now : compared(old, now, new URL(address).origin, ask);
}

/**
 * Finds the site's main feed, unless `address` is already a feed. Returns its address, and the origin of the address
 * that the feed has for itself.
 */
async function feedAt(address: string, ask: Ask): Promise<{ url: string; origin: string } | CliError> {
	const reached = await follow(address, ask);
	if ("failure" in reached) return reached;
	const { answer } = reached;
	const named = (url: string, own = url) => ({ url, origin: new URL(own, url).origin });
	const subject = subjectOf(answer);
	if (subject !== null) return named(answer.url, subject.document?.selfs[0]);
	const list = await ask(`${new URL(answer.url).origin}/feeds.json`);
	const main = siteFeed(list.status === 200 ? (readFeedList(list.body.toString()) ?? []) : []);
	if (main !== undefined) return named(new URL(new URL(main.rss).pathname, answer.url).href, main.rss);
	const [linked] = discovered(answer);
	if (linked !== undefined) return named(new URL(linked.href, answer.url).href);
	return { failure: `${address} has no feed (status ${answer.status}). Use the address of the new feed instead.` };
}

async function compared(old: WholeFeed, now: WholeFeed, origin: string, ask: Ask): Promise<Verdict> {
	const notes = createNotes();
	const pairs = old.items.map((item) => ({ item, found: counterpart(item, now) }));
	await notes.look("Old feed", old.source, () => [
		...old.warnings.map((what) => warning(what, "Only the items that were read were compared.")),
		...longerFaults(old, now),
	]);
	await notes.look("Ids", now.source, () => idFindings(pairs));
	await notes.look("Dates", now.source, () => dateFindings(pairs));
	await notes.look("Links", now.source, () => linkFindings(pairs, ownHosts(old), origin, ask));
	return { url: now.source, checks: notes.checks, outcome: outcomeOf(pairs) };
}

/** An item of the old feed and its counterpart in the new one. */
interface Pair {
	item: FeedItem;
	/** `same` means the same id, `other` the same article with a different id, and null that the item is missing. */
	found: { how: "same" | "other"; item: FeedItem } | null;
}

/** Finds an item in the new feed by its id, or by its link if the old feed has no ids. */
function counterpart(item: FeedItem, { items }: WholeFeed): Pair["found"] {
	const same = items.find((one) => (item.id === "" ? one.link === item.link : one.id === item.id));
	if (same !== undefined) return { how: "same", item: same };
	const path = pathOf(item.link);
	const isSame = (one: FeedItem) =>
		(path !== null && pathOf(one.link) === path) || (one.title === item.title && one.published === item.published);
	const other = items.find(isSame);
	return other === undefined ? null : { how: "other", item: other };
}

function pathOf(link: string): string | null {
	const url = URL.parse(link);
	return url === null ? null : url.pathname.replace(/\/$/, "") + url.search;
}

/** Reports older items that only the new feed has, because feed readers would show them as new. */
function longerFaults(old: WholeFeed, now: WholeFeed): Fault[] {
	const oldest = Math.min(...old.items.flatMap((item) => dateOf(item) ?? []));
	const ids = new Set(old.items.map(({ id }) => id));
	const older = now.items.slice(0, now.polled).filter((item) => !ids.has(item.id) && (dateOf(item) ?? oldest) < oldest);
	if (older.length === 0) return [];
	const what = `The new feed is longer: it has ${counted(older.length, "item")} older than any in the old feed.`;
	const hint = `Subscribers who have not seen these items will get them as new. To avoid this, set FEED_SIZE to ${Math.min(old.polled, 200)}.`;
	return [warning(what, hint)];
}

function idFindings(pairs: readonly Pair[]): Finding[] {
	return pairs.flatMap(({ item, found }) => {
		if (found?.how === "same") return [];
		if (found === null) {
			const hint = "Publish the article. If you removed it on purpose, ignore this error.";
			return [{ url: nameOf(item), ...error("An item of the old feed is missing from the new feed.", hint) }];
		}
		const hint = `Give the article its old id, as adopt --feed does. For example, ${exampleOf(pairs)}.`;
		return [{ url: nameOf(item), ...error("An item has a different id, so subscribers will see it again.", hint) }];
	});
}

function exampleOf(pairs: readonly Pair[]): string {
	const changed = pairs.find(({ found }) => found?.how === "other");
	const known = ({ id, link }: FeedItem) => (changed?.item.id === "" ? link : id);
	return changed?.found ? `${known(changed.item)} became ${known(changed.found.item)}` : "";
}

function dateFindings(pairs: readonly Pair[]): Finding[] {
	const changed = pairs.flatMap(({ item, found }) => {
		const [before, after] = [item.published, found?.item.published].map(inSeconds);
		return before === undefined || found === null || before === after ? [] : [{ item, before, after }];
	});
	const [first] = changed;
	const written = (seconds = Number.NaN) => (Number.isNaN(seconds) ? "none" : new Date(seconds * 1000).toISOString());
	const hint = `Feed readers sort by date. For example, ${written(first?.before)} became ${written(first?.after)}.`;
	return changed.map(({ item }) => ({ url: nameOf(item), ...error("An item has a different date.", hint) }));
}

/** Drops fractions of a second, because RSS dates do not have them. */
function inSeconds(time: number | undefined): number | undefined {
	return time === undefined ? undefined : Math.floor(time / 1000);
}

/** Requests the paths of the old links from the new site, even if the links are on a different host. */
async function linkFindings(
	pairs: readonly Pair[],
	isOwnHost: IsOwnHost,
	origin: string,
	ask: Ask,
): Promise<Finding[]> {
	const findings: Finding[] = [];
	let requested = 0;
	for (const { item, found } of pairs) {
		const url = URL.parse(item.link);
		if (url === null) continue;
		if (!isOwnHost(url)) {
			if (found === null || found.item.link === item.link) continue;
			const hint = `A link post must keep its target. Set externalUrl: ${item.link}`;
			findings.push({ url: item.link, ...error("An item links to a different page than before.", hint) });
			continue;
		}
		requested += 1;
		if (requested > MAX_LINKS) continue;
		const address = origin + url.pathname + url.search;
		const reached = await orFailure(() => follow(address, ask));
		const what = "failure" in reached ? reached.failure : faultOf(reached.answer.status, reached.redirects.length);
		if (what === null) continue;
		const hint = "Add a permalink to the article, or a line to _redirects.yaml.";
		findings.push({ url: address, ...error(what, hint) });
	}
	if (requested > MAX_LINKS) {
		const hint = "Only some of the links were requested. The same rules apply to the others.";
		findings.push({ url: origin, ...warning(`There are ${requested} old links, too many to request them all.`, hint) });
	}
	return findings;
}

function faultOf(status: number, redirects: number): string | null {
	if (status !== 200) return `An old link gets status ${status}.`;
	return redirects > 1 ? `An old link needs ${redirects} redirects.` : null;
}

function nameOf({ link, id, title }: FeedItem): string {
	return link || id || title;
}

function outcomeOf(pairs: readonly Pair[]): string {
	const count = (how: string | undefined) => pairs.filter(({ found }) => found?.how === how).length;
	const [same, other, missing] = [count("same"), count("other"), count(undefined)];
	const kept = `${same} of ${pairs.length} items keep their id`;
	if (other + missing === 0) return `${kept}: no subscriber will see anything twice`;
	return `${kept}; subscribers will see ${other} twice and miss ${missing}`;
}
