import { join } from "node:path";
import type { Builds } from "./build.ts";
import { ratios } from "./measure.ts";
import { type Build, type Peer, peers } from "./peers.ts";
import { type Publishing, publishNewsrooms } from "./publishing.ts";
import { table } from "./table.ts";
import { atLeast, atMost, brokenOf, type Part } from "./verdict.ts";

/** Cloudflare's limits: memory of an isolate in bytes, processor time of a request in milliseconds. */
const MEMORY = 128 * 1024 * 1024;
const LONGEST = 30_000;

/** KV puts for a changed article in four feeds: one for each feed, and one for the article's page. */
const PUTS = 5;

/**
 * Limits per article: rows written, and bytes in the database. A Durable Object stores 10 GB, so a million articles of
 * this size fit.
 */
const ROWS_WRITTEN = 40;
const DATABASE_BYTES = 7000;

/**
 * Maximum number of articles for the earlier commit. With more articles, the run would take an hour longer and produce
 * the same ratios.
 */
const MAX_FORMER = 10_000;

/** With fewer articles than this, SQLite's empty pages distort the size per article. */
const MANY = 1000;

/** Returns the folder of the newsroom of this size. */
export function folderOf(folder: string, size: number): string {
	return join(folder, String(size));
}

/** A row of the table, with a figure for each size. */
interface Row {
	name: string;
	values: number[];
	/** The figures of the earlier commit's Worker. */
	former?: number[];
	digits?: number;
	bar?: string;
}

/**
 * Measures publishing at each size, through the real API, until the last feed is written.
 *
 * @param singles how many single changes to measure at each size
 * @param withPeers whether to compare with other programs that build the same feeds
 */
export async function publishing(
	folder: string,
	{ now, former }: Builds,
	sizes: readonly number[],
	singles: number,
	withPeers: boolean,
): Promise<Part> {
	const found: Publishing[] = [];
	const formerly: Publishing[] = [];
	const built = new Map<Peer, Build[]>();
	const notes: string[] = [];
	const present = withPeers ? peers() : [];
	for (const size of sizes) {
		const sites = [{ folder: folderOf(folder, size), worker: now.counting }];
		if (former && size <= MAX_FORMER)
			sites.push({ folder: folderOf(join(folder, "former"), size), worker: former.counting });
		const [own, other] = await publishNewsrooms(sites, size, singles);
		if (own) found.push(own);
		if (other) formerly.push(other);
		for (const peer of present) {
			if (peer.missing) continue;
			built.set(peer, [...(built.get(peer) ?? []), await peer.build(join(folder, `${peer.name}-${size}`), size)]);
		}
	}
	for (const { name, missing } of present) if (missing) notes.push(`${name}: skipped. ${missing}`);
	const rows = [...ours(found, formerly), ...[...built].flatMap(([peer, builds]) => theirs(peer.name, builds, found))];
	const against = former ? [`at each size to ${former.commit}`] : [];
	const head = ["publishing", ...sizes.map((size) => size.toLocaleString("en")), "last to first", ...against, "bar"];
	const text = table(
		head,
		rows.map(({ name, values, former = [], digits = 0, bar = "" }) => {
			const ratio = ratios(values.slice(0, former.length), former).map((one) => one.toFixed(2));
			const cells = [growthOf(values).toFixed(2), ...against.map(() => ratio.join(" · ")), bar];
			return [name, ...values.map((value) => value.toFixed(digits)), ...cells];
		}),
	);
	const one = found.map(({ one }) => one.puts);
	const last = found.at(-1);
	return {
		text: [text, ...notes].join("\n\n"),
		broken: brokenOf({
			"One changed article in four feeds costs five KV puts at every size.": one.every((puts) => puts === PUTS),
			"Publishing an article writes 40 rows at most.": last !== undefined && rowsOf(last) <= ROWS_WRITTEN,
			"An article takes 7 KB of the database at most, once there are a thousand.": found.every(
				(one) => one.size < MANY || bytesOf(one) <= DATABASE_BYTES,
			),
		}),
	};
}

