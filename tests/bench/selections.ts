import { get } from "./client.ts";
import { countersOf, fullScans, plansOf } from "./counters.ts";
import { spread } from "./measure.ts";
import { cpuOf } from "./processes.ts";
import { QUERIES } from "./queries.ts";
import { type Server, serve } from "./server.ts";
import { SITE } from "./server-config.ts";
import { table } from "./table.ts";
import { atMost, brokenOf, type Part } from "./verdict.ts";

/** The oldest document of each kind of archive. */
const ARCHIVES = [
	"/feed/archive/2020-01.json",
	"/topics/topic-0/archive/2020-01.json",
	"/providers/provider-0.example/archive/2020-01.json",
	"/select/archive/2020-01.json?topic=topic-0&topic=topic-1",
];

/** Limits on rows read: for the 5,000 articles that a selection may check (four rows each), and per article returned. */
const ROWS = 20_000;
const ROWS_AN_ARTICLE = 30;

/** The cost of one response. */
interface Asked {
	path: string;
	/** Processor time in milliseconds, minus that of a request to the idle Publisher. */
	cpu: number;
	rowsRead: number;
	/** Articles in the response. */
	articles: number;
}

/**
 * Measures uncached selections and archives in existing newsrooms.
 *
 * @param folders the folders of the newsrooms, keyed by number of articles
 * @param times number of repetitions; the result is their median
 */
export async function selections(folders: ReadonlyMap<number, string>, worker: string, times: number): Promise<Part> {
	const columns: { size: number; selected: Asked[]; archived: Asked[]; scans: string[] }[] = [];
	for (const [size, folder] of folders) {
		const server = await serve(folder, worker);
		try {
			await plansOf(server.url);
			const selected = await askAll(
				server,
				QUERIES.map((query) => `/select.json${query}`),
				times,
			);
			const archived = await askAll(server, ARCHIVES, times);
			columns.push({ size, selected, archived, scans: fullScans(await plansOf(server.url)) });
		} finally {
			await server.stop();
		}
	}
	const last = columns.at(-1);
	if (!last) throw new Error("There is no newsroom to select from.");
	const cpu = (asked: Asked[], part: number) =>
		quantile(
			asked.map((one) => one.cpu),
			part,
		);
	const rows = (asked: Asked[], part: number) =>
		quantile(
			asked.map((one) => one.rowsRead),
			part,
		);
	const row = (name: string, figureOf: (column: (typeof columns)[number]) => number, digits = 0, bar = "") => {
		return [name, ...columns.map((column) => figureOf(column).toFixed(digits)), bar];
	};
	const text = table(
		[`selections (${QUERIES.length}) and archives`, ...columns.map(({ size }) => size.toLocaleString("en")), "bar"],
		[
			row("selection: CPU of the Publisher, median, ms", ({ selected }) => cpu(selected, 0.5), 1),
			row(
				"selection: CPU of the Publisher, p95, ms",
				({ selected }) => cpu(selected, 0.95),
				1,
				atMost(cpu(last.selected, 0.95), 30),
			),
			row(
				"selection: CPU of the Publisher, most, ms",
				({ selected }) => cpu(selected, 1),
				1,
				atMost(cpu(last.selected, 1), 100),
			),
			row("selection: rows read, median", ({ selected }) => rows(selected, 0.5)),
			row("selection: rows read, p95", ({ selected }) => rows(selected, 0.95)),
			row(
				"selection: rows read beyond its bound, most",
				({ selected }) => beyond(selected),
				0,
				atMost(beyond(last.selected), 0),
			),
			row("oldest archive: CPU of the Publisher, most, ms", ({ archived }) => cpu(archived, 1), 1),
			row("oldest archive: rows read, most", ({ archived }) => rows(archived, 1)),
			row("tables read from end to end", ({ scans }) => scans.length, 0, atMost(last.scans.length, 0)),
		],
	);
	const scans = [...new Set(columns.flatMap((column) => column.scans))];
	return {
		text: [text, worstOf(last.selected), ...scans].join("\n\n"),
		broken: brokenOf({ "No selection and no archive reads a table from end to end.": scans.length === 0 }),
	};
}

/** Lists the selections that read the most rows. */
function worstOf(asked: readonly Asked[]): string {
	const worst = asked.toSorted((a, b) => b.rowsRead - a.rowsRead).slice(0, 8);
	return table(
		["selections that read most", "rows read", "articles", "CPU, ms"],
		worst.map(({ path, rowsRead, articles, cpu }) => {
			return [
				`\`${decodeURIComponent(path.replace(/^.*\?/, ""))}\``,
				String(rowsRead),
				String(articles),
				cpu.toFixed(1),
			];
		}),
	);
}

async function askAll(server: Server, paths: readonly string[], times: number): Promise<Asked[]> {
	const { url, pid } = server;
	const cpuOfOne = async (path: string, count: number) => {
		const cpus: number[] = [];
		for (let time = 0; time < count; time++) {
			const before = cpuOf(pid);
			await get(url + path, { "Accept-Encoding": "gzip" });
			cpus.push(cpuOf(pid) - before);
		}
		return spread(cpus).median;
	};
	const bare = await cpuOfOne("/health", 10 * times);
	const asked: Asked[] = [];
	for (const path of paths) {
		const there = await destinationOf(url, path);
		const cpu = Math.max(0, (await cpuOfOne(there, times)) - bare);
		const { Publisher: before } = await countersOf(url);
		const { status, body } = await get(url + there);
		const { Publisher: after } = await countersOf(url);
		if (status !== 200) throw new Error(`${there} got status ${status}.`);
		const { items }: { items: unknown[] } = JSON.parse(body.toString());
		asked.push({ path: there, cpu, rowsRead: after.rowsRead - before.rowsRead, articles: items.length });
	}
	return asked;
}

/** Returns the final target of a path's redirects. */
async function destinationOf(url: string, path: string): Promise<string> {
	const { status, headers } = await get(url + path);
	if (status < 300 || status >= 400) return path;
	return destinationOf(url, String(headers["location"]).replace(SITE, ""));
}

/**
 * Returns the number of rows read beyond the limit. A selection should read only the articles that match its first
 * condition and those that it returns.
 */
function beyond(asked: readonly Asked[]): number {
	return Math.max(0, ...asked.map(({ rowsRead, articles }) => rowsRead - ROWS - ROWS_AN_ARTICLE * articles));
}

function quantile(values: readonly number[], part: number): number {
	return values.toSorted((a, b) => a - b)[Math.ceil((values.length - 1) * part)] ?? Number.NaN;
}
