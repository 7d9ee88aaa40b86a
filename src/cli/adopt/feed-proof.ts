import { isOwnAddress } from "../../article/article-path.ts";
import type { ArticleAddress } from "../../article/source.ts";
import { isLoopback } from "../../loopback.ts";
import type { CliError } from "../command.ts";
import { readDrafts } from "../content/read-sources.ts";
import { type IsOwnHost, ownHosts } from "../feeds/own-hosts.ts";
import type { FeedItem, WholeFeed } from "../feeds/whole-feed.ts";
import { planAddresses } from "./addresses-file.ts";
import { candidatesOf, type PlannedSite, withoutBody } from "./feed-candidates.ts";
import { idOf, pathOf, samePath } from "./feed-items.ts";
import { type Match, matchItems } from "./match-items.ts";
import { planFiles } from "./plan-files.ts";
import { foreignFeed, longerFeed, proofLines } from "./proof-lines.ts";
import type { Found, Proposal } from "./proposal.ts";
import type { Answers, Question } from "./propose.ts";
import { type PlannedContent, readPlanned } from "./read-planned.ts";
import { type Comparison, withInferredRules, withOwnRules } from "./rules-from-feed.ts";

/** The result of comparing a proposal with the old feed. */
export interface Proof {
	/** The proposal with better rules inferred from the feed, and with exceptions for articles that no rule explains. */
	proposal: Proposal;
	lines: string[];
	/** Whether the address rules explain at least half of the items. */
	isExplained: boolean;
}

/**
 * Uses the feed to answer the questions that the configuration leaves open. The address rule is only a first guess; the
 * actual rule is inferred from the feed's items later.
 */
export function answersOf({ site, items }: WholeFeed, missing: readonly Question[]): Answers {
	const [own] = [site, ...items.map(({ link }) => link)].flatMap((text) => URL.parse(text) ?? []);
	const known: Answers = { "site-url": own && /^https?:$/.test(own.protocol) ? own.origin : undefined };
	return Object.fromEntries(
		missing.map(({ option, suggestion = "/:path/" }) => [option, option === "permalink" ? suggestion : known[option]]),
	);
}

/** Returns the proposal with the old feed recorded as the source of the guessed answers. */
export function creditingFeed(proposal: Proposal, guessed: readonly Question[]): Proposal {
	const credited = <Name>(fields: ReadonlyMap<Name, Found>): Map<Name, Found> =>
		new Map(
			[...fields].map(([name, found]) => {
				const isGuess = guessed.some(({ option }) => found.from === `--${option}`);
				return [name, isGuess ? { ...found, from: "the old feed" } : found];
			}),
		);
	const rules = proposal.rules.map((rule) => ({ ...rule, fields: credited(rule.fields) }));
	return { ...proposal, settings: credited(proposal.settings), rules };
}

/**
 * Compares a proposal with the old feed. A rule inferred from the feed replaces the configured rule if the inferred
 * rule explains more items. Articles that no rule explains get an entry in `_addresses.yaml`. Fails if no item matches
 * an article of the blog.
 *
 * @param root Newsstand's folder
 */
export async function proveWithFeed(
	root: string,
	proposal: Proposal,
	feed: WholeFeed,
	site: PlannedSite,
	progress: Progress,
): Promise<Proof | CliError> {
	if (isPreview(feed)) {
		const what = `${feed.source} comes from a local preview: it links to ${feed.items[0]?.link}.`;
		return { failure: `${what} Use the feed that subscribers get. Nothing was written.` };
	}
	const isOwnHost = ownHosts(feed, site.siteUrl);
	const own = await withOwnRules(proposal);
	const read = async (one: Proposal, isWhole = false) => {
		const content = await planned(root, one);
		if ("failure" in content) return content;
		return compare(feed, isWhole ? content : quick(content), site, isOwnHost, progress);
	};
	const first = await read(own);
	if ("failure" in first) return first;
	if (first.matched.length === 0) return { failure: foreignFeed(feed, first, proposal) };
	const ruled = withInferredRules(own, first, site, isOwnHost);
	const second = await read(ruled);
	if ("failure" in second) return second;
	const whole = await withExceptions(ruled, second, isOwnHost);
	if ("failure" in whole) return whole;
	// The counts must match what the site will publish, so read everything, including bodies.
	const last = await read(whole.proposal, true);
	if ("failure" in last) return last;
	const located = second.matched.filter(({ item }) => pathOf(item, isOwnHost) !== undefined);
	const placed = located.filter(({ item, candidate }) => samePath(candidate.address, pathOf(item, isOwnHost)));
	return {
		proposal: whole.proposal,
		lines: [...(await longerFeed(root, feed, last)), ...proofLines(feed, last, whole.articles)],
		isExplained: placed.length * 2 >= located.length,
	};
}

