import { Buffer } from "node:buffer";
import type { Article } from "../../article/article.ts";
import { resolveLocals } from "../../article/resolve-locals.ts";
import { digestOf } from "../../digest.ts";
import { FEED_BYTES, type PublishedArticle } from "../../feed/feed.ts";
import { type Membership, membershipsOf } from "../../feed/taxonomy.ts";
import type { References } from "../files/references.ts";
import type { Outbox } from "../flush/outbox.ts";
import { feedKey, formerKey } from "../kv-keys.ts";
import type { Meta } from "../meta.ts";
import { type Packed, unpack, unpackArticle } from "../packed.ts";
import { Tombstones } from "../write/redirects.ts";
import type { Descriptions } from "../write/taxonomy.ts";
import { isSitePage, keepInLists, listsOf, removeFromLists } from "./article-lists.ts";
import type { TablePrefix } from "./bylines.ts";
import { FeedLabels } from "./feed-labels.ts";
import type { Feeds } from "./feeds.ts";
import { Guids } from "./guids.ts";
import { Facets } from "./search-index.ts";
import { type Reason, updateOf } from "./update-time.ts";

type ArticleRow = { json: Packed; guid: string; updated: number; appeared: number | null };

/** A table of published articles: either the public articles or the members' articles. */
export class ArticleTable {
	readonly #sql: SqlStorage;
	readonly #audience: TablePrefix;
	readonly #descriptions: Descriptions;
	readonly #references: References;

	constructor(sql: SqlStorage, audience: TablePrefix, descriptions: Descriptions, references: References) {
		this.#sql = sql;
		this.#audience = audience;
		this.#descriptions = descriptions;
		this.#references = references;
	}

	/**
	 * Returns a feed's newest articles: at most `limit` articles and no more than fit within the size limit of a feed,
	 * but at least one.
	 */
	articles(feed: string, limit: number): PublishedArticle[] {
		const articles: PublishedArticle[] = [];
		let room = FEED_BYTES;
		const rows = this.#sql.exec<ArticleRow>(
			`SELECT r.json, a.guid, a.updated, a.appeared FROM ${this.#audience}membership m
			JOIN ${this.#audience}article a USING (path) JOIN reading r USING (path)
			WHERE m.feed = ? ORDER BY m.published DESC, m.appeared DESC, m.guid LIMIT ?`,
			feed,
			limit,
		);
		for (const row of rows) {
			const json = unpack(row.json);
			room -= Buffer.byteLength(json);
			if (room < 0 && articles.length > 0) break;
			articles.push(this.#published({ ...row, json }));
		}
		return articles;
	}

	/** Returns the article that was parsed from a source. */
	articleOf(path: string): PublishedArticle | undefined {
		return this.#one("path", path);
	}

	/** Returns the article whose page has this address. */
	articleAt(address: string): PublishedArticle | undefined {
		return this.#one("address", address);
	}

	#one(column: "path" | "address", value: string): PublishedArticle | undefined {
		return this.#sql
			.exec<ArticleRow>(
				`SELECT r.json, a.guid, a.updated, a.appeared FROM ${this.#audience}article a JOIN reading r USING (path)
				WHERE a.${column} = ?`,
				value,
			)
			.toArray()
			.map((row) => this.#published(row))[0];
	}

	#published({ json, guid, updated, appeared }: ArticleRow): PublishedArticle {
		const article = this.#descriptions.directory().resolve(unpackArticle(json));
		const published = { ...article, guid, updated, appeared: appeared ?? undefined };
		// In members' articles, file URLs depend on the subscriber's token: see `shownPrivately`.
		if (this.#audience !== "" || article.locals === undefined) return published;
		return resolveLocals(published, this.#references.targetsOf(article.path));
	}
}

type Row = {
	guid: string;
	address: string;
	published: number;
	updated: number;
	declared: number | null;
	digest: string;
	/**
	 * When the article was first published, in milliseconds since 1970; null if it was published by a release that did
	 * not record the time.
	 */
	appeared: number | null;
	/** The names of the article's feeds as JSON, used to find its rows in `membership` by key. */
	feeds: string;
};

/**
 * The public articles, and the feeds that contain them. Every change to the catalog marks the outbox entries that it
 * affects.
 */
export class Catalog extends ArticleTable {
	/** The tombstones of removed articles and former addresses. */
	readonly tombstones: Tombstones;
	/** The topic and provider names that articles use. */
	readonly labels: FeedLabels;
	readonly #feeds: Feeds;
	readonly #sql: SqlStorage;
	readonly #meta: Meta;
	readonly #outbox: Outbox;
	readonly #identities: Guids;
	readonly #facets: Facets;
	readonly #descriptions: Descriptions;
	readonly #siteUrl: string;

