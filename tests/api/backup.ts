import * as z from "zod";
import { ask } from "./requests.ts";

const holdings = z.object({
	subjects: z.array(z.object({ name: z.string(), count: z.number() })),
	edition: z.string(),
	released: z.string(),
});
const page = z.object({ records: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() });

/** An export: its records, grouped by table. */
export interface Dump {
	released: string;
	records: Map<string, Record<string, unknown>[]>;
}

export async function holdingsOf(): Promise<z.infer<typeof holdings>> {
	return holdings.parse(await (await ask("GET", "/api/export")).json());
}

/** Exports everything, page by page. */
export async function exported(): Promise<Dump> {
	const { subjects, released } = await holdingsOf();
	const records: Dump["records"] = new Map();
	for (const { name, count } of subjects) {
		const all: Record<string, unknown>[] = [];
		for (let next: string | null = ""; next !== null; ) {
			const query: string = next === "" ? "" : `?after=${encodeURIComponent(next)}`;
			const part: z.infer<typeof page> = page.parse(await (await ask("GET", `/api/export/${name}${query}`)).json());
			all.push(...part.records);
			next = part.next;
		}
		if (all.length !== count) throw new Error(`${all.length} of ${count} ${name} were exported`);
		records.set(name, all);
	}
	return { released, records };
}

export function begin(id: string, released = "2026-05-05T00:00:00.000Z"): Promise<Response> {
	return ask("POST", "/api/import", { body: JSON.stringify({ id, released }) });
}

export function put(subject: string, records: readonly unknown[]): Promise<Response> {
	const body = records.map((record) => `${JSON.stringify(record)}\n`).join("");
	return ask("POST", `/api/import/records/${subject}`, { body });
}

/** Sends requests until all imported records are processed. */
export async function advance(): Promise<void> {
	const advanced = z.object({ advanced: z.number() });
	while (advanced.parse(await (await ask("POST", "/api/import/advance")).json()).advanced > 0);
}

/**
 * Imports an export.
 *
 * @param last stop after this table; by default, import all tables
 */
export async function imported({ records, released }: Dump, last?: string): Promise<void> {
	const begun = await begin("a-back-up", released);
	if (begun.status !== 200) throw new Error(await begun.text());
	for (const [subject, all] of records) {
		const response = await put(subject, all);
		if (response.status !== 200) throw new Error(`${subject}: ${await response.text()}`);
		await advance();
		if (subject === last) return;
	}
	const finished = await ask("POST", "/api/import/finish");
	if (finished.status !== 200) throw new Error(await finished.text());
}