/**
 * Whether the feed comes from a generator's preview server. The ids in such a feed differ from those in the live site's
 * feed.
 */
function isPreview({ items }: WholeFeed): boolean {
	const hosts = items.flatMap(({ link }) => URL.parse(link)?.hostname ?? []);
	return hosts.length > 0 && hosts.every(isLoopback);
}

type Progress = (done: number, total: number) => void;

async function planned(root: string, proposal: Proposal): Promise<PlannedContent | CliError> {
	const files = await planFiles(root, proposal);
	return "failure" in files ? files : readPlanned(proposal.content, files);
}

/**
 * Drops the bodies, because the articles are read repeatedly, and reading them without bodies takes a third of the
 * time.
 */
function quick({ drafts, ...content }: PlannedContent): PlannedContent {
	return { ...content, drafts: drafts.map(withoutBody) };
}

function compare(
	feed: WholeFeed,
	content: PlannedContent,
	site: PlannedSite,
	isOwnHost: IsOwnHost,
	progress: Progress,
): Comparison {
	const { drafts } = content;
	const { readings, defaults } = readDrafts(drafts, site, (done) => progress(done, drafts.length));
	const candidates = candidatesOf(readings, content, site);
	const published = candidates.filter(({ because }) => because === undefined).length;
	return { ...matchItems(feed.items, candidates, isOwnHost), content, published, defaults };
}

/** Adds an exception for each article that no rule explains. Returns the new proposal and the number of exceptions. */
async function withExceptions(
	proposal: Proposal,
	{ matched, content }: Comparison,
	isOwnHost: IsOwnHost,
): Promise<{ proposal: Proposal; articles: number } | CliError> {
	const byFolder = new Map<string, Map<string, ArticleAddress>>();
	const ids = new Set<string>();
	for (const { item, candidate } of matched) {
		const exception = exceptionFor(item, candidate, isOwnHost, ids);
		ids.add(idOf(item));
		if (Object.keys(exception).length === 0) continue;
		const { directory = "", prefix = "" } = content.folders.find((one) => candidate.path.startsWith(one.prefix)) ?? {};
		const exceptions = byFolder.get(directory) ?? new Map<string, ArticleAddress>();
		byFolder.set(directory, exceptions.set(candidate.path.slice(prefix.length), exception));
	}
	const files = [...proposal.files];
	for (const [folder, exceptions] of byFolder) {
		const planned = await planAddresses(folder, exceptions);
		if ("failure" in planned) return planned;
		files.push(planned);
	}
	const articles = [...byFolder.values()].reduce((sum, { size }) => sum + size, 0);
	return { proposal: { ...proposal, files }, articles };
}

/**
 * Returns the `_addresses.yaml` entry for an article: the guid, address and date from the feed, where they differ from
 * what the article's file and the rules produce.
 */
function exceptionFor(
	item: FeedItem,
	{ guid, address, formerly = [], published }: Match["candidate"],
	isOwnHost: IsOwnHost,
	taken: ReadonlySet<string>,
): ArticleAddress {
	const exception: ArticleAddress = {};
	const path = pathOf(item, isOwnHost);
	if (idOf(item) !== guid && !taken.has(idOf(item))) exception.guid = idOf(item);
	const isPlaced = samePath(path, address) || formerly.some((one) => samePath(one, path));
	if (path !== undefined && !isPlaced && !isOwnAddress(path)) exception.permalink = path;
	if (item.published !== undefined && inSeconds(item.published) !== inSeconds(published)) {
		exception.date = new Date(item.published).toISOString().replace(".000Z", "Z");
	}
	return exception;
}

/** Drops fractions of a second, because RSS dates do not have them. */
function inSeconds(time = Number.NaN): number {
	return Math.floor(time / 1000);
}