function ours(found: readonly Publishing[], formerly: readonly Publishing[]): Row[] {
	const row = (
		name: string,
		figureOf: (one: Publishing) => number,
		digits = 0,
		barOf?: (values: number[]) => string,
	) => {
		const values = found.map(figureOf);
		return { name, values, former: formerly.map(figureOf), digits, ...(barOf ? { bar: barOf(values) } : {}) };
	};
	const grown = (values: number[]) => atMost(growthOf(values), 1.2);
	const worst = (limit: number) => (values: number[]) => atMost(Math.max(...values), limit);
	return [
		row("all articles: s", ({ all }) => all.wall / 1000, 1),
		row("all articles: CPU, s", ({ all }) => all.cpu / 1000, 1),
		row("all articles: CPU for each, ms", ({ all, size }) => all.cpu / size, 2, grown),
		row("all articles: KV puts", ({ all }) => all.puts),
		row("all articles: written to KV for each, KB", ({ all, size }) => all.putBytes / size / 1000, 1),
		row("all articles: rows written for each", rowsOf, 1, (values) =>
			atMost(values.at(-1) ?? Number.NaN, ROWS_WRITTEN),
		),
		row("all articles: rows read for each", ({ all, size }) => all.rowsRead / size, 1),
		row("all articles: database, bytes for each", bytesOf, 0, (values) =>
			atMost(values.at(-1) ?? Number.NaN, DATABASE_BYTES),
		),
		row("all articles: longest request, ms by the clock", ({ counters }) => counters.longestCall, 0, worst(LONGEST)),
		row("all articles: longest alarm, ms by the clock", ({ counters }) => counters.longestAlarm, 0, worst(LONGEST)),
		row("all articles: most of V8's heap with garbage, MB", ({ memory }) => memory.heap / 1e6, 0, worst(MEMORY / 1e6)),
		row("all articles: V8's heap without garbage, MB", ({ memory }) => memory.inUse / 1e6),
		row("all articles: most memory of workerd, MB", ({ memory }) => memory.process / 1e6),
		row("state on disk, MB", ({ state }) => state / 1e6),
		row("one article changed: ms", ({ one }) => one.wall, 0, grown),
		row("one article changed: CPU, ms", ({ one }) => one.cpu, 0, grown),
		row(
			"one article changed: KV puts",
			({ one }) => one.puts,
			0,
			(values) => atMost(Math.max(...values), PUTS),
		),
		row("one article changed: written to KV, KB", ({ one }) => one.putBytes / 1000),
		row("one article changed: rows written", ({ one }) => one.rowsWritten, 0, grown),
		row("one article changed: rows read", ({ one }) => one.rowsRead, 0, grown),
		row("an old article changed: ms", ({ old }) => old.wall),
		row("an old article changed: KV puts", ({ old }) => old.puts),
		row("a hundred changed at once: ms", ({ hundred }) => hundred.wall),
		row("a hundred changed at once: CPU, ms", ({ hundred }) => hundred.cpu),
		row("a hundred changed at once: KV puts", ({ hundred }) => hundred.puts),
		row("one article unpublished: ms", ({ removal }) => removal.wall),
		row("one article unpublished: KV puts", ({ removal }) => removal.puts),
	];
}

/** Returns the rows written per article. */
function rowsOf({ all, size }: Publishing): number {
	return all.rowsWritten / size;
}

/** Returns the bytes per article in the database. */
function bytesOf({ counters, size }: Publishing): number {
	return counters.databaseSize / size;
}

function theirs(name: string, builds: readonly Build[], found: readonly Publishing[]): Row[] {
	const faster = (last: number | undefined, own: number | undefined) => (last ?? Number.NaN) / (own ?? Number.NaN);
	const [last, own] = [builds.at(-1), found.at(-1)];
	const all = faster(last?.all.wall, own?.all.wall);
	const one = faster(last?.one.wall, own?.one.wall);
	return [
		{
			name: `${name}: all articles, s`,
			values: builds.map(({ all }) => all.wall / 1000),
			digits: 1,
			bar: `${all.toFixed(1)} × ours, ${atLeast(all, 1)}`,
		},
		{ name: `${name}: all articles, CPU, s`, values: builds.map(({ all }) => all.cpu / 1000), digits: 1 },
		{
			name: `${name}: one article changed, ms`,
			values: builds.map(({ one }) => one.wall),
			bar: `${one.toFixed(0)} × ours, ${atLeast(one, 100)}`,
		},
		{ name: `${name}: one article changed, CPU, ms`, values: builds.map(({ one }) => one.cpu) },
	];
}

/** Returns the ratio of the last value to the first. */
function growthOf(values: readonly number[]): number {
	return (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);
}