	constructor(
		sql: SqlStorage,
		meta: Meta,
		outbox: Outbox,
		feeds: Feeds,
		descriptions: Descriptions,
		references: References,
		siteUrl: string,
	) {
		super(sql, "", descriptions, references);
		this.tombstones = new Tombstones(sql, outbox);
		this.labels = new FeedLabels(sql);
		this.#feeds = feeds;
		this.#sql = sql;
		this.#meta = meta;
		this.#outbox = outbox;
		this.#descriptions = descriptions;
		this.#identities = new Guids(sql);
		this.#facets = new Facets(sql, "");
		this.#siteUrl = siteUrl;
	}

	/** Publishes an article, or updates it if it is already public. Does nothing if the article has not changed. */
	publish(article: Article, reason: Reason, now: number): void {
		const directory = this.#descriptions.directory();
		const resolved = directory.resolve(article);
		const memberships = membershipsOf(resolved, directory);
		const digest = digestOf(JSON.stringify([resolved, memberships]));
		const old = this.#row(article.path);
		if (old?.digest === digest) {
			if (reason === "reread") this.#identities.remember(article, old.guid, this.#siteUrl);
			return;
		}
		const guid = this.#identities.guidFor(article, this.#siteUrl, old?.guid);
		this.tombstones.publish({ guid, address: article.address }, old, now);
		const { updated, declared } = updateOf(this.#meta, article, old, reason, now);
		const appeared = old ? old.appeared : now;
		const row: Row = {
			...{ guid, address: article.address, published: article.published, updated, declared, digest, appeared },
			feeds: JSON.stringify(memberships.map(({ feed }) => feed)),
		};
		this.#keepInFeeds(article.path, old, row, memberships);
		this.#put(article.path, old, row);
		if (article.page) this.#facets.remove(article.path);
		else this.#facets.put({ ...resolved, guid, updated });
		const isPage = article.page !== undefined || isSitePage(this.#sql, article.path);
		keepInLists(this.#sql, article, guid, listsOf(article, memberships, this.#siteUrl), appeared);
		if (isPage) this.#outbox.mark({ kind: "menu" });
		this.#outbox.mark({ kind: "article", name: article.address });
		this.tombstones.markFormer(article.path);
	}

	/** Returns the page address of a source's article, or undefined if the article is not public. */
	addressOf(path: string): string | undefined {
		return this.#row(path)?.address;
	}

	/** Whether a source's article is public. */
	holds(path: string): boolean {
		return this.#row(path) !== undefined;
	}

	/** Unpublishes an article. */
	unpublish(path: string, now: number): void {
		const old = this.#row(path);
		if (!old) return;
		this.tombstones.unpublish(path, old, now);
		this.tombstones.markFormer(path);
		this.#identities.retire(old.guid);
		this.#keepInFeeds(path, old, undefined, []);
		if (isSitePage(this.#sql, path)) this.#outbox.mark({ kind: "menu" });
		removeFromLists(this.#sql, path);
		this.#sql.exec("DELETE FROM article WHERE path = ?", path);
		this.#facets.remove(path);
	}

	/** Marks every outbox entry that displays an article. */
	mark(path: string): void {
		const article = this.#row(path);
		if (!article) return;
		this.#outbox.mark({ kind: "article", name: article.address });
		for (const feed of parseFeeds(article.feeds)) this.#outbox.mark({ kind: "feed", name: feed });
	}

	/** Returns when a feed's newest article was published, in milliseconds since 1970; null if the feed is empty. */
	newest(feed: string): number | null {
		const rows = this.#sql.exec<{ published: number }>(
			"SELECT published FROM membership WHERE feed = ? ORDER BY published DESC LIMIT 1",
			feed,
		);
		return rows.toArray()[0]?.published ?? null;
	}

	/** Whether readers can fetch the feed. Empty feeds can be fetched too. */
	isWritten(feed: string): boolean {
		const keys = [feedKey(feed), formerKey(feed, "rss")];
		return this.#sql.exec("SELECT 1 FROM rendition WHERE key IN (?, ?)", ...keys).toArray().length > 0;
	}

	has(feed: string): boolean {
		return this.#feeds.has(feed);
	}

	/** Returns the name that most articles use for the feed. */
	label(feed: string): string | undefined {
		return this.#sql
			.exec<{ label: string }>(
				"SELECT label FROM label WHERE feed = ? AND size > 0 ORDER BY size DESC, label LIMIT 1",
				feed,
			)
			.toArray()[0]?.label;
	}

	#row(path: string): Row | undefined {
		return this.#sql
			.exec<Row>(
				"SELECT guid, address, published, updated, declared, digest, appeared, feeds FROM article WHERE path = ?",
				path,
			)
			.toArray()[0];
	}

	#put(path: string, old: Row | undefined, row: Row): void {
		const { guid, address, published, updated, declared, digest, appeared, feeds } = row;
		if (old?.guid === guid && old.address === address) {
			// Setting an indexed column would also write its index, even if the value stays the same.
			this.#sql.exec(
				"UPDATE article SET published = ?, updated = ?, declared = ?, digest = ?, feeds = ? WHERE path = ?",
				...[published, updated, declared, digest, feeds, path],
			);
			return;
		}
		this.#sql.exec(
			`INSERT INTO article (path, guid, address, published, updated, declared, digest, appeared, feeds)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET guid = excluded.guid,
			address = excluded.address, published = excluded.published, updated = excluded.updated,
			declared = excluded.declared, digest = excluded.digest, feeds = excluded.feeds`,
			...[path, guid, address, published, updated, declared, digest, appeared, feeds],
		);
	}

	/** Moves an article from its old feeds to its new feeds, and marks both. */
	#keepInFeeds(path: string, old: Row | undefined, row: Row | undefined, memberships: readonly Membership[]): void {
		const before = old ? this.#membershipsOf(old) : [];
		const isMoved = old?.guid !== row?.guid || old?.published !== row?.published;
		const isIn = (list: readonly Membership[], { feed, label }: Membership) => {
			return !isMoved && list.some((one) => one.feed === feed && one.label === label);
		};
		if (old) for (const one of before) if (!isIn(memberships, one)) this.#leave(old, one);
		if (row) for (const one of memberships) if (!isIn(before, one)) this.#enter(path, row, one);
		for (const { feed } of [...before, ...memberships]) this.#outbox.mark({ kind: "feed", name: feed });
	}

