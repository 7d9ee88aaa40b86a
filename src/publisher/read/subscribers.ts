import { RpcTarget } from "cloudflare:workers";
import { archiveName } from "../../feed/archive.ts";
import { type Format, feedPath, type PublishedArticle, privateName, SITE_FEED } from "../../feed/feed.ts";
import type { Selection } from "../../feed/selection.ts";
import { render } from "../../renditions/render.ts";
import { type ArticleSummary, summaryOf } from "../../renditions/summary.ts";
import { type MemberRenderContext, memberAudience, privateFeedOf, privateTitle, shownPrivately } from "./audience.ts";
import { type Answer, Library } from "./library.ts";
import type { Busy, ReaderQueue } from "./reader-queue.ts";

/** The holder of a token for private feeds: a person or a client. Times are milliseconds since 1970. */
export interface Subscriber {
	/** The public part of the token. */
	id: string;
	/** The holder's name. */
	name: string;
	/** The feeds that the token covers, such as `topics/ai`; null if it covers all feeds. */
	feeds: string[] | null;
	created: number;
	/** When the token expires; null if it never does. */
	expires: number | null;
	/** When the token was revoked; null if it has not been revoked. */
	revoked: number | null;
}

/** The properties of a new token that the caller chooses. */
type NewSubscriber = Pick<Subscriber, "name" | "feeds" | "expires">;

/** Number of newest members' articles to list. */
const LATEST = 5;

/** What a subscriber may read. Times are milliseconds since 1970. */
export interface Subscription {
	/** The holder's name. */
	holder: string;
	expires: number | null;
	feeds: PrivateFeed[];
	/** The newest members' articles that the subscriber may read. */
	latest: ArticleSummary[];
}

/** A feed that a subscriber may read. */
export interface PrivateFeed {
	/** The feed's name, such as `topics/ai`. */
	name: string;
	/** The name of the topic or provider. */
	title: string;
	/** Number of public articles in the feed. */
	articles: number;
	membersArticles: number;
	/** When the newest article (public or members') was published; null if the feed is empty. */
	newest: number | null;
}

type Row = Omit<Subscriber, "feeds"> & { feeds: string | null };

/**
 * The subscribers to private feeds, and what each of them may read. The caller must have verified the token's
 * signature. Whatever a token's holder may not read, or may no longer read, is treated as if it did not exist: the
 * result is null.
 */
export class Subscribers extends RpcTarget {
	readonly #context: MemberRenderContext;
	readonly #readers: ReaderQueue;

	constructor(context: MemberRenderContext, readers: ReaderQueue) {
		super();
		this.#readers = readers;
		this.#context = context;
	}

	async add({ name, feeds, expires }: NewSubscriber): Promise<Subscriber> {
		const id = [...crypto.getRandomValues(new Uint8Array(8))]
			.map((byte) => byte.toString(16).padStart(2, "0"))
			.join("");
		const row = this.#context.sql
			.exec<Row>(
				"INSERT INTO subscriber (id, name, feeds, created, expires, revoked) VALUES (?, ?, ?, ?, ?, NULL) RETURNING *",
				...[id, name, feeds && JSON.stringify(feeds), Date.now(), expires],
			)
			.one();
		return subscriberOf(row);
	}

	/** Returns all subscribers, including former ones, newest first. */
	async list(): Promise<Subscriber[]> {
		return this.#context.sql
			.exec<Row>("SELECT * FROM subscriber ORDER BY created DESC, id")
			.toArray()
			.map(subscriberOf);
	}

