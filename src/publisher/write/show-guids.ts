import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { feedPath } from "../../feed/feed.ts";

/** The UUID namespace of `podcast:guid` (Podcasting 2.0, "guid"). */
const NAMESPACE = Buffer.from("ead4c236bf5858c6a2c6a6b28d128cb6", "hex");

/** The guids of podcasts, by feed. A podcast's guid never changes, even if the URL of its feed does. */
export class ShowGuids {
	readonly #sql: SqlStorage;
	readonly #siteUrl: string;

	constructor(sql: SqlStorage, siteUrl: string) {
		this.#sql = sql;
		this.#siteUrl = siteUrl;
	}

	of(feed: string): string | undefined {
		const rows = this.#sql.exec<{ guid: string }>("SELECT guid FROM show_guid WHERE feed = ?", feed);
		return rows.toArray()[0]?.guid;
	}

	/**
	 * Stores the guid of a podcast: the guid in its description; failing that, a guid already stored under one of its
	 * names; failing that, a new guid.
	 *
	 * @param written the guid in the description
	 * @param names all names of the feed, including its former names
	 */
	keep(feed: string, written: string | undefined, names: readonly string[]): void {
		const known = [feed, ...names].map((name) => this.of(name)).find((guid) => guid !== undefined);
		const guid = written ?? known ?? showGuid(this.#siteUrl + feedPath(feed, "rss"));
		this.#sql.exec("INSERT OR REPLACE INTO show_guid (feed, guid) VALUES (?, ?)", feed, guid);
	}
}

/** Creates a guid as `podcast:guid` specifies: the UUIDv5 of the feed's URL without the scheme and trailing slashes. */
export function showGuid(feedUrl: string): string {
	const name = feedUrl.replace(/^[a-z]+:\/\//i, "").replace(/\/+$/, "");
	const bytes = createHash("sha1").update(NAMESPACE).update(name).digest().subarray(0, 16);
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
