import { join } from "node:path";
import { isOwnAddress } from "../../article/article-path.ts";
import { member } from "../../article/fields.ts";
import { readYaml } from "../../article/front-matter.ts";
import { SLUG_RULES } from "../../article/permalinks/slug-rules.ts";
import type { ArticleAddress } from "../../article/source.ts";
import { counted } from "../../article/totals.ts";
import type { CliError } from "../command.ts";
import { readDrafts } from "../content/read-sources.ts";
import { type IsOwnHost, ownHosts } from "../feeds/own-hosts.ts";
import type { FeedItem, WholeFeed } from "../feeds/whole-feed.ts";
import { planAddresses } from "./addresses-file.ts";
import { candidatesOf, type PlannedSite, subjectFor, withoutBody } from "./feed-candidates.ts";
import { type InferredRule, inferGuid, inferPermalink, type KnownArticle } from "./infer-rules.ts";
import { type Match, type Matches, matchItems } from "./match-items.ts";
import { planFiles } from "./plan-files.ts";
import type { FolderRules, Found, Proposal } from "./proposal.ts";
import type { Answers, Question } from "./propose.ts";
import { type PlannedContent, pathIn, readPlanned } from "./read-planned.ts";
import { textOf } from "./write-files.ts";

/** What an old feed says about a proposal. */
export interface Proof {
	/** With rules from the feed where they explain more, and the exceptions. */
	proposal: Proposal;
	lines: string[];
	/** Whether the rules for addresses explain most items. */
	isExplained: boolean;
}

/** What a feed says where the configuration says nothing. A rule for addresses is only a beginning: the items have the real one. */
export function answersOf({ site, items }: WholeFeed, missing: readonly Question[]): Answers {
	const [own] = [site, ...items.map(({ link }) => link)].flatMap((text) => URL.parse(text) ?? []);
	const known: Answers = { "site-url": own && /^https?:$/.test(own.protocol) ? own.origin : undefined };
	return Object.fromEntries(
		missing.map(({ option, suggestion = "/:path/" }) => [option, option === "permalink" ? suggestion : known[option]]),
	);
}

/** The proposal, with the feed named as the source of what was missing. */
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
 * Compares a proposal with the old feed: rules that explain more of its items replace those of the configuration, and what no
 * rule explains goes into `_addresses.yaml`. Fails if no item is an article of the blog.
 *
 * @param root the folder of Newsstand
 */
export async function proveWithFeed(
	root: string,
	proposal: Proposal,
	feed: WholeFeed,
	site: PlannedSite,
	progress: Progress,
): Promise<Proof | CliError> {
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
	// What is counted has to be read as the site reads it.
	const last = await read(whole.proposal, true);
	if ("failure" in last) return last;
	const located = second.matched.filter(({ item }) => pathOf(item, isOwnHost) !== undefined);
	const placed = located.filter(({ item, candidate }) => samePath(candidate.address, pathOf(item, isOwnHost)));
	return {
		proposal: whole.proposal,
		lines: proofLines(feed, last, whole.articles),
		isExplained: placed.length * 2 >= located.length,
	};
}

/** Rules that a feed may replace. */
const REPLACEABLE = ["permalink", "guid", "slugs"];

/** The proposal with the rules that `_defaults.yaml` has already: from the owner, or from an earlier run with the feed. */
async function withOwnRules(proposal: Proposal): Promise<Proposal> {
	const rules = await Promise.all(
		proposal.rules.map(async ({ folder, fields, ...rule }): Promise<FolderRules> => {
			const names = ["_defaults.yaml", "_defaults.yml"].map((name) => join(folder, name));
			const [text] = (await Promise.all(names.map(textOf))).filter((one) => one !== null);
			const read = readYaml(text ?? "");
			const own = "message" in read ? {} : read.data;
			const kept = new Map(fields);
			for (const name of REPLACEABLE) {
				const value = member(own, name);
				if (typeof value === "string") kept.set(name, { value, from: "_defaults.yaml" });
				else if (value !== undefined) kept.delete(name);
			}
			return { ...rule, folder, fields: kept };
		}),
	);
	return { ...proposal, rules };
}