	#leave({ published, guid }: Row, membership: Membership): void {
		this.#sql.exec(`DELETE FROM membership WHERE ${THIS_ENTRY}`, membership.feed, published, guid);
		this.#count(membership, published, -1);
	}

	#enter(path: string, { published, guid, appeared }: Row, membership: Membership): void {
		this.#sql.exec(
			"INSERT INTO membership (feed, published, guid, path, label, appeared) VALUES (?, ?, ?, ?, ?, ?)",
			...[membership.feed, published, guid, path, membership.label, appeared],
		);
		this.#count(membership, published, 1);
	}

	#count(membership: Membership, published: number, change: 1 | -1): void {
		this.labels.count(membership, change);
		this.#feeds.count(membership.feed, published, change);
	}

	#membershipsOf({ feeds, published, guid }: Row): Membership[] {
		return parseFeeds(feeds).flatMap((feed) =>
			this.#sql
				.exec<MembershipRow>(`SELECT feed, label FROM membership WHERE ${THIS_ENTRY}`, feed, published, guid)
				.toArray(),
		);
	}
}

type MembershipRow = Pick<Membership, "feed" | "label">;

/** SQL condition that selects an article's row for a feed by the primary key of `membership`. */
const THIS_ENTRY = "feed = ? AND published = ? AND guid = ?";

/** Parses a column that only `Catalog` writes. */
function parseFeeds(json: string): string[] {
	return JSON.parse(json);
}
