import * as z from "zod";
import { BACKUP_TABLES, type BackupTable, type Kind } from "../publisher/backup/tables.ts";
import { count, feedSettings, named, time } from "./schemas.ts";

/** What the Hub has in a backup, beside what the Publisher has. */
export const WEBSUB = "websub-subscriptions";

const json = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);

const KINDS: Record<Kind, z.ZodType> = {
	text: z.string(),
	"text?": z.string().nullable(),
	number: z.number(),
	time,
	"time?": time.nullable(),
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
	topic: z.string().describe("The self link of a feed"),
	callback: z.url(),
	protocol: z.enum(["websub", "rsscloud"]),
	secret: z.string().nullable().describe("What deliveries are signed with"),
	ends: time,
	etag: z.string().nullable().describe("Of what was distributed last; empty to send everybody what there is"),
});

/** What a record of each subject says. */
export const RECORDS: ReadonlyMap<string, z.ZodType<Record<string, unknown>>> = new Map([
	...Object.entries(BACKUP_TABLES).map(([name, subject]) => [name, recordSchema(subject)] as const),
	[WEBSUB, subscriptionRecord],
]);

export const record = z
	.union([...RECORDS.values()])
	.describe("What it says depends on the subject; docs/backup.md names every field")
	.register(named, { id: "BackupRecord" });

export const holdings = z
	.object({
		format: z.literal(1).describe("The version of this form"),
		site: feedSettings,
		subjects: z
			.array(z.object({ name: z.enum([...RECORDS.keys()]), count }))
			.describe("What there is, in the order in which it is to be put back"),
		edition: z
			.string()
			.describe("Another one as soon as anything changes: pages belong together that have the same around them"),
		released: time.describe("Up to when dated articles have been made public"),
	})
	.register(named, { id: "Holdings" });

export const page = z
	.object({
		records: z.array(record),
		next: z.string().nullable().describe("What `after` is on the next page; null if this is the last"),
	})
	.register(named, { id: "BackupPage" });

export const backup = z
	.strictObject({
		id: z
			.string()
			.regex(/^[\w-]{8,100}$/, "is not the name of a back-up")
			.describe("Made from all that the back-up holds"),
		released: time,
	})
	.register(named, { id: "Backup" });

export const begun = z.object({ state: z.enum(["begun", "done"]) }).register(named, { id: "BegunImport" });
export const taken = z.object({ taken: count.describe("Records that are there now") }).register(named, { id: "Taken" });
export const advanced = z
	.object({ advanced: count.describe("Sources read and articles shown in this step; 0: there is nothing left") })
	.register(named, { id: "Advanced" });
