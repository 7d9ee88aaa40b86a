import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUDGETS, type Budget } from "../../src/budget.ts";
import { AGGREGATOR_POLLS, FEEDS, type Headers, type Kind, PROGRAMS, requestsOf, requestsOfMix } from "./polling.ts";
import { table } from "./table.ts";

/*
 * Generates the tables of docs/costs.md. Their figures are the benchmark's counts (docs/performance.md) multiplied by a
 * site's number of articles, and the simulated requests of its readers. `node tests/bench/costs-page.ts` writes the
 * tables into the page.
 */

const ROOT = join(import.meta.dirname, "../..");
const PAGE = join(ROOT, "docs/costs.md");

/** The benchmark's counts for publishing a given number of new articles. */
interface Counted {
	articles: number;
	writes: number;
	rows: number;
	requests: number;
}

/** Reads a column of the benchmark's table, such as `20 one by one`. */
function counted(column: string): Counted {
	const [, after = ""] = readFileSync(join(ROOT, "docs/performance.md"), "utf8").split(
		/^(?=\| of the free plan, in a day)/m,
	);
	const lines = after.split("\n");
	const cells = (line: string) => line.split("|").map((cell) => cell.trim());
	const head = cells(lines[0] ?? "");
	const index = head.indexOf(column);
	if (index < 0) throw new Error(`docs/performance.md does not have a column “${column}”.`);
	const value = (row: string) => {
		const number = Number(cells(lines.find((line) => line.startsWith(`| ${row} `)) ?? "")[index]);
		if (!Number.isFinite(number))
			throw new Error(`docs/performance.md does not have a figure in the row “${row}” and the column “${column}”.`);
		return number;
	};
	return {
		articles: Number.parseInt(column, 10),
		writes: value("KV writes"),
		rows: value("rows written"),
		requests: value("requests to Durable Objects"),
	};
}

/** An example site on one day. */
interface Site {
	name: string;
	articles: number;
	/** The column of the benchmark's table from which to take the cost of an article. */
	column: string;
	readers: number;
	feed: Kind;
}

const SITES: readonly Site[] = [
	{ name: "blog", articles: 1, column: "20 one by one", readers: 100, feed: FEEDS.daily },
	{ name: "newsroom", articles: 60, column: "60 one by one", readers: 2000, feed: FEEDS.newsroom },
	{ name: "large newsroom", articles: 2000, column: "20 at once", readers: 100_000, feed: FEEDS.minutes },
];

/** Maximum number of readers to simulate. Larger numbers are extrapolated. */
const SIMULATED = 2000;

function requestsOfReaders(readers: number, feed: Kind, headers: Headers): number {
	const simulated = Math.min(readers, SIMULATED);
	return Math.round((requestsOfMix(simulated, feed, headers) * readers) / simulated);
}

/** The resources that a site uses per day. */
interface Use {
	requests: number;
	writes: number;
	rows: number;
	objectRequests: number;
}

function useOf({ articles, column, readers, feed }: Site): Use {
	const cost = counted(column);
	const of = (part: number) => Math.round((part / cost.articles) * articles);
	return {
		requests: requestsOfReaders(readers, feed, "now"),
		writes: of(cost.writes),
		rows: of(cost.rows),
		objectRequests: of(cost.requests),
	};
}

/** The daily limits of the free plan. */
const FREE: Use = {
	requests: BUDGETS.free.requests,
	writes: BUDGETS.free.writes,
	rows: 100_000,
	objectRequests: 100_000,
};

const NAMES: Record<keyof Use, string> = {
	requests: "Worker requests",
	writes: "KV writes",
	rows: "rows written",
	objectRequests: "Durable Object requests",
};

/** What the paid plan includes per month, and the price in dollars per additional million. */
const PAID: Record<keyof Use, { included: number; price: number }> = {
	requests: { included: 10_000_000, price: 0.3 },
	writes: { included: 1_000_000, price: 5 },
	rows: { included: 50_000_000, price: 1 },
	objectRequests: { included: 1_000_000, price: 0.15 },
};

const PARTS = ["requests", "writes", "rows", "objectRequests"] as const;

/** Returns the limit that a day's usage comes closest to, and the percentage of this limit that is used. */
function firstOf(use: Use): string {
	const [first = "requests"] = [...PARTS].sort((a, b) => use[b] / FREE[b] - use[a] / FREE[a]);
	const part = Math.round((use[first] / FREE[first]) * 100);
	return `${NAMES[first]}, ${part.toLocaleString("en")} %`;
}

/** Returns the price per month on the paid plan. */
function priceOf(use: Use): string {
	const more = PARTS.reduce((sum, part) => {
		return sum + (Math.max(0, use[part] * 30 - PAID[part].included) / 1e6) * PAID[part].price;
	}, 0);
	return `$${Math.ceil(5 + more)}`;
}

