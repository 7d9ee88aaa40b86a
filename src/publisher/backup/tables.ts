import { IS_NEWS } from "../write/publications.ts";

/**
 * The type of a field in a backup. `time`: milliseconds since 1970 in the table, ISO 8601 in the backup. `json`: a JSON
 * string in the table, the parsed value in the backup. A question mark means that the value may be null.
 */
export type Kind = "text" | "text?" | "number" | "time" | "time?" | "json" | "json?";

/** How the rows of a table are written as backup records. */
export interface BackupTable {
	/** A table name or a subquery. */
	table: string;
	/** The columns that form the key. Records are sorted by them. */
	key: readonly string[];
	/**
	 * The record's fields, each with its type. A field is read from the column of the same name unless `column` names
	 * another.
	 */
	fields: Readonly<Record<string, Kind | { column: string; kind: Kind }>>;
	/** SQL condition for the rows to include; if absent, all rows are included. */
	where?: string;
	/** Values to store in columns that are not in the backup. */
	initially?: Readonly<Record<string, string | number>>;
	/**
	 * A counter column, whose value is recalculated from other records. If the row already exists, its counter is kept.
	 */
	counter?: string;
	/** Whether later import steps change the imported rows. If so, importing a record again leaves its row unchanged. */
	isWorkedOn?: boolean;
}

/**
 * SQL condition that selects sources with errors. Their last good versions stay published but can no longer be derived
 * from the sources.
 */
const where = `path IN (SELECT s.path FROM source s INDEXED BY source_problems, json_each(s.problems)
	WHERE s.problems IS NOT NULL AND value ->> 'severity' = 'error')`;

const article: Omit<BackupTable, "table"> = {
	key: ["path"],
	fields: {
		path: "text",
		guid: "text",
		address: "text",
		published: "time",
		updated: "time",
		declared: "time?",
		appeared: "time?",
	},
	initially: { digest: "" },
	isWorkedOn: true,
};

/**
 * The tables in a backup, in import order: the sources, and everything that cannot be derived from them. All other
 * tables are rebuilt from these.
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
	"last-good-former-addresses": {
		...{ table: "former_address", where, key: ["path", "address"] },
		fields: { path: "text", address: "text" },
	},
	// Files precede sources, which refer to them.
	files: {
		...{ table: "file", where: "replaced IS NULL", key: ["path", "hash"], initially: { key: "" } },
		fields: { path: "text", hash: "text", owner: "text", bytes: "number" },
	},
	// Podcast guids precede sources, because parsing a podcast that does not have a guid yet creates one.
	"podcast-guids": { table: "show_guid", key: ["feed"], fields: { feed: "text", guid: "text" } },
	sources: {
		...{ table: "source", key: ["path"], initially: { read_with: "" }, isWorkedOn: true },
		fields: { path: "text", owner: "text", dated: "time?", hash: "text", text: "text", fault: "json?" },
	},
	// Parsing the sources recreates the retirements. These records additionally restore how far each retirement has
	// progressed.
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
