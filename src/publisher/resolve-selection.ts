import { type Kind, spellings } from "../feed/called.ts";
import { nearest } from "../feed/nearest.ts";
import { type Choice, canonical, type Selection } from "../feed/selection.ts";
import { feedSubject } from "./feed-head.ts";
import type { Press } from "./flush.ts";
import type { View } from "./view.ts";

/** A list of names that are like one that is not there has at most so many. */
const MOST_NEAREST = 3;

/** Of more feeds than this only the largest are compared with a name. */
const MOST_COMPARED = 1000;

/** A name of which a selection speaks and the site has nothing. */
export interface UnknownName {
	/** The parameter that has it: `topic`, `-provider`. */
	parameter: string;
	value: string;
	/** The feeds that are most like it, the nearest first; `name` as `topics/ai`. */
	nearest: { name: string; title: string }[];
	/** All that as a sentence. */
	message: string;
}

/**
 * A selection with its topics and providers as the site names them; or, if it has none of that name, that name. One that
 * had articles only once is known for ever: a subscription to it stays good.
 */
export function resolveSelection(
	asked: Selection,
	press: Press,
	view: Pick<View, "has">,
): Selection | { unknown: UnknownName } {
	let unknown: { kind: Kind; value: string; sign: string } | undefined;
	const resolve = (kind: Kind, values: readonly string[], sign: string): string[] =>
		canonical(
			values.flatMap((value) => {
				const feed = knownFeed(kind, value, press, view);
				if (feed === undefined) unknown ??= { kind, value, sign };
				return feed?.slice(kind.length + 1) ?? [];
			}),
		);
	const choice = (kind: Kind): Choice => ({
		any: resolve(kind, asked[kind].any, ""),
		none: resolve(kind, asked[kind].none, "-"),
	});
	const selection = { ...asked, topics: choice("topics"), providers: choice("providers") };
	return unknown === undefined ? selection : { unknown: describe(unknown.kind, unknown.value, unknown.sign, press) };
}

/** The feed that somebody means by the part of its URL, its domain or a name; undefined if there never was one. */
export function knownFeed(kind: Kind, value: string, press: Press, view: Pick<View, "has">): string | undefined {
	return spellings(kind, value)
		.map((name) => present(press, view, name))
		.find((name) => view.has(name) || isKnown(press, name));
}

/** The feed that a name leads to: its own, that of what it is an alias of, or once was. */
function present({ descriptions }: Press, view: Pick<View, "has">, name: string): string {
	const feed = descriptions.directory().feedOf(name);
	return view.has(feed) ? feed : (descriptions.moves.targetOf(feed) ?? feed);
}

function isKnown({ sql, descriptions }: Press, feed: string): boolean {
	if (sql.exec("SELECT 1 FROM touched WHERE feed = ?", feed).toArray().length > 0) return true;
	return descriptions.of(feed) !== undefined;
}

function describe(kind: Kind, value: string, sign: string, press: Press): UnknownName {
	const names = press.sql
		.exec<{ name: string }>(
			"SELECT name FROM feed WHERE name > ? AND name < ? ORDER BY size DESC LIMIT ?",
			...[`${kind}/`, `${kind}0`, MOST_COMPARED],
		)
		.toArray()
		.map(({ name }) => name.slice(kind.length + 1));
	const what = kind === "topics" ? "topic" : "provider";
	const likes = nearest(value, names, MOST_NEAREST);
	const hint = likes.length === 0 ? `There is no ${what} yet.` : `The nearest: ${likes.join(", ")}.`;
	return {
		parameter: sign + what,
		value,
		nearest: likes.map((name) => ({ name: `${kind}/${name}`, title: feedSubject(press, `${kind}/${name}`) })),
		message: `There is no ${what} "${value}" here. ${hint}`,
	};
}
