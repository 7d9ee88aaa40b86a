import type { Article } from "../../article/article.ts";
import { digestOf } from "../../digest.ts";
import { membershipsOf } from "../../feed/taxonomy.ts";
import type { References } from "../files/references.ts";
import type { Meta } from "../meta.ts";
import type { Descriptions } from "../write/taxonomy.ts";
import { ArticleTable } from "./catalog.ts";
import { Guids } from "./guids.ts";
import { Facets } from "./search-index.ts";
import { type Reason, updateOf } from "./update-time.ts";

/**
 * Members' articles and the feeds that contain them. They have tables of their own, so that no query for public content
 * can return them. They are never written to KV, so changing them does not mark any outbox entries.
 */
export class Members extends ArticleTable {
	readonly #sql: SqlStorage;
	readonly #meta: Meta;
	readonly #descriptions: Descriptions;
	readonly #identities: Guids;
	readonly #facets: Facets;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, meta: Meta, descriptions: Descriptions, references: References, siteUrl: string) {
		super(sql, "members_", descriptions, references);
		this.#sql = sql;
		this.#meta = meta;
		this.#descriptions = descriptions;
		this.#identities = new Guids(sql);
		this.#facets = new Facets(sql, "members_");
		this.#siteUrl = siteUrl;
	}

	/**
	 * Publishes an article to members, or updates it if it is already published. Does nothing if the article has not
	 * changed.
	 */
	publish(article: Article, reason: Reason, now: number): void {
		const { path, address, published } = article;
		const directory = this.#descriptions.directory();
		const resolved = directory.resolve(article);
		const memberships = membershipsOf(resolved, directory);
		const digest = digestOf(JSON.stringify([resolved, memberships]));
		const old = this.#sql
			.exec<Shown>("SELECT guid, updated, declared, digest, appeared FROM members_article WHERE path = ?", path)
			.toArray()[0];
		if (old?.digest === digest) return;
		const guid = this.#identities.guidFor(article, this.#siteUrl, old?.guid);
		const { updated, declared } = updateOf(this.#meta, article, old, reason, now);
		const appeared = old ? old.appeared : now;
		this.#remove(path);
		this.#sql.exec(
			`INSERT INTO members_article (path, guid, address, published, updated, declared, digest, appeared)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			...[path, guid, address, published, updated, declared, digest, appeared],
		);
		for (const { feed, label } of memberships) {
			const values = [feed, published, guid, path, label, appeared];
			this.#sql.exec(
				"INSERT INTO members_membership (feed, published, guid, path, label, appeared) VALUES (?, ?, ?, ?, ?, ?)",
				...values,
			);
		}
		this.#facets.put({ ...resolved, guid, updated });
	}

	/** Unpublishes a members' article. */
	unpublish(path: string): void {
		for (const guid of this.#remove(path)) this.#identities.retire(guid);
		this.#facets.remove(path);
	}

	/** Deletes an article's rows. Returns its guid, or an empty array if there was no such article. */
	#remove(path: string): string[] {
		this.#sql.exec("DELETE FROM members_membership WHERE path = ?", path);
		return this.#sql
			.exec<{ guid: string }>("DELETE FROM members_article WHERE path = ? RETURNING guid", path)
			.toArray()
			.map(({ guid }) => guid);
	}

	/** Returns the feeds that contain a members' article. */
	feedsOf({ path }: Pick<Article, "path">): string[] {
		const rows = this.#sql.exec<{ feed: string }>("SELECT feed FROM members_membership WHERE path = ?", path);
		return rows.toArray().map(({ feed }) => feed);
	}

	/** Returns all feeds with members' articles. */
	feeds(): string[] {
		const rows = this.#sql.exec<{ feed: string }>("SELECT DISTINCT feed FROM members_membership ORDER BY feed");
		return rows.toArray().map(({ feed }) => feed);
	}

	has(feed: string): boolean {
		return this.#sql.exec("SELECT 1 FROM members_membership WHERE feed = ? LIMIT 1", feed).toArray().length > 0;
	}

	/** Returns the name that the newest members' article uses for a feed. */
	label(feed: string): string | undefined {
		return this.#sql
			.exec<{ label: string }>(
				"SELECT label FROM members_membership WHERE feed = ? ORDER BY published DESC, appeared DESC, guid LIMIT 1",
				feed,
			)
			.toArray()[0]?.label;
	}
}

type Shown = { guid: string; updated: number; declared: number | null; digest: string; appeared: number | null };
