import { type Kind, spellings } from "../feed/called.ts";
import { fold } from "../feed/selection.ts";

/**
 * What articles call the topics and providers that they are in, where that is another name than the address has: for ever,
 * as people go on asking for a feed by the name that it had.
 */
export class Titles {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Takes over the names that a site of an earlier release has for its feeds. */
	fill(): void {
		if (this.#sql.exec("SELECT 1 FROM title LIMIT 1").toArray().length > 0) return;
		const labels = this.#sql.exec<{ feed: string; label: string }>("SELECT feed, label FROM label").toArray();
		for (const { feed, label } of labels) this.note(feed, label);
	}

	/** Notes how an article calls what a feed is about. */
	note(feed: string, label: string): void {
		const kind = kindOf(feed);
		if (kind === null) return;
		const title = fold(label);
		if (spellings(kind, title).includes(feed)) return;
		this.#sql.exec("INSERT OR IGNORE INTO title VALUES (?, ?, ?)", `${kind}/${title}`, feed, label);
	}

	/**
	 * The feed that most articles call so, else the first that any ever did; undefined if there is none.
	 *
	 * @param title as `fold` leaves it
	 */
	feedCalled(kind: Kind, title: string): string | undefined {
		return this.#sql
			.exec<{ feed: string }>(
				`SELECT feed FROM title LEFT JOIN label USING (feed, label) WHERE key = ?
				ORDER BY coalesce(size, 0) DESC, feed LIMIT 1`,
				`${kind}/${title}`,
			)
			.toArray()[0]?.feed;
	}
}

function kindOf(feed: string): Kind | null {
	if (feed.startsWith("topics/")) return "topics";
	return feed.startsWith("providers/") ? "providers" : null;
}
