import type { Article } from "../../article/article.ts";
import { digestOf } from "../../digest.ts";

/**
 * The guids of articles. A guid is created when its article is first published, using the folder's rule or the
 * article's link, and is kept forever. An article is recognized by its source, its link or its page URL; by its
 * provider, date and title (after its file was moved); or by its provider, date and body (after its file was renamed
 * and its title changed at the same time).
 */
export class Guids {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Returns the guid for an article that is about to be published: the guid that it declares; failing that, its current
	 * or former guid; failing that, a new guid. Also stores the article's link, page URL, title and date, which will
	 * identify it from now on.
	 *
	 * @param present the article's guid if it is already published
	 */
	guidFor(article: Article, siteUrl: string, present: string | undefined): string {
		const isSecond = present === undefined && this.#isLinkShown(article);
		const keys = keysOf(article, siteUrl, isSecond || present === siteUrl + article.address);
		const link = isSecond ? siteUrl + article.address : article.link;
		const guid =
			this.#declared(article) ??
			present ??
			this.#known(keys) ??
			this.#ruled(article) ??
			this.#mint(article.guid ?? link);
		for (const key of keys) {
			this.#sql.exec(
				`INSERT INTO identity (key, guid) VALUES (?, ?)
				ON CONFLICT DO UPDATE SET guid = excluded.guid WHERE guid <> excluded.guid`,
				...[key, guid],
			);
		}
		if (present !== undefined && present !== guid) this.retire(present);
		return guid;
	}

	/** Records a guid that is no longer in use, so that it is never assigned to another article. */
	retire(guid: string): void {
		this.#sql.exec("INSERT OR IGNORE INTO past_guid (guid) VALUES (?)", guid);
	}

	/** Stores keys of an article that was published by a release that did not store these keys yet. */
	remember(article: Article, guid: string, siteUrl: string): void {
		for (const key of keysOf(article, siteUrl, true)) {
			this.#sql.exec("INSERT OR IGNORE INTO identity (key, guid) VALUES (?, ?)", key, guid);
		}
	}

	/** Whether another published article has the same link. */
	#isLinkShown({ link, path }: Article): boolean {
		const others = "SELECT 1 FROM claim JOIN shown USING (path) WHERE url = ? AND path <> ? LIMIT 1";
		return this.#sql.exec(others, link, path).toArray().length > 0;
	}

	/** Returns the declared guid, unless another published article uses it. */
	#declared({ guid, firstGuid, path }: Article): string | undefined {
		// If the folder has a guid rule and this is a link post, the declared guid is the URL of the post's page, which is
		// used only if the guid that the rule produces is taken.
		if (guid === undefined || firstGuid !== undefined) return undefined;
		const others = this.#sql.exec("SELECT 1 FROM shown WHERE guid = ? AND path <> ?", guid, path).toArray();
		return others.length > 0 ? undefined : guid;
	}

	/** Returns the guid that the folder's rule produces, unless another article has, or once had, this guid. */
	#ruled({ firstGuid }: Article): string | undefined {
		return firstGuid === undefined || this.#isKnown(firstGuid) ? undefined : firstGuid;
	}

	#known(keys: string[]): string | undefined {
		for (const key of keys) {
			const rows = this.#sql.exec<{ guid: string }>(
				"SELECT guid FROM identity i WHERE key = ? AND NOT EXISTS (SELECT 1 FROM shown s WHERE s.guid = i.guid)",
				key,
			);
			const guid = rows.toArray()[0]?.guid;
			if (guid !== undefined) return guid;
		}
		return undefined;
	}

	/**
	 * Creates a guid from the link. If an article that used to have this link already has that guid, appends a number.
	 */
	#mint(link: string): string {
		for (let attempt = 1; ; attempt++) {
			const guid = attempt === 1 ? link : `${link}${link.includes("#") ? "-" : "#"}${attempt}`;
			if (!this.#isKnown(guid)) return guid;
		}
	}

	#isKnown(guid: string): boolean {
		const known = "SELECT 1 FROM past_guid WHERE guid = ?1 UNION ALL SELECT 1 FROM shown WHERE guid = ?1 LIMIT 1";
		return this.#sql.exec(known, guid).toArray().length > 0;
	}
}

/** @param isKnownByPage whether the article's page identifies it, because other articles have the same link */
function keysOf(article: Article, siteUrl: string, isKnownByPage: boolean): string[] {
	const page = siteUrl + article.address;
	const origin = `${article.published} ${article.provider?.key ?? ""}`;
	const keys = [
		isKnownByPage || article.link === page ? `address:${article.address}` : `link:${article.link}`,
		`story:${digestOf(`${origin} ${article.title}`)}`,
	];
	// Relative URLs in the body were made absolute, so they change when the file is renamed.
	const text = article.html.replaceAll(article.link, "").replaceAll(page, "");
	return text === "" ? keys : [...keys, `text:${digestOf(`${origin} ${text}`)}`];
}
