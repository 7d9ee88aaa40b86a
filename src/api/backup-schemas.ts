import * as z from "zod";
import { BACKUP_TABLES, type BackupTable, type Kind } from "../publisher/backup/tables.ts";
import { count, feedSettings, named, time } from "./schemas.ts";

/** The only table in a backup that belongs to the Hub. All other tables belong to the Publisher. */
export const WEBSUB = "websub-subscriptions";

const json = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);

const KINDS: Record<Kind, z.ZodType> = {
	text: z.string(),
	"text?": z.string().nullable(),
	number: z.number(),
	time,
	"time?": time.nullish(),
	json,
	"json?": json.nullable(),
};

function recordSchema({ fields }: BackupTable) {
	const shape = Object.entries(fields).map(([name, field]) => {
		return [name, KINDS[typeof field === "string" ? field : field.kind]] as const;
	});
	return z.strictObject(Object.fromEntries(shape));
}

export const subscriptionRecord = z.strictObject({
	topic: z.string().describe("URL of the feed (its self link)"),
	callback: z.url(),
	protocol: z.enum(["websub", "rsscloud"]),
	secret: z.string().nullable().describe("Key for signing deliveries"),
	ends: time,
	etag: z
		.string()
		.nullable()
		.describe(
			"ETag of the last distributed version; if empty, all subscribers get the current version after the restore",
		),
});

/** The schema of each table's records, by the table's name in a backup. */
export const RECORDS: ReadonlyMap<string, z.ZodType<Record<string, unknown>>> = new Map([
	...Object.entries(BACKUP_TABLES).map(([name, subject]) => [name, recordSchema(subject)] as const),
	[WEBSUB, subscriptionRecord],
]);

export const record = z
	.union([...RECORDS.values()])
	.describe("The fields depend on the table; docs/backup-format.md lists the fields of each table")
	.register(named, { id: "BackupRecord" });

export const holdings = z
	.object({
		format: z.literal(1).describe("Version of the backup format"),
		site: feedSettings,
		subjects: z
			.array(z.object({ name: z.enum([...RECORDS.keys()]), count }))
			.describe("All tables, in the order in which they must be imported"),
		edition: z
			.string()
			.describe(
				"Changes whenever the site changes. A backup is consistent if this value is the same before the first page is exported and after the last one",
			),
		released: time.describe("Articles scheduled for this time or earlier are public"),
	})
	.register(named, { id: "Holdings" });

export const page = z
	.object({
		records: z.array(record),
		next: z.string().nullable().describe("Value to pass as `after` to get the next page; null on the last page"),
	})
	.register(named, { id: "BackupPage" });

export const backup = z
	.strictObject({
		id: z
			.string()
			.regex(/^[\w-]{8,100}$/, "is not the id of a backup")
			.describe("Hash of the backup's content"),
		released: time,
	})
	.register(named, { id: "Backup" });

export const begun = z.object({ state: z.enum(["begun", "done"]) }).register(named, { id: "BegunImport" });
export const taken = z.object({ taken: count.describe("Number of records stored") }).register(named, { id: "Taken" });
export const advanced = z
	.object({
		advanced: count.describe(
			"Number of sources parsed and articles published in this step; 0 when nothing is left to process",
		),
	})
	.register(named, { id: "Advanced" });