const number = (value: number) => Math.round(value).toLocaleString("en");

function sitesTable(): string {
	const uses = SITES.map(useOf);
	return table(
		["in a day", ...SITES.map(({ name }) => name), "free plan"],
		[
			["new articles", ...SITES.map(({ articles }) => number(articles)), ""],
			["direct readers, of one feed each", ...SITES.map(({ readers }) => number(readers)), ""],
			...PARTS.map((part) => [NAMES[part], ...uses.map((use) => number(use[part])), number(FREE[part])]),
			["runs out first on the free plan", ...uses.map(firstOf), ""],
			["paid plan, a month", ...uses.map(priceOf), ""],
		],
	);
}

const COLUMNS = [FEEDS.ten, FEEDS.newsroom, FEEDS.daily, FEEDS.asleep];

function readersTable(): string {
	const simulated = 500;
	const row = (name: string, requests: (feed: Kind, headers: Headers) => number) => [
		name,
		number(requests(FEEDS.ten, "five minutes")),
		...COLUMNS.map((feed) => number(requests(feed, "now"))),
	];
	return table(
		["requests in a day", "formerly", ...COLUMNS.map(({ name }) => name)],
		[
			...PROGRAMS.map((program) =>
				row(program.name, (feed, headers) => requestsOf(program, simulated, feed, headers) / simulated),
			),
			["an aggregator, for all its users", ...Array.from({ length: 5 }, () => String(AGGREGATOR_POLLS))],
			row("347 like CommaFeed", (feed, headers) => {
				const program = PROGRAMS.find(({ name }) => name === "CommaFeed");
				return program ? requestsOf(program, 347, feed, headers) : Number.NaN;
			}),
			row("347 readers of all kinds", (feed, headers) => requestsOfReaders(347, feed, headers)),
			row("2,000 readers of all kinds", (feed, headers) => requestsOfReaders(2000, feed, headers)),
			row("readers of all kinds within 100,000", (feed, headers) => readersWithin(FREE.requests, feed, headers)),
		],
	);
}

/** Returns how many readers this number of requests per day is enough for, rounded down to hundreds. */
function readersWithin(requests: number, feed: Kind, headers: Headers): number {
	return Math.floor((requests / requestsOfMix(SIMULATED, feed, headers)) * (SIMULATED / 100)) * 100;
}

/** Returns the README's sentence about the number of readers on the free plan. */
export function promise(): string {
	const [blog, newsroom] = [FEEDS.daily, FEEDS.newsroom].map((feed) => readersWithin(FREE.requests, feed, "now"));
	return `about ${number(blog ?? 0)} readers of a blog that publishes one article a day, or ${number(newsroom ?? 0)} readers of a newsroom that publishes 60`;
}

function budgetsTable(): string {
	const { free, paid } = BUDGETS;
	const row = (name: string, of: (budget: Budget) => number, unlimited = false) => [
		name,
		number(of(free)),
		unlimited ? "no limit" : number(of(paid)),
	];
	return table(
		["budget", "free", "paid"],
		[
			row("KV operations in one run of the Publisher", ({ operations }) => operations),
			row("of these for opening, closing and deleting files", ({ fileOperations }) => fileOperations),
			row("KV writes a day, all together", ({ writes }) => writes),
			row("KV writes a day after which article pages wait", ({ pageWrites }) => pageWrites, true),
			row("KV writes a day after which files wait", ({ fileWrites }) => fileWrites, true),
			row("rows a day for counting readers", ({ readerRows }) => readerRows),
			row("requests a day", ({ requests }) => requests),
			row("selections, archives and lists a day", ({ madeRequests }) => madeRequests, true),
		],
	);
}

/** Generates the tables of docs/costs.md, keyed by the names of their placeholders. */
export function costTables(): Record<string, string> {
	return { sites: sitesTable(), readers: readersTable(), budgets: budgetsTable() };
}

/** Replaces the page's tables, each of which is between `<!-- name -->` and the next empty line. */
export function withTables(page: string): string {
	return Object.entries(costTables()).reduce((text, [name, content]) => {
		const place = new RegExp(`(<!-- ${name} -->\n)(?:\\|.*\n)*`);
		if (!place.test(text))
			throw new Error(`docs/costs.md does not have a placeholder for the table “${name}”. Add <!-- ${name} -->.`);
		return text.replace(place, (_, mark) => `${mark}${content}\n`);
	}, page);
}

if (import.meta.main) {
	writeFileSync(PAGE, withTables(readFileSync(PAGE, "utf8")));
	console.log(`README: ${promise()}`);
}
