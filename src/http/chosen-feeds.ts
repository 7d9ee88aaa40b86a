import { slugOf } from "../article/slug.ts";
import { feedsByName, type Kind } from "../feed/called.ts";
import { feedPath, parseFeedPath } from "../feed/feed.ts";
import { findMove } from "../feed/moves.ts";
import { MOVES_KEY } from "../publisher/keys.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ListedFeed } from "../renditions/opml.ts";

/** A topic or provider that somebody names in an address. */
export interface Wanted {
	kind: Kind;
	value: string;
}

/** A stored feed that somebody chose. */
export interface ChosenFeed extends ListedFeed {
	/** False while there is nothing to subscribe to: it never had an article, or has ended. */
	isThere: boolean;
}

/**
 * The feeds that names mean, topics first. What is not in the list of feeds has another name now, or no article any more;
 * that is asked for only then.
 *
 * @param feeds all that are listed
 */
export async function chosenFeeds(
	env: Cloudflare.Env,
	feeds: readonly ListedFeed[],
	wanted: readonly Wanted[],
): Promise<{ feeds: ChosenFeed[]; unknown: Wanted[] }> {
	const listed = new Map(feeds.map((feed) => [feed.name, { ...feed, isThere: true }]));
	const called = feedsByName(feeds);
	const found = new Map<Wanted, ChosenFeed | undefined>();
	for (const one of wanted) found.set(one, listed.get(called(one.kind, one.value) ?? ""));

	if (missingOf(found).length > 0) {
		const moves = (await env.KV.get(MOVES_KEY)) ?? "";
		for (const one of missingOf(found)) found.set(one, listed.get(movedName(moves, one) ?? ""));
	}
	const missing = missingOf(found);
	if (missing.length > 0) {
		const known = await publisherOf(env).library().feedsCalled(missing);
		missing.forEach((one, index) => {
			found.set(one, known[index] ?? undefined);
		});
	}
	const chosen = new Map([...found.values()].flatMap((feed) => (feed ? [[feed.name, feed]] : [])));
	return { feeds: [...chosen.values()].sort(topicsFirst), unknown: missingOf(found) };
}

function missingOf(found: ReadonlyMap<Wanted, ChosenFeed | undefined>): Wanted[] {
	return [...found].flatMap(([one, feed]) => (feed ? [] : [one]));
}

/** The name that a feed has now, where an author or the Publisher leads from the one that is asked for. */
function movedName(moves: string, { kind, value }: Wanted): string | undefined {
	const names = [value.normalize("NFKC").toLowerCase(), slugOf(value)].map((key) => `${kind}/${key}`);
	for (const name of names) {
		const move = findMove(moves, feedPath(name));
		if (move && move.status !== 410) return parseFeedPath(move.to)?.name;
	}
	return undefined;
}

function topicsFirst(a: ChosenFeed, b: ChosenFeed): number {
	const isTopic = ({ name }: ChosenFeed) => name.startsWith("topics/");
	if (isTopic(a) !== isTopic(b)) return isTopic(a) ? -1 : 1;
	return a.name < b.name ? -1 : 1;
}
