import * as z from "zod";
import { count, feedSettings, heldSource } from "../../api/schemas.ts";
import { type Connection, connect } from "../api/client.ts";

/** Before trying again what failed, in milliseconds: a network may be gone for a moment. Nothing here does harm twice. */
export const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000];

const record = z.record(z.string(), z.unknown());
/** Something that a site holds, as it stands in a back-up. */
export type BackupRecord = z.infer<typeof record>;

const holdings = z.object({
	format: z.literal(1),
	site: feedSettings,
	subjects: z.array(z.object({ name: z.string().regex(/^[a-z-]+$/), count })),
	edition: z.string(),
	released: z.iso.datetime(),
});
/** What a site holds, in numbers. `edition` is another one as soon as anything changes. */
export type Holdings = z.infer<typeof holdings>;

const page = z.object({ records: z.array(record), next: z.string().nullable() });
const begun = z.object({ state: z.enum(["begun", "done"]) });
const taken = z.object({ taken: count });
const advanced = z.object({ advanced: count });

/** What exporting and importing needs of a site. Every method may throw an `ApiError`. */
export interface BackupApi {
	holdings(): Promise<Holdings>;
	/** All records of a subject. */
	records(subject: string): AsyncGenerator<BackupRecord>;
	/** The sources that are there already: path → git's hash. */
	sources(): Promise<Map<string, string>>;
	/** `done`: the back-up is in the site already. */
	begin(id: string, released: string): Promise<"begun" | "done">;
	/** Hands records over, a line each. Gives how many of them are there now. */
	put(subject: string, lines: string[]): Promise<number>;
	/** Has the site do a part of what is to be done with them. Gives how much that was; 0: nothing is left. */
	advance(): Promise<number>;
	finish(): Promise<void>;
}

/** @param base and token as in `connect` */
export function createBackupApi(base: string, token: string, ending: AbortSignal): BackupApi {
	const { get, insist }: Connection = connect(base, token, ending, RETRY_DELAYS_MS);
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
		begin: async (id, released) => (await get("/api/import", begun, post(JSON.stringify({ id, released })))).state,
		put: async (subject, lines) =>
			(await get(`/api/import/records/${subject}`, taken, post(lines.map((line) => `${line}\n`).join("")))).taken,
		advance: async () => (await get("/api/import/advance", advanced, post())).advanced,
		finish: async () => void (await insist("/api/import/finish", post())),
	};
}
