import type { Context } from "hono";
import * as z from "zod";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { DAY, dayOf } from "../publisher/timing.ts";
import { type DayTotal, KEPT_DAYS, type Reading } from "../readership/readings.ts";
import { readershipOf } from "../readership/stub.ts";
import { json, type Route, route } from "./route.ts";
import { count, named } from "./schemas.ts";

/** Default and maximum number of days in a JSON response. */
const USUAL_DAYS = 30;
const MAX_DAYS = 92;

const date = z.iso.date("is not a day; write it as 2026-11-22");

const readersParameters = z.object({
	from: date.describe(`First day (UTC). By default, the response covers ${USUAL_DAYS} days`).optional(),
	to: date.describe("Last day (UTC). Default: today").optional(),
});

type Parameters = z.infer<typeof readersParameters>;

const readers = z
	.object({
		days: z
			.array(
				z.object({
					day: z.iso.date().describe("In UTC"),
					subscribers: count.describe("Total across all feeds; someone who subscribes to two feeds counts twice"),
					feeds: z
						.array(z.object({ feed: z.string(), subscribers: count }))
						.describe(
							"Subscribers by feed, such as topics/ai; select stands for all selections, and private for all private feeds",
						),
					readers: z.array(z.object({ reader: z.string(), subscribers: count })).describe("Subscribers by reader"),
				}),
			)
			.describe("Days with at least one subscriber, oldest first"),
	})
	.describe("Subscribers counted on each day. Every number is a lower bound.")
	.register(named, { id: "Readers" });

/**
 * `GET /api/readers`: returns the numbers of readers for each day. Responds with 400 if the period is too long for one
 * response.
 */
async function getReaders(c: Context<App>, parameters: Parameters): Promise<Response> {
	const days = daysOf(parameters);
	if (days === null) return errorResponse(c, 400, "The parameter `from` is later than `to`.");
	if (days.length > MAX_DAYS) {
		const message = `A response can contain at most ${MAX_DAYS} days. Request a shorter period, or use /api/readers.csv, which does not have this limit.`;
		return errorResponse(c, 400, message);
	}
	const { site, feeds, readers: byReader } = await readershipOf(c.env).history(days[0] ?? "", days.at(-1) ?? "");
	const of = (totals: readonly DayTotal[]) => Map.groupBy(totals, ({ day }) => day);
	const [feedsOf, readersOf] = [of(feeds), of(byReader)];
	const answer: z.infer<typeof readers> = {
		days: site.map(({ day, subscribers }) => ({
			...{ day, subscribers },
			feeds: (feedsOf.get(day) ?? []).map(({ name: feed, subscribers }) => ({ feed, subscribers })),
			readers: (readersOf.get(day) ?? []).map(({ name: reader, subscribers }) => ({ reader, subscribers })),
		})),
	};
	return c.json(answer, 200, { "Cache-Control": "no-store" });
}

/** `GET /api/readers.csv`: returns one line for each combination of day, feed and reader. */
function getReadersCsv(c: Context<App>, parameters: Parameters): Response {
	const days = daysOf(parameters);
	if (days === null) return errorResponse(c, 400, "The parameter `from` is later than `to`.");
	const readings = readershipOf(c.env).days();
	const encoder = new TextEncoder();
	let lines = "day,feed,reader,kind,subscribers\r\n";
	const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
		while (lines === "" && days.length > 0) lines = (await readings.on(days.shift() ?? "")).map(lineOf).join("");
		if (lines !== "") controller.enqueue(encoder.encode(lines));
		if (days.length === 0) controller.close();
		lines = "";
	};
	const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
	return new Response(body, {
		headers: {
			"Content-Type": "text/csv; charset=utf-8; header=present",
			"Content-Disposition": 'attachment; filename="readers.csv"',
			"Cache-Control": "no-store",
		},
	});
}

/** Returns the requested days for which data may exist, oldest first; null if `from` is after `to`. */
function daysOf({ from, to }: Parameters): string[] | null {
	const today = Date.parse(dayOf(Date.now()));
	const oldest = today - (KEPT_DAYS - 1) * DAY;
	const last = to === undefined ? today : Date.parse(to);
	const first = from === undefined ? last - (USUAL_DAYS - 1) * DAY : Date.parse(from);
	if (first > last) return null;
	const start = Math.max(first, oldest);
	const length = (Math.min(last, today) - start) / DAY + 1;
	return Array.from({ length: Math.max(0, length) }, (_, index) => dayOf(start + index * DAY));
}

/**
 * Formats a CSV record (RFC 4180). Names of feeds and readers begin with a letter or digit, so spreadsheets do not
 * treat them as formulas.
 */
function lineOf({ day, feed, reader, kind, subscribers }: Reading): string {
	const quoted = [day, feed, reader, kind, String(subscribers)].map((field) =>
		/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
	);
	return `${quoted.join(",")}\r\n`;
}

/** Routes that return the numbers of readers as JSON and as CSV. */
export const READERS_ROUTES: readonly Route[] = [
	route({
		method: "get",
		path: "/api/readers",
		id: "getReaders",
		summary: "Count subscribers per day, by feed and by reader (lower bounds)",
		parameters: readersParameters,
		answers: { 200: json(readers, "One entry per day.") },
		handle: getReaders,
	}),
	route({
		method: "get",
		path: "/api/readers.csv",
		id: "getReadersCsv",
		summary: "Count subscribers by day, feed and reader, as CSV for up to 400 days",
		parameters: readersParameters,
		answers: {
			200: {
				description:
					"The columns are day, feed, reader, kind and subscribers. kind is named (an aggregator reported the number), direct (an estimate) or hub (WebSub and rssCloud subscriptions).",
				type: "text/csv",
				schema: z.string(),
			},
		},
		handle: getReadersCsv,
	}),
];
