import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { pack, unpack } from "../../src/publisher/packed.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { exported } from "../api/backup.ts";
import { article, get, publish, settle } from "./newsroom.ts";

afterEach(reset);

/** More articles than one run of the alarm re-parses. */
const COUNT = 250;
const BODY = "The harbour council meets at noon, says the harbour master. ".repeat(20);

const TEXTS = [
	["source", "text"],
	["reading", "json"],
] as const;

/** Returns how many strings are stored deflated, and how many as plain text. */
function forms(): Promise<{ deflated: number; plain: number }> {
	return runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const types = TEXTS.flatMap(([table, column]) =>
			sql.exec<{ type: string }>(`SELECT typeof(${column}) AS type FROM ${table}`).toArray(),
		);
		const deflated = types.filter(({ type }) => type === "blob").length;
		return { deflated, plain: types.length - deflated };
	});
}

/** Stores all strings uncompressed, as release 0.1.0 did. */
async function asBefore(): Promise<void> {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		for (const [table, column] of TEXTS) {
			const rows = sql.exec<{ path: string; packed: ArrayBuffer }>(`SELECT path, ${column} AS packed FROM ${table}`);
			for (const { path, packed } of rows.toArray())
				sql.exec(`UPDATE ${table} SET ${column} = ? WHERE path = ?`, unpack(packed), path);
		}
		sql.exec("UPDATE source SET read_with = '[4]'");
	});
}

async function served(): Promise<string[]> {
	const paths = ["/feed.rss", "/topics/harbour.atom", "/select.json?q=council", "/api/articles/?page=2"];
	const answers = await Promise.all(paths.map(async (path) => (await get(path)).text()));
	const sources = await Promise.all(
		["n3.md", "n200.md"].map(async (path) => JSON.stringify(await publisherOf(env).source(path))),
	);
	return [...answers, ...sources];
}

test("packing makes a string smaller, and unpacking restores it", () => {
	for (const text of ["", "tide", BODY, `${BODY}🌊 – \u0000 "`, "Ж".repeat(1000)]) {
		const packed = pack(text);
		expect(unpack(typeof packed === "string" ? packed : Uint8Array.from(packed).buffer)).toBe(text);
	}
	expect(pack(BODY).length).toBeLessThan(BODY.length / 10);
});

test("plain strings from an earlier release are deflated step by step, even after a crash, and are served unchanged in the meantime", async () => {
	await publish(...Array.from({ length: COUNT }, (_, nth) => article(`n${nth}`, {}, `${BODY}\n\n${nth}.`)));
	expect(await forms()).toEqual({ deflated: 2 * COUNT, plain: 0 });
	const before = await served();
	const { records } = await exported();
	await asBefore();
	expect(await forms()).toEqual({ deflated: 0, plain: 2 * COUNT });
	expect(await served()).toEqual(before);

	await runDurableObjectAlarm(publisherOf(env));
	const { deflated, plain } = await forms();
	expect(Math.min(deflated, plain)).toBeGreaterThan(0);
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	expect(await served()).toEqual(before);
	expect((await exported()).records.get("sources")).toEqual(records.get("sources"));

	await settle();
	expect(await forms()).toEqual({ deflated: 2 * COUNT, plain: 0 });
	expect(await served()).toEqual(before);
});
