import { join } from "node:path";
import { counted } from "../../article/totals.ts";
import type { WholeFeed } from "../feeds/whole-feed.ts";
import { idOf, titleOf } from "./feed-items.ts";
import type { Match } from "./match-items.ts";
import type { Proposal } from "./proposal.ts";
import type { Comparison } from "./rules-from-feed.ts";
import { textOf } from "./write-files.ts";

/** Returns the error message for a feed in which no item is an article of the blog. */
export function foreignFeed(feed: WholeFeed, { unmatched }: Comparison, { content }: Proposal): string {
	const examples = unmatched.slice(0, 3).map(({ item, why }) => `  ${titleOf(item)}: ${why}`);
	return [
		`None of the ${counted(feed.items.length, "item")} in ${feed.source} matches an article in ${content.join(", ")}:`,
		...examples,
		`The feed belongs to ${feed.site || "an unknown site"}. Use the feed of this blog, or choose another folder with --content.`,
		"Nothing was written.",
	].join("\n");
}

/**
 * Returns a warning if the new feed is longer than the old one, because recent subscribers would get older articles as
 * new.
 */
export async function longerFeed(root: string, { polled }: WholeFeed, { published }: Comparison): Promise<string[]> {
	const [, size = "50"] =
		/^\s*FEED_SIZE\s*=\s*["']?(\d+)/m.exec((await textOf(join(root, "wrangler.toml"))) ?? "") ?? [];
	const longer = Math.min(Number(size), published);
	if (longer <= polled) return [];
	const what = `The old feed has ${counted(polled, "item")}, but the new one would have ${longer}: recent subscribers would see older articles as new.`;
	return [`${what} To avoid that, set FEED_SIZE to ${polled} in wrangler.toml.`];
}

/** Maximum number of items in a list. Further items are only counted. */
const MAX_LISTED = 50;

/** Reports how many items keep their id, and why the other items do not. */
export function proofLines(feed: WholeFeed, { matched, unmatched }: Comparison, exceptions: number): string[] {
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
		...(exceptions > 0 ? [`${counted(exceptions, "article")} in _addresses.yaml, to keep an id, address or date`] : []),
		...(feed.items.some(({ id }) => id === "")
			? ["Items without an id keep their link, which most feed readers use instead."]
			: []),
		...(others.length > 0 ? ["Items that change or are missing in the new feed:", ...listed] : []),
		others.length === 0
			? `${total} of ${total} items keep their id: no subscriber will see anything twice`
			: `${kept.length} of ${total} items keep their id`,
	];
}

function whyNotKept({ item, candidate }: Match, published: readonly Match[]): string {
	const isTwice = published.some((other) => other.item !== item && idOf(other.item) === idOf(item));
	if (isTwice) return `Another item in the feed has the same id, ${idOf(item)}.`;
	return `Its id ${idOf(item)} becomes ${candidate.guid}. Correct it in ${candidate.path} or _addresses.yaml.`;
}