/** The matches of a feed with what a proposal makes of the files. */
interface Comparison extends Matches {
	content: PlannedContent;
	defaults: ReturnType<typeof readDrafts>["defaults"];
}

type Progress = (done: number, total: number) => void;

async function planned(root: string, proposal: Proposal): Promise<PlannedContent | CliError> {
	const files = await planFiles(root, proposal);
	return "failure" in files ? files : readPlanned(proposal.content, files);
}

/** Without bodies, reading the same files again and again takes a third of the time. */
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
	return { ...matchItems(feed.items, candidatesOf(readings, content, site), isOwnHost), content, defaults };
}

/** Why none of the items is an article of the blog. */
function foreignFeed(feed: WholeFeed, { unmatched }: Comparison, { content }: Proposal): string {
	const examples = unmatched.slice(0, 3).map(({ item, why }) => `  ${titleOf(item)}: ${why}`);
	return [
		`None of the ${counted(feed.items.length, "item")} of ${feed.source} is an article in ${content.join(", ")}:`,
		...examples,
		`The feed belongs to ${feed.site || "an unknown site"}. Name the feed of this blog, or another folder with --content.`,
		"Nothing was written.",
	].join("\n");
}

function titleOf({ title, link, id }: FeedItem): string {
	return title === "" ? link || id : `“${title}”`;
}

/** What readers know an item by: without an id they go by its link. */
function idOf({ id, link }: FeedItem): string {
	return id || link;
}

/** The path of an item's page on the old site; undefined if it links elsewhere. */
function pathOf({ link }: FeedItem, isOwnHost: IsOwnHost): string | undefined {
	const url = URL.parse(link);
	return url !== null && isOwnHost(url) && url.search === "" ? url.pathname : undefined;
}

/** The proposal with rules from the feed, where they explain more articles than those it has. */
function withInferredRules(
	proposal: Proposal,
	comparison: Comparison,
	site: PlannedSite,
	isOwnHost: IsOwnHost,
): Proposal {
	const rules = proposal.rules.map((rule): FolderRules => {
		const folder = pathIn(comparison.content.folders, `${rule.folder}/x`)?.replace(/(?:^|\/)x$/, "");
		const matches = comparison.matched.filter(({ candidate }) => isRuledBy(rule, candidate.path, proposal, comparison));
		if (folder === undefined || matches.length < 2) return rule;
		return inferredRules(rule, folder, matches, comparison, site, isOwnHost);
	});
	return { ...proposal, rules };
}

/** Whether a rule is the one for a file: no other rule's folder is nearer. */
function isRuledBy(rule: FolderRules, path: string, { rules }: Proposal, { content }: Comparison): boolean {
	const depthOf = (one: FolderRules) => {
		const folder = pathIn(content.folders, `${one.folder}/x`)?.replace(/x$/, "");
		return folder !== undefined && path.startsWith(folder) ? folder.length : -1;
	};
	const own = depthOf(rule);
	return own >= 0 && rules.every((other) => depthOf(other) <= own);
}

