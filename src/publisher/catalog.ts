import type { Article } from "../article/article.ts";
import { SITE_FEED } from "../feed/feed.ts";
import { type Membership, membershipsOf } from "../feed/membership.ts";
import { Departures } from "./departures.ts";
import type { Descriptions } from "./descriptions.ts";
import { digestOf } from "./digest.ts";
import { Facets } from "./facets.ts";
import { Identities } from "./identity.ts";
import { renditionKey } from "./keys.ts";
import { delist, enlist } from "./listing.ts";
import { countIn, countOut } from "./months.ts";
import type { Outbox } from "./outbox.ts";
import { Shelf } from "./shelf.ts";
import { Titles } from "./titles.ts";
import { type Reason, updateOf } from "./update.ts";

type Row = {
	guid: string;
	address: string;
	published: number;
	updated: number;
	declared: number | null;
	digest: string;
};

/** What is public now: the articles, and the feeds that each is in. Every change marks what it makes dirty. */
export class Catalog extends Shelf {
	/** What was public, and where. */
	readonly departures: Departures;
	/** What its feeds are called. */
	readonly titles: Titles;
	readonly #sql: SqlStorage;
	readonly #outbox: Outbox;
	readonly #identities: Identities;
	readonly #facets: Facets;
	readonly #descriptions: Descriptions;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, outbox: Outbox, descriptions: Descriptions, siteUrl: string) {
		super(sql, "", descriptions);
		this.departures = new Departures(sql, outbox);
		this.titles = new Titles(sql);
		this.#sql = sql;
		this.#outbox = outbox;
		this.#descriptions = descriptions;
		this.#identities = new Identities(sql);
		this.#facets = new Facets(sql, "");
		this.#siteUrl = siteUrl;
	}

	/** Makes an article public, or takes over its changes. Without any, nothing happens. */
	show(article: Article, reason: Reason, now: number): void {
		const directory = this.#descriptions.directory();
		const resolved = directory.resolve(article);
		const memberships = membershipsOf(resolved, directory);
		const digest = digestOf(JSON.stringify([resolved, memberships]));
		const old = this.#row(article.path);
		if (old?.digest === digest) return;
		const guid = this.#identities.guidFor(article, this.#siteUrl, old?.guid);
		if (old) this.#leaveFeeds(article.path);
		this.departures.arrive({ guid, address: article.address }, old, now);
		const { updated, declared } = updateOf(this.#sql, article, old, reason, now);
		this.#sql.exec(
			`INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET guid = excluded.guid,
			address = excluded.address, published = excluded.published, updated = excluded.updated,
			declared = excluded.declared, digest = excluded.digest`,
			article.path,
			guid,
			article.address,
			article.published,
			updated,
			declared,
			digest,
		);
		this.#facets.put({ ...resolved, guid, updated });
		this.#enterFeeds(article, guid, memberships);
		enlist(this.#sql, article, guid, memberships, this.#siteUrl);
		this.#outbox.mark({ kind: "article", name: article.address });
	}

	/** Takes an article out of the public. */
	hide(path: string, now: number): void {
		const old = this.#row(path);
		if (!old) return;
		this.departures.leave(path, old, now);
		this.#leaveFeeds(path);
		this.#sql.exec("DELETE FROM article WHERE path = ?", path);
		this.#facets.remove(path);
	}

	/** Every feed that has articles. */
	feeds(): string[] {
		const rows = this.#sql.exec<{ name: string }>("SELECT name FROM feed ORDER BY name");
		return rows.toArray().map(({ name }) => name);
	}

	/** When the newest article of a feed was published, in milliseconds since 1970; null if it has none. */
	newest(feed: string): number | null {
		const rows = this.#sql.exec<{ published: number }>(
			"SELECT published FROM membership WHERE feed = ? ORDER BY published DESC LIMIT 1",
			feed,
		);
		return rows.toArray()[0]?.published ?? null;
	}

	/** Whether readers can get the feed, also if it has no article any more. */
	isWritten(feed: string): boolean {
		return this.#sql.exec("SELECT 1 FROM rendition WHERE key = ?", renditionKey(feed, "rss")).toArray().length > 0;
	}

	has(feed: string): boolean {
		return this.#sql.exec("SELECT 1 FROM feed WHERE name = ?", feed).toArray().length > 0;
	}

	/** What most of its articles call what the feed is about. */
	label(feed: string): string | undefined {
		return this.#sql
			.exec<{ label: string }>("SELECT label FROM label WHERE feed = ? ORDER BY size DESC, label LIMIT 1", feed)
			.toArray()[0]?.label;
	}

	#row(path: string): Row | undefined {
		return this.#sql
			.exec<Row>("SELECT guid, address, published, updated, declared, digest FROM article WHERE path = ?", path)
			.toArray()[0];
	}

	#enterFeeds({ path, published }: Article, guid: string, memberships: readonly Membership[]): void {
		for (const { feed, label } of memberships) {
			this.#sql.exec("INSERT INTO membership VALUES (?, ?, ?, ?, ?)", feed, published, guid, path, label);
			this.#sql.exec("INSERT INTO feed VALUES (?, 1) ON CONFLICT DO UPDATE SET size = size + 1", feed);
			this.#sql.exec("INSERT INTO label VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET size = size + 1", feed, label);
			this.titles.note(feed, label);
			countIn(this.#sql, feed, published);
			this.#outbox.mark({ kind: "feed", name: feed });
		}
	}

	#leaveFeeds(path: string): void {
		const rows = this.#sql.exec<{ feed: string; label: string; published: number }>(
			"SELECT feed, label, published FROM membership WHERE path = ?",
			path,
		);
		for (const { feed, label, published } of rows.toArray()) {
			this.#sql.exec("UPDATE feed SET size = size - 1 WHERE name = ?", feed);
			this.#sql.exec("DELETE FROM feed WHERE name = ? AND size = 0 AND name <> ?", feed, SITE_FEED);
			this.#sql.exec("UPDATE label SET size = size - 1 WHERE feed = ? AND label = ?", feed, label);
			this.#sql.exec("DELETE FROM label WHERE feed = ? AND label = ? AND size = 0", feed, label);
			countOut(this.#sql, feed, published);
			this.#outbox.mark({ kind: "feed", name: feed });
		}
		this.#sql.exec("DELETE FROM membership WHERE path = ?", path);
		delist(this.#sql, path);
	}
}
