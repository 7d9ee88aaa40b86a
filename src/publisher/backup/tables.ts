import { IS_NEWS } from "../write/publications.ts";

/**
 * How a value stands in a backup: times (milliseconds since 1970 in the tables) as ISO 8601, `json` as what the text in the
 * table means. With a question mark it may be null.
 */
export type Kind = "text" | "text?" | "number" | "time" | "time?" | "json" | "json?";

/** Rows of a table, as records of a backup. */
export interface BackupTable {
	/** A table, or a query in its place. */
	table: string;
	/** The columns that tell the rows apart, and in whose order they are. */
	key: readonly string[];
	/** What a record says: a field for each column. */
	fields: Readonly<Record<string, Kind | { column: string; kind: Kind }>>;
	/** Which rows, if not all. */
	where?: string;
	/** What columns hold at first that no record names. */
	initially?: Readonly<Record<string, string | number>>;
	/** A column that counts what is made of other records: what it holds already stays. */
	counter?: string;
	/** Whether something is made of its rows once they are there: one that comes twice is left as it is. */
	isWorkedOn?: boolean;
}

/** Of what cannot be read now the last good reading counts, and its source does not tell it any more. */
const where = `path IN (SELECT s.path FROM source s INDEXED BY source_problems, json_each(s.problems)
	WHERE s.problems IS NOT NULL AND value ->> 'severity' = 'error')`;

const article: Omit<BackupTable, "table"> = {
	key: ["path"],
	fields: { path: "text", guid: "text", address: "text", published: "time", updated: "time", declared: "time?" },
	initially: { digest: "" },
	isWorkedOn: true,
};

/**
 * All that the Publisher could not find out from the sources, and they themselves; in the order in which it is put back.
 * Everything else is made from that.
 */
export const BACKUP_TABLES: Readonly<Record<string, BackupTable>> = {
	"last-good-articles": {
		...{ table: "reading", where, key: ["path"] },
		fields: { path: "text", article: { column: "json", kind: "json" }, published: "time", expires: "time?" },
	},
	"last-good-claims": { table: "claim", where, key: ["url", "path"], fields: { url: "text", path: "text" } },
	"last-good-descriptions": {
		...{ table: "description", where, key: ["feed", "path"] },
		fields: { feed: "text", path: "text", description: { column: "json", kind: "json" } },
	},
	"last-good-defaults": {
		...{ table: "defaults", where, key: ["path"] },
		fields: { path: "text", folder: "text", defaults: { column: "json", kind: "json" } },
	},
	"last-good-redirects": {
		...{ table: "redirect", where, key: ["path", "origin"] },
		fields: { path: "text", origin: "text", target: "text" },
	},
	sources: {
		...{ table: "source", key: ["path"], initially: { read_with: "" }, isWorkedOn: true },
		fields: { path: "text", owner: "text", dated: "time?", hash: "text", text: "text", fault: "json?" },
	},
	// Reading the sources makes anew what is about to end: then it is told how far that was.
	retirements: {
		...{ table: "retirement", key: ["feed"] },
		fields: { feed: "text", since: "time", ends: "time", state: "text" },
	},
	articles: { table: "article", ...article },
	"members-articles": { table: "members_article", ...article },
	identities: { table: "identity", key: ["key"], fields: { key: "text", guid: "text" } },
	titles: {
		...{ table: "label", where: "key IS NOT NULL", key: ["key", "feed", "label"], counter: "size" },
		fields: { key: "text", feed: "text", label: "text" },
	},
	"former-names": { table: "former_name", key: ["name"], fields: { name: "text", feed: "text" } },
	withdrawn: {
		...{ table: "tombstone", key: ["feed", "guid"] },
		fields: { feed: "text", guid: "text", time: "time" },
	},
	"past-addresses": {
		...{ table: "past_address", key: ["address"] },
		fields: { address: "text", guid: "text", time: "time" },
	},
	"feed-changes": {
		...{ table: "feed", key: ["name"], counter: "size" },
		fields: { feed: { column: "name", kind: "text" }, time: { column: "changed", kind: "time" } },
	},
	"written-last": {
		...{ table: "rendition", key: ["key"], initially: { written: 0 } },
		fields: { key: "text", digest: "text", modified: "time" },
	},
	subscribers: {
		...{ table: "subscriber", key: ["id"] },
		fields: { id: "text", name: "text", feeds: "json?", created: "time", expires: "time?", revoked: "time?" },
	},
	webhooks: { table: "delivery", key: ["id"], fields: { id: "text", received: "time" } },
	"webhook-events": {
		...{ table: "event", key: ["path"] },
		fields: { path: "text", occurred: "time", received: "time" },
	},
	publications: {
		...{ table: "publication", key: ["id"], initially: { until: 0 } },
		fields: {
			...{ id: "number", time: "time", owner: "text" },
			...{ added: "number", changed: "number", removed: "number", problems: "number" },
		},
	},
	"publication-days": {
		...{ table: "publication_day", where: IS_NEWS, key: ["day"] },
		fields: { day: "text", publications: "number", added: "number", changed: "number", removed: "number" },
	},
	site: {
		...{ table: "meta", key: ["key"], where: "key IN ('created', 'stamp')" },
		fields: { key: "text", value: "text" },
	},
};