function inferredRules(
	rule: FolderRules,
	folder: string,
	all: readonly Match[],
	{ content, defaults }: Comparison,
	site: PlannedSite,
	isOwnHost: IsOwnHost,
): FolderRules {
	const base = rule.fields.get("base_path")?.value ?? "";
	const sample = sampleOf(all);
	const drafts = new Map(content.drafts.map((draft) => [draft.path, draft]));
	const knownBy = (slugs: string | undefined): KnownArticle[] =>
		sample.flatMap(({ item, candidate }) => {
			const draft = drafts.get(candidate.path);
			if (draft === undefined || !("text" in draft)) return [];
			const subject = subjectFor(draft, candidate.title, folder, { defaults, slugs, site });
			if (subject === null) return [];
			const page = pathOf(item, isOwnHost);
			const path = page?.startsWith(`${base}/`) ? page.slice(base.length) : undefined;
			return [{ subject: { ...subject, page: page ?? "" }, path, id: idOf(item) }];
		});
	const fields = new Map(rule.fields);
	const set = (name: string, value: string, { count }: InferredRule) =>
		fields.set(name, { value, from: `the old feed, ${count} of ${counted(sample.length, "item")}` });
	const located = sample.filter(({ item }) => pathOf(item, isOwnHost) !== undefined);
	const placed = located.filter(({ item, candidate }) => samePath(candidate.address, pathOf(item, isOwnHost))).length;
	let slugs: string | undefined;
	const isFree = (name: string) => fields.has(name) && !/^(?:_defaults\.yaml|--)/.test(fields.get(name)?.from ?? "");
	if (placed < located.length && isFree("permalink")) {
		let best: InferredRule | null = null;
		for (const tried of [undefined, ...Object.keys(SLUG_RULES)]) {
			const found = inferPermalink(knownBy(tried));
			if (found !== null && found.count > (best?.count ?? placed)) [best, slugs] = [found, tried];
			if (best?.count === located.length) break;
		}
		if (best !== null && best.count * 2 > located.length) {
			set("permalink", best.pattern, best);
			if (slugs !== undefined) set("slugs", slugs, best);
		} else slugs = undefined;
	}
	const kept = sample.filter(({ item, candidate }) => candidate.guid === idOf(item)).length;
	const guid = kept < sample.length && isFree("guid") ? inferGuid(knownBy(slugs)) : null;
	if (guid !== null && guid.count > kept && guid.count * 2 > sample.length) set("guid", guid.pattern, guid);
	return { ...rule, fields };
}

/** Trying every rule on every article of a large blog takes minutes. */
const MAX_SAMPLE = 200;

function sampleOf(matches: readonly Match[]): Match[] {
	const step = Math.ceil(matches.length / MAX_SAMPLE);
	return matches.filter((_, index) => index % step === 0);
}

function samePath(one: string | undefined, other: string | undefined): boolean {
	return one !== undefined && other !== undefined && decoded(one) === decoded(other);
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** The proposal with what no rule explains, article by article, and how many articles that is. */
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

/** What the feed says of an article that its file and the rules do not. */
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

/** The precision of RSS. */
function inSeconds(time = Number.NaN): number {
	return Math.floor(time / 1000);
}

function whyNotKept({ item, candidate }: Match, published: readonly Match[]): string {
	const isTwice = published.some((other) => other.item !== item && idOf(other.item) === idOf(item));
	if (isTwice) return `Another item of the feed has its id, ${idOf(item)}.`;
	return `Its id ${idOf(item)} becomes ${candidate.guid}. Correct it in ${candidate.path} or _addresses.yaml.`;
}

/** How many items of one kind are listed. */
const MAX_LISTED = 10;

function proofLines(feed: WholeFeed, { matched, unmatched }: Comparison, exceptions: number): string[] {
	const published = matched.filter(({ candidate }) => candidate.because === undefined);
	const kept = published.filter(({ item, candidate }) => candidate.guid === idOf(item));
	const total = feed.items.length;
	const others = [
		...unmatched,
		...matched.flatMap(({ item, candidate: { path, because } }) =>
			because === undefined ? [] : [{ item, why: `${path} is ${because}.` }],
		),
		...published.flatMap((one) => (kept.includes(one) ? [] : [{ item: one.item, why: whyNotKept(one, published) }])),
	];
	const listed = others.slice(0, MAX_LISTED).map(({ item, why }) => `  ${titleOf(item)}: ${why}`);
	if (others.length > MAX_LISTED) listed.push(`  and ${others.length - MAX_LISTED} more`);
	const from = feed.pages > 1 ? ` (${feed.pages} pages)` : "";
	return [
		`${counted(total, "item")} in the old feed ${feed.source}${from}`,
		...feed.warnings,
		...(exceptions > 0
			? [`${counted(exceptions, "article")} with an id, address or date of its own, in _addresses.yaml`]
			: []),
		...(feed.items.some(({ id }) => id === "")
			? ["Items without an id keep their link: most readers go by that."]
			: []),
		...(others.length > 0 ? ["Items that will not be in the new feed as before:", ...listed] : []),
		others.length === 0
			? `${total} of ${total} items keep their id: no subscriber will see anything twice`
			: `${kept.length} of ${total} items keep their id`,
	];
}
