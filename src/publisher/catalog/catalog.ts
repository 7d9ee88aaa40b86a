import type { Article } from "../../article/article.ts";
import { resolveLocals } from "../../article/resolve-locals.ts";
import { digestOf } from "../../digest.ts";
import { type PublishedArticle, SITE_FEED } from "../../feed/feed.ts";
import { type Membership, membershipsOf } from "../../feed/taxonomy.ts";
import type { References } from "../files/references.ts";
import type { Outbox } from "../flush/outbox.ts";
import { feedKey, formerKey } from "../kv-keys.ts";
import type { Meta } from "../meta.ts";
import { parseArticle } from "../write/parsed-articles.ts";
import { Tombstones } from "../write/redirects.ts";
import type { Descriptions } from "../write/taxonomy.ts";
import type { TablePrefix } from "./bylines.ts";
import { addToLists, countIn, countOut, FeedLabels, isSitePage, removeFromLists } from "./feed-counts.ts";
import { Guids } from "./guids.ts";
import { Facets } from "./search-index.ts";
import { type Reason, updateOf } from "./update-time.ts";

type ArticleRow = { json: string; guid: string; updated: number; appeared: number | null };

/** The articles that an audience may see, as rendered. */
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

	/** A feed's newest articles: at most `limit`, and at most `characters` of JSON, but at least one. */
	articles(feed: string, limit: number, characters: number): PublishedArticle[] {
		const articles: PublishedArticle[] = [];
		let room = characters;
		const rows = this.#sql.exec<ArticleRow>(
			`SELECT r.json, a.guid, a.updated, a.appeared FROM ${this.#audience}membership m
			JOIN ${this.#audience}article a USING (path) JOIN reading r USING (path)
			WHERE m.feed = ? ORDER BY m.published DESC, m.appeared DESC, m.guid LIMIT ?`,
			feed,
			limit,
		);
		for (const row of rows) {
			room -= row.json.length;
			if (room < 0 && articles.length > 0) break;
			articles.push(this.#published(row));
		}
		return articles;
	}

	/** The article made from a source. */
	articleOf(path: string): PublishedArticle | undefined {
		return this.#one("path", path);
	}

	/** The article with this page address. */
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
		const article = this.#descriptions.directory().resolve(parseArticle(json));
		const published = { ...article, guid, updated, appeared: appeared ?? undefined };
		// For members, addresses depend on the token: see `shownPrivately`.
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
	/** When the article was first published, in milliseconds since 1970; null if an earlier release published it. */
	appeared: number | null;
};

/**
 * SQL condition for the table `feed`, whose rows are never deleted: the feed has articles. The site's own feed always
 * counts.
 */
export const HAS_ARTICLES = `(size > 0 OR name = '${SITE_FEED}')`;

