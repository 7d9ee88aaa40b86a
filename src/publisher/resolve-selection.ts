import { domainOf } from "../article/credits.ts";
import { slugOf } from "../article/slug.ts";
import { nearest } from "../feed/nearest.ts";
import { type Choice, canonical, type Selection } from "../feed/selection.ts";
import type { Press } from "./flush.ts";
import type { View } from "./view.ts";

/** A list of names that are like one that is not there has at most so many. */
const MOST_NEAREST = 3;

/** Of more feeds than this only the largest are compared with a name. */
const MOST_COMPARED = 1000;

type Kind = "topics" | "providers";

/**
 * A selection with its topics and providers as the site names them; or, if it has none of that name, a sentence that
 * says so and names the nearest. One that had articles only once is known for ever: a subscription to it stays good.
 */
export function resolveSelection(
	asked: Selection,
	press: Press,
	view: Pick<View, "has">,
): Selection | { unknown: string } {
	let unknown: { kind: Kind; value: string } | undefined;
	const resolve = (kind: Kind, values: readonly string[]): string[] =>
		canonical(
			values.flatMap((value) => {
				const feed = spellings(kind, value)
					.map((name) => present(press, view, name))
					.find((name) => view.has(name) || isKnown(press, name));
				if (feed === undefined) unknown ??= { kind, value };
				return feed?.slice(kind.length + 1) ?? [];
			}),
		);
	const choice = (kind: Kind): Choice => ({
		any: resolve(kind, asked[kind].any),
		none: resolve(kind, asked[kind].none),
	});
	const selection = { ...asked, topics: choice("topics"), providers: choice("providers") };
	return unknown === undefined ? selection : { unknown: sentence(unknown.kind, unknown.value, press) };
}

/** The names of feeds that somebody may mean: the part of its URL, the domain, or the name. */
function spellings(kind: Kind, value: string): string[] {
	const domain = kind === "providers" ? domainOf(value) : null;
	return [value, domain ?? value, slugOf(value)].map((name) => `${kind}/${name}`);
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

function sentence(kind: Kind, value: string, { sql }: Press): string {
	const names = sql
		.exec<{ name: string }>(
			"SELECT name FROM feed WHERE name > ? AND name < ? ORDER BY size DESC LIMIT ?",
			...[`${kind}/`, `${kind}0`, MOST_COMPARED],
		)
		.toArray()
		.map(({ name }) => name.slice(kind.length + 1));
	const what = kind === "topics" ? "topic" : "provider";
	const likes = nearest(value, names, MOST_NEAREST);
	const hint = likes.length === 0 ? `There is no ${what} yet.` : `The nearest: ${likes.join(", ")}.`;
	return `There is no ${what} "${value}" here. ${hint}`;
}
