import { slugOf } from "../../article/slug.ts";
import { type Kind, type NearFeed, nearest, spellings } from "../../feed/feed-names.ts";
import { type Choice, canonical, fold, type Selection } from "../../feed/selection.ts";
import type { Audience } from "./audience.ts";
import { feedSubject, type RenderContext } from "./stored-feed.ts";

/** Maximum number of similar names to suggest for an unknown name. */
const MAX_NEAREST = 3;

/**
 * Maximum difference in length, in characters, between a typed name and the names suggested instead. A typing error
 * rarely changes the length by more than this.
 */
const LIKE_LENGTH = 3;

/**
 * Maximum number of feeds whose names are compared with a name. If the site has more feeds, those with names of similar
 * length are preferred, then those with the most articles.
 */
const MAX_COMPARED = 300;

/** A name in a selection that does not exist on the site. */
export interface UnknownName {
	/** The query parameter, such as `topic` or `-provider`. */
	parameter: string;
	value: string;
	/** Similar feeds, most similar first. */
	nearest: NearFeed[];
	/** An explanation for people, such as "There is no topic “x”." */
	message: string;
}

/**
 * Replaces the names of a selection's topics, providers and authors with their current names. If one of them is
 * unknown, returns that name instead. A name that has ever had articles remains known, so that subscriptions keep
 * working.
 */
export function resolveSelection(
	asked: Selection,
	context: RenderContext,
	view: Pick<Audience, "has" | "authorName">,
): Selection | { unknown: UnknownName } {
	let unknown: { kind: Kind | "authors"; value: string; sign: string } | undefined;
	const resolve = (kind: Kind, values: readonly string[], sign: string): string[] =>
		canonical(
			values.flatMap((value) => {
				const feed = knownFeed(kind, value, context, view);
				if (feed === undefined) unknown ??= { kind, value, sign };
				return feed?.slice(kind.length + 1) ?? [];
			}),
		);
	const authors = (values: readonly string[], sign: string): string[] =>
		canonical(
			values.flatMap((value) => {
				const author = knownAuthor(value, context, view);
				if (author === undefined) unknown ??= { kind: "authors", value, sign };
				return author ?? [];
			}),
		);
	const choice = (kind: Kind): Choice => ({
		any: resolve(kind, asked[kind].any, ""),
		none: resolve(kind, asked[kind].none, "-"),
	});
	const selection = {
		...asked,
		topics: choice("topics"),
		providers: choice("providers"),
		authors: { any: authors(asked.authors.any, ""), none: authors(asked.authors.none, "-") },
	};
	return unknown === undefined ? selection : { unknown: describe(unknown.kind, unknown.value, unknown.sign, context) };
}

/** Returns the slug of the author with this slug or name; undefined if there never was such an author. */
export function knownAuthor(
	value: string,
	{ descriptions }: Pick<RenderContext, "descriptions">,
	view: Pick<Audience, "authorName">,
): string | undefined {
	const keys = [fold(value), slugOf(value)].map((key) =>
		descriptions.directory().feedOf(`authors/${key}`).slice("authors/".length),
	);
	return keys.find((key) => view.authorName(key) !== undefined || descriptions.of(`authors/${key}`) !== undefined);
}

/**
 * Returns the feed with this slug, domain or name, preferring one with articles; undefined if there never was such a
 * feed.
 */
export function knownFeed(
	kind: Kind,
	value: string,
	context: RenderContext,
	view: Pick<Audience, "has">,
): string | undefined {
	const title = fold(value);
	const titled = context.catalog.labels.findFeedByName(kind, title);
	const all = titled === undefined ? spellings(kind, title) : [...spellings(kind, title), titled];
	const names = all.map((name) => present(context, view, name));
	return names.find((name) => view.has(name)) ?? names.find((name) => isKnown(context, name));
}

/**
 * Returns the topics or providers with names similar to a text, most similar first.
 *
 * @param edits maximum number of edits between the names; by default, unlimited
 */
export function nearFeeds(kind: Kind, text: string, count: number, context: RenderContext, edits?: number): NearFeed[] {
	const keys = context.sql
		.exec<{ name: string }>(
			`SELECT name FROM feed WHERE name > ? AND name < ? AND size > 0
			ORDER BY abs(length(name) - ?) > ?, size DESC LIMIT ?`,
			...[`${kind}/`, `${kind}0`, `${kind}/${text}`.length, LIKE_LENGTH, MAX_COMPARED],
		)
		.toArray()
		.map(({ name }) => name.slice(kind.length + 1));
	return nearest(text, keys, count, edits).map((key) => {
		return { name: `${kind}/${key}`, title: feedSubject(context, `${kind}/${key}`) };
	});
}

/** Returns the current feed that a name, an alias or a former name leads to. */
function present({ descriptions }: RenderContext, view: Pick<Audience, "has">, name: string): string {
	const feed = descriptions.directory().feedOf(name);
	return view.has(feed) ? feed : (descriptions.redirects.targetOf(feed) ?? feed);
}

function isKnown({ sql, descriptions }: RenderContext, feed: string): boolean {
	if (sql.exec("SELECT 1 FROM feed WHERE name = ?", feed).toArray().length > 0) return true;
	return descriptions.of(feed) !== undefined;
}

function describe(kind: Kind | "authors", value: string, sign: string, context: RenderContext): UnknownName {
	if (kind === "authors") {
		const message = `There is no author "${value}" here. /feeds.json lists all authors.`;
		return { parameter: `${sign}author`, value, nearest: [], message };
	}
	const what = kind === "topics" ? "topic" : "provider";
	const near = nearFeeds(kind, value, MAX_NEAREST, context);
	const keys = near.map(({ name }) => name.slice(kind.length + 1));
	const hint =
		near.length === 0 ? `This site does not have any ${what}s yet.` : `Similar ${what}s: ${keys.join(", ")}.`;
	return {
		parameter: sign + what,
		value,
		nearest: near,
		message: `There is no ${what} "${value}" here. ${hint}`,
	};
}