/** The public articles, and which feeds each is in. Every change marks the affected outbox entries. */
export class Catalog extends ArticleTable {
	/** Removed articles and former addresses. */
	readonly tombstones: Tombstones;
	/** The names that articles use for topics and providers. */
	readonly labels: FeedLabels;
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
		descriptions: Descriptions,
		references: References,
		siteUrl: string,
	) {
		super(sql, "", descriptions, references);
		this.tombstones = new Tombstones(sql, outbox);
		this.labels = new FeedLabels(sql);
		this.#sql = sql;
		this.#meta = meta;
		this.#outbox = outbox;
		this.#descriptions = descriptions;
		this.#identities = new Guids(sql);
		this.#facets = new Facets(sql, "");
		this.#siteUrl = siteUrl;
	}

	/** Publishes an article or updates it. Does nothing if it has not changed. */
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
		if (old) this.#removeFromFeeds(article.path);
		this.tombstones.publish({ guid, address: article.address }, old, now);
		const { updated, declared } = updateOf(this.#meta, article, old, reason, now);
		const appeared = old ? old.appeared : now;
		this.#sql.exec(
			`INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET guid = excluded.guid,
			address = excluded.address, published = excluded.published, updated = excluded.updated,
			declared = excluded.declared, digest = excluded.digest`,
			article.path,
			guid,
			article.address,
			article.published,
			updated,
			declared,
			digest,
			appeared,
		);
		if (article.page) this.#facets.remove(article.path);
		else this.#facets.put({ ...resolved, guid, updated });
		this.#addToFeeds(article, guid, memberships, appeared);
		addToLists(this.#sql, article, guid, memberships, this.#siteUrl, appeared);
		if (article.page) this.#outbox.mark({ kind: "menu" });
		this.#outbox.mark({ kind: "article", name: article.address });
		this.tombstones.markFormer(article.path);
	}

	/** The page of a source's article; undefined if it is not public. */
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
		this.#removeFromFeeds(path);
		this.#sql.exec("DELETE FROM article WHERE path = ?", path);
		this.#facets.remove(path);
	}

	/** Marks everything that shows an article. */
	mark(path: string): void {
		const article = this.#row(path);
		if (!article) return;
		this.#outbox.mark({ kind: "article", name: article.address });
		const rows = this.#sql.exec<{ feed: string }>("SELECT feed FROM membership WHERE path = ?", path);
		for (const { feed } of rows.toArray()) this.#outbox.mark({ kind: "feed", name: feed });
	}

	/** All feeds that ever had articles. */
	everyFeed(): string[] {
		const rows = this.#sql.exec<{ name: string }>("SELECT name FROM feed ORDER BY name");
		return rows.toArray().map(({ name }) => name);
	}

	/** All feeds with articles. */
	feeds(): string[] {
		const rows = this.#sql.exec<{ name: string }>(`SELECT name FROM feed WHERE ${HAS_ARTICLES} ORDER BY name`);
		return rows.toArray().map(({ name }) => name);
	}

	/** Publication time of a feed's newest article, in milliseconds since 1970; null if it has none. */
	newest(feed: string): number | null {
		const rows = this.#sql.exec<{ published: number }>(
			"SELECT published FROM membership WHERE feed = ? ORDER BY published DESC LIMIT 1",
			feed,
		);
		return rows.toArray()[0]?.published ?? null;
	}

	/** Whether readers can fetch the feed, even if it is empty now. */
	isWritten(feed: string): boolean {
		const keys = [feedKey(feed), formerKey(feed, "rss")];
		return this.#sql.exec("SELECT 1 FROM rendition WHERE key IN (?, ?)", ...keys).toArray().length > 0;
	}

	has(feed: string): boolean {
		return this.#sql.exec(`SELECT 1 FROM feed WHERE name = ? AND ${HAS_ARTICLES}`, feed).toArray().length > 0;
	}

	/** The name that most articles use for the feed. */
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
				"SELECT guid, address, published, updated, declared, digest, appeared FROM article WHERE path = ?",
				path,
			)
			.toArray()[0];
	}

	#addToFeeds(
		{ path, published }: Article,
		guid: string,
		memberships: readonly Membership[],
		appeared: number | null,
	): void {
		for (const { feed, label } of memberships) {
			const values = [feed, published, guid, path, label, appeared];
			this.#sql.exec("INSERT INTO membership VALUES (?, ?, ?, ?, ?, ?)", ...values);
			this.#sql.exec("INSERT INTO feed (name, size) VALUES (?, 1) ON CONFLICT DO UPDATE SET size = size + 1", feed);
			this.labels.add(feed, label);
			countIn(this.#sql, feed, published);
			this.#outbox.mark({ kind: "feed", name: feed });
		}
	}

	#removeFromFeeds(path: string): void {
		const rows = this.#sql.exec<{ feed: string; label: string; published: number }>(
			"SELECT feed, label, published FROM membership WHERE path = ?",
			path,
		);
		for (const { feed, label, published } of rows.toArray()) {
			this.#sql.exec("UPDATE feed SET size = size - 1 WHERE name = ?", feed);
			this.labels.remove(feed, label);
			countOut(this.#sql, feed, published);
			this.#outbox.mark({ kind: "feed", name: feed });
		}
		this.#sql.exec("DELETE FROM membership WHERE path = ?", path);
		if (isSitePage(this.#sql, path)) this.#outbox.mark({ kind: "menu" });
		removeFromLists(this.#sql, path);
	}
}
