import * as z from "zod";
import { count, feedSettings, heldSource } from "../../api/schemas.ts";
import { filePath } from "../api/client.ts";
import { type Connection, connect } from "../api/connection.ts";

/**
 * Pauses between retries, in milliseconds, long enough to outlast a short network failure. All requests are safe to
 * repeat.
 */
export const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000];

const record = z.record(z.string(), z.unknown());
/** A record of a backup. */
export type BackupRecord = z.infer<typeof record>;

const holdings = z.object({
	format: z.literal(1),
	site: feedSettings,
	subjects: z.array(z.object({ name: z.string().regex(/^[a-z-]+$/), count })),
	edition: z.string(),
	released: z.iso.datetime(),
});
/** The number of records that a site has of each subject. `edition` changes whenever anything on the site changes. */
export type Holdings = z.infer<typeof holdings>;

const page = z.object({ records: z.array(record), next: z.string().nullable() });
const begun = z.object({ state: z.enum(["begun", "done"]) });
const status = z.object({ unpublishing: z.object({ count }) });
const taken = z.object({ taken: count });
const advanced = z.object({ advanced: count });

/** The part of a site's API that backups use. Any method may throw an `ApiError`. */
export interface BackupApi {
	holdings(): Promise<Holdings>;
	/** Yields all records of a subject (a table of the site). */
	records(subject: string): AsyncGenerator<BackupRecord>;
	/** Returns the sources on the site: path → Git hash. */
	sources(): Promise<Map<string, string>>;
	/** Streams a file stored alongside articles. Returns null if the site does not have the file's bytes. */
	file(path: string): Promise<ReadableStream<Uint8Array> | null>;
	/** Begins a restore. Returns `done` if this backup has already been restored. */
	begin(id: string, released: string): Promise<"begun" | "done">;
	/** Uploads records, one per line. Returns how many records of the subject the site now has. */
	put(subject: string, lines: string[]): Promise<number>;
	/** Makes the site process some of the records. Returns how many records it processed; 0 means that none are left. */
	advance(): Promise<number>;
	finish(): Promise<void>;
	/** Returns how many articles will be unpublished the next time that their files are uploaded. */
	unpublishing(): Promise<number>;
}

/** @param base the site's address, as in `connect` */
export function createBackupApi(base: string, token: string, ending: AbortSignal): BackupApi {
	const { get, insist, open }: Connection = connect(base, token, ending, RETRY_DELAYS_MS);
	const post = (body = "") => ({ method: "POST", body });
	return {
		holdings: () => get("/api/export", holdings),
		async *records(subject) {
			for (let query = ""; ; ) {
				const { records, next } = await get(`/api/export/${subject}${query}`, page);
				yield* records;
				if (next === null) return;
				query = `?after=${encodeURIComponent(next)}`;
			}
		},
		async sources() {
			const lines = (await insist("/api/sources")).split("\n").filter((line) => line !== "");
			return new Map(lines.map((line) => heldSource.parse(JSON.parse(line))).map(({ path, hash }) => [path, hash]));
		},
		file: (path) => open(filePath(path)),
		begin: async (id, released) => (await get("/api/import", begun, post(JSON.stringify({ id, released })))).state,
		put: async (subject, lines) =>
			(await get(`/api/import/records/${subject}`, taken, post(lines.map((line) => `${line}\n`).join("")))).taken,
		advance: async () => (await get("/api/import/advance", advanced, post())).advanced,
		unpublishing: async () => (await get("/api/status", status)).unpublishing.count,
		finish: async () => void (await insist("/api/import/finish", post())),
	};
}