	/** Revokes a token, immediately and permanently. Returns null if no token has this id. */
	async revoke(id: string): Promise<Subscriber | null> {
		const rows = this.#context.sql.exec<Row>(
			"UPDATE subscriber SET revoked = coalesce(revoked, ?) WHERE id = ? RETURNING *",
			Date.now(),
			id,
		);
		const row = rows.toArray()[0];
		return row ? subscriberOf(row) : null;
	}

	/** Returns what a subscriber may read: the feeds that exist, and the newest members' articles in these feeds. */
	async subscription(id: string, token: string): Promise<Subscription | null> {
		const subscriber = this.#current(id);
		if (!subscriber) return null;
		const { feeds, members } = this.#context;
		const all = new Set([...feeds.present(), ...members.feeds()]);
		const names = [...all].filter((name) => this.#covers(subscriber, name)).sort(siteFirst);
		return {
			holder: subscriber.name,
			expires: subscriber.expires,
			feeds: names.map((name) => this.#privateFeed(name)),
			latest: this.#latest(names, token),
		};
	}

	#privateFeed(name: string): PrivateFeed {
		const counts = this.#context.sql
			.exec<Pick<PrivateFeed, "articles" | "membersArticles" | "newest">>(
				`SELECT coalesce((SELECT size FROM feed WHERE name = ?1), 0) AS articles,
				(SELECT count(*) FROM members_membership WHERE feed = ?1) AS membersArticles,
				(SELECT max(published) FROM (SELECT max(published) AS published FROM membership WHERE feed = ?1
					UNION ALL SELECT max(published) FROM members_membership WHERE feed = ?1)) AS newest`,
				name,
			)
			.one();
		return { name, title: privateTitle(this.#context, name), ...counts };
	}

	/** Returns the newest members' articles in these feeds. */
	#latest(feeds: readonly string[], token: string): ArticleSummary[] {
		return this.#context.sql
			.exec<{ path: string }>(
				`SELECT DISTINCT path, published FROM members_membership WHERE feed IN (SELECT value FROM json_each(?))
				ORDER BY published DESC, path LIMIT ?`,
				JSON.stringify(feeds),
				LATEST,
			)
			.toArray()
			.flatMap(({ path }) => {
				const article = this.#context.members.articleOf(path);
				if (!article) return [];
				const { site } = this.#context;
				return [summaryOf(shownPrivately(this.#context, article, token), { site, feed: SITE_FEED, isCounted: false })];
			});
	}

	/**
	 * Returns a feed as a token's holder sees it, together with its current name. `name` may be a former name of the
	 * feed.
	 */
	async feed(
		id: string,
		token: string,
		name: string,
		format: Format,
	): Promise<{ name: string; text: string } | null | Busy> {
		const subscriber = this.#current(id);
		const today = this.#today(name);
		if (!subscriber || !this.#covers(subscriber, today)) return null;
		return this.#readers.run(() => {
			const feed = privateFeedOf(this.#context, today, token);
			return feed ? { name: today, text: render(feed, format, this.#context.site) } : null;
		});
	}

	/** Returns a selection or a document of its archive, as a token's holder sees it. See `Library.select`. */
	async select(id: string, token: string, ...asked: Parameters<Library["select"]>): Promise<Answer | Busy> {
		const subscriber = this.#current(id);
		if (!subscriber) return { kind: "closed" };
		const [selection, period, format, query] = asked;
		return this.#library(subscriber, token).select(selection, period, format, query, (found) =>
			this.#opens(subscriber, found),
		);
	}

	/** Returns an archive document of a feed. The name must be the feed's current name. */
	async archive(id: string, token: string, name: string, period: string, format: Format): Promise<Answer | Busy> {
		const subscriber = this.#current(id);
		if (!subscriber || !this.#covers(subscriber, this.#today(name))) return { kind: "closed" };
		const today = this.#today(name);
		if (today !== name) {
			const location = feedPath(archiveName(privateName(token, today), period), format);
			return { kind: "moved", location, tags: [] };
		}
		return this.#library(subscriber, token).archive(today, period, format);
	}

	/** Returns the members' article whose page has this address; null if it is not in any feed that the token covers. */
	async article(id: string, token: string, address: string): Promise<PublishedArticle | null> {
		const subscriber = this.#current(id);
		const { members } = this.#context;
		const article = members.articleAt(address);
		if (!subscriber || !article) return null;
		const isOpen = members.feedsOf(article).some((feed) => this.#covers(subscriber, feed));
		return isOpen ? shownPrivately(this.#context, article, token) : null;
	}

	/** Whether a members' article in a feed that the token covers refers to the file with this hash. */
	async mayReadFile(id: string, hash: string): Promise<boolean> {
		const subscriber = this.#current(id);
		const { files, members } = this.#context;
		if (!subscriber) return false;
		return files
			.membersArticles(hash)
			.some((path) => members.feedsOf({ path }).some((feed) => this.#covers(subscriber, feed)));
	}

	#library(subscriber: Subscriber, token: string): Library {
		return new Library(
			this.#context,
			memberAudience(this.#context, token, (feed) => this.#covers(subscriber, feed)),
			this.#readers,
		);
	}

	/** Whether a subscriber may read everything that a selection could match. */
	#opens(subscriber: Subscriber, { topics, providers }: Selection): boolean {
		if (subscriber.feeds === null) return true;
		const isOpen = (kind: string, values: readonly string[]) =>
			values.length > 0 && values.every((value) => this.#covers(subscriber, `${kind}/${value}`));
		return isOpen("topics", topics.any) || isOpen("providers", providers.any);
	}

	/** Whether a token is currently valid. */
	async isCurrent(id: string): Promise<boolean> {
		return this.#current(id) !== undefined;
	}

	/** Returns the subscriber with this id, unless the token has expired or was revoked. */
	#current(id: string): Subscriber | undefined {
		const row = this.#context.sql
			.exec<Row>(
				"SELECT * FROM subscriber WHERE id = ? AND revoked IS NULL AND coalesce(expires > ?, true)",
				id,
				Date.now(),
			)
			.toArray()[0];
		return row && subscriberOf(row);
	}

	/**
	 * Whether a token covers the feed with this (current) name, even if the feed had another name when the token was
	 * issued.
	 */
	#covers({ feeds }: Subscriber, feed: string): boolean {
		return feeds === null || feeds.some((name) => this.#today(name) === feed);
	}

	/** Returns the current name of a feed that may have been renamed since the token was issued. */
	#today(name: string): string {
		const { catalog, members, descriptions } = this.#context;
		const known = descriptions.directory().feedOf(name);
		if (catalog.has(known) || members.has(known)) return known;
		return descriptions.redirects.targetOf(known) ?? known;
	}
}

function subscriberOf({ feeds, ...rest }: Row): Subscriber {
	return { ...rest, feeds: feeds === null ? null : parseFeeds(feeds) };
}

/** Parses a column that only this file writes. */
function parseFeeds(json: string): string[] {
	return JSON.parse(json);
}

function siteFirst(a: string, b: string): number {
	return Number(b === SITE_FEED) - Number(a === SITE_FEED) || (a < b ? -1 : 1);
}
