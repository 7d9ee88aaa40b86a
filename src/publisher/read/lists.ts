import { RpcTarget } from "cloudflare:workers";
import { FEED_BYTES, SITE_FEED } from "../../feed/feed.ts";
import { ALL_ARTICLES, NEWS } from "../../feed/taxonomy.ts";
import { type ArticleList, type ListedArticle, listedArticle } from "../../renditions/everyday-list.ts";
import { type NewsEntry, sitemapLines } from "../../renditions/sitemap.ts";
import type { Site } from "../../settings.ts";
import { listName, OWN_PAGES } from "../catalog/article-lists.ts";
import { facetValues } from "../catalog/search-index.ts";
import { type Packed, unpack, unpackArticle } from "../packed.ts";
import type { Descriptions } from "../write/taxonomy.ts";
import type { Busy, ReaderQueue } from "./reader-queue.ts";

/** Number of articles per page of a collection. */
const PAGE_SIZE = 25;

/** Maximum number of pages per collection. Finding a page means skipping all earlier entries in the index. */
const MAX_PAGES = 400;

/** Number of article pages per sitemap. */
const OWN_PAGES_SIZE = 5000;

/** Maximum number of articles in the news sitemap. Google does not read more articles than this. */
const NEWS_SIZE = 1000;

/** A page of a collection as JSON, or the reason why there is no such page. */
type ListPage = { json: string } | "no such collection" | "no such page";

/** Serves paginated lists of public content. */
export class Lists extends RpcTarget {
	readonly #sql: SqlStorage;
	readonly #descriptions: Descriptions;
	readonly #site: Site;
	readonly #readers: ReaderQueue;

	constructor(sql: SqlStorage, descriptions: Descriptions, site: Site, readers: ReaderQueue) {
		super();
		this.#readers = readers;
		this.#sql = sql;
		this.#descriptions = descriptions;
		this.#site = site;
	}

	/**
	 * Returns a page of a collection as JSON, newest article first. Once the page has reached the maximum size of a feed,
	 * the bodies of all further articles are left out.
	 *
	 * @param feed a topic's feed, or the site's feed for all topics
	 * @param page counting from 1
	 */
	async page(collection: string, feed: string, page: number): Promise<ListPage | Busy> {
		return this.#readers.run(() => this.#page(collection, feed, page));
	}

	#page(collection: string, feed: string, page: number): ListPage {
		if (!this.#has(collection)) return "no such collection";
		if (page < 1 || page > MAX_PAGES) return "no such page";
		const value: ListedArticle[] = [];
		let room = FEED_BYTES;
		const paths = this.#paths(collection, feed, page);
		for (const path of paths.slice(0, PAGE_SIZE)) {
			const { guid, updated, ...row } = this.#sql
				.exec<{ json: Packed; guid: string; updated: number }>(
					"SELECT r.json, a.guid, a.updated FROM article a JOIN reading r USING (path) WHERE path = ?",
					path,
				)
				.one();
			const json = unpack(row.json);
			room -= json.length;
			const article = this.#descriptions.directory().resolve(unpackArticle(json));
			value.push(listedArticle({ ...article, guid, updated }, this.#site, room >= 0));
		}
		if (value.length === 0 && !(page === 1 && feed === SITE_FEED)) return "no such page";
		const nextPage = paths.length > PAGE_SIZE && page < MAX_PAGES ? page + 1 : null;
		return { json: JSON.stringify({ page, value, nextPage } satisfies ArticleList) };
	}

	/**
	 * Returns sitemap lines for the articles hosted on this site, oldest first. They are generated in the Publisher
	 * because the Worker does not have enough CPU time.
	 *
	 * @param chunk the number of a group of 5,000 articles, counting from 1
	 */
	async ownPages(chunk: number): Promise<{ lines: string; chunks: number } | Busy> {
		return this.#readers.run(() => this.#ownPages(chunk));
	}

	#ownPages(chunk: number): { lines: string; chunks: number } {
		const { count } = this.#sql
			.exec<{ count: number }>("SELECT count(*) AS count FROM listing WHERE list = ?", OWN_PAGES)
			.one();
		const rows = this.#sql.exec<{ address: string; updated: number }>(
			`SELECT a.address, a.updated FROM (SELECT path, published, guid FROM listing WHERE list = ?
			ORDER BY published, guid DESC LIMIT ? OFFSET ?) l JOIN article a USING (path) ORDER BY l.published, l.guid DESC`,
			OWN_PAGES,
			OWN_PAGES_SIZE,
			(chunk - 1) * OWN_PAGES_SIZE,
		);
		const entries = rows
			.toArray()
			.map(({ address, updated }) => ({ url: this.#site.url + address, modified: updated || null }));
		return { lines: sitemapLines("url", entries), chunks: Math.ceil(count / OWN_PAGES_SIZE) };
	}

	/**
	 * Returns the site's own articles published since a given time, newest first: those that have a page on this site and
	 * do not declare another provider.
	 *
	 * @param since in milliseconds since 1970
	 */
	async news(since: number): Promise<NewsEntry[] | Busy> {
		return this.#readers.run(() => this.#news(since));
	}

	#news(since: number): NewsEntry[] {
		const rows = this.#sql.exec<{ address: string; json: Packed }>(
			`SELECT a.address, r.json FROM listing l JOIN article a USING (path) JOIN reading r USING (path)
			WHERE l.list = ? AND l.published > ? ORDER BY l.published DESC`,
			...[OWN_PAGES, since],
		);
		const entries: NewsEntry[] = [];
		for (const { address, json } of rows) {
			if (entries.length === NEWS_SIZE) break;
			const { title, language = this.#site.language, published, provider, page } = unpackArticle(json);
			if (provider !== undefined || page !== undefined) continue;
			entries.push({ url: this.#site.url + address, title, language, published });
		}
		return entries;
	}

	/** Returns the languages (BCP 47 tags) and types by which selections can filter. */
	async facets(): Promise<{ languages: string[]; types: string[] } | Busy> {
		return this.#readers.run(() => facetValues(this.#sql));
	}

	#has(collection: string): boolean {
		if (collection === ALL_ARTICLES || collection === NEWS) return true;
		const name = listName(collection, SITE_FEED);
		return this.#sql.exec("SELECT 1 FROM listing WHERE list = ? LIMIT 1", name).toArray().length > 0;
	}

	/** Returns the source paths of the articles on a page and, if there is a next page, of the first article on it. */
	#paths(collection: string, feed: string, page: number): string[] {
		const isAll = collection === ALL_ARTICLES;
		const rows = this.#sql.exec<{ path: string }>(
			`SELECT path FROM ${isAll ? "membership WHERE feed = ?" : "listing WHERE list = ?"}
			ORDER BY published DESC, appeared DESC, guid LIMIT ? OFFSET ?`,
			isAll ? feed : listName(collection, feed),
			PAGE_SIZE + 1,
			(page - 1) * PAGE_SIZE,
		);
		return rows.toArray().map(({ path }) => path);
	}
}
