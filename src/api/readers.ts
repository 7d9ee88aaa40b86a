import type { Context } from "hono";
import * as z from "zod";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { DAY, dayOf } from "../publisher/timing.ts";
import { type DayTotal, KEPT_DAYS, type Reading } from "../readership/readings.ts";
import { readershipOf } from "../readership/stub.ts";
import { json, type Route, route } from "./route.ts";
import { count, named } from "./schemas.ts";

/** Days that are told if none are asked for, and the most that one answer in JSON tells. */
const USUAL_DAYS = 30;
const MAX_DAYS = 92;

const date = z.iso.date("is no day such as 2026-11-22");

const readersParameters = z.object({
	from: date.describe(`The first day (UTC); if it is left out, the last ${USUAL_DAYS} days are told`).optional(),
	to: date.describe("The last day (UTC); if it is left out, today").optional(),
});

type Parameters = z.infer<typeof readersParameters>;

const readers = z
	.object({
		days: z
			.array(
				z.object({
					day: z.iso.date().describe("In UTC"),
					subscribers: count.describe("Of all feeds; who follows two counts twice"),
					feeds: z
						.array(z.object({ feed: z.string(), subscribers: count }))
						.describe("By feed: topics/ai; select: all selections; private: all private feeds"),
					readers: z.array(z.object({ reader: z.string(), subscribers: count })).describe("The same by reader"),
				}),
			)
			.describe("The days on which somebody was seen, the oldest first"),
	})
	.describe("Who was seen reading. Every number is a lower bound.")
	.register(named, { id: "Readers" });

/** `GET /api/readers`: who was seen reading, day by day. 400: more days than an answer tells. */
async function getReaders(c: Context<App>, parameters: Parameters): Promise<Response> {
	const days = daysOf(parameters);
	if (days === null) return errorResponse(c, 400, "The parameter from is a day after to.");
	if (days.length > MAX_DAYS) {
		const message = `An answer tells ${MAX_DAYS} days at most. Ask for fewer at once; /api/readers.csv tells all that are kept.`;
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

/** `GET /api/readers.csv`: what was seen of each reader of each feed on each day. */
function getReadersCsv(c: Context<App>, parameters: Parameters): Response {
	const days = daysOf(parameters);
	if (days === null) return errorResponse(c, 400, "The parameter from is a day after to.");
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

/** All days that are asked for and can be known, the oldest first; null if the first is after the last. */
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

/** A record of RFC 4180. Names of feeds and readers begin with a letter or a digit, so no spreadsheet takes one for a formula. */
function lineOf({ day, feed, reader, kind, subscribers }: Reading): string {
	const quoted = [day, feed, reader, kind, String(subscribers)].map((field) =>
		/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
	);
	return `${quoted.join(",")}\r\n`;
}

/** Who reads us, in two forms. */
export const READERS_ROUTES: readonly Route[] = [
	route({
		method: "get",
		path: "/api/readers",
		id: "getReaders",
		summary: "Who was seen reading, by feed and by reader, on each day: a lower bound",
		parameters: readersParameters,
		answers: { 200: json(readers, "The days.") },
		handle: getReaders,
	}),
	route({
		method: "get",
		path: "/api/readers.csv",
		id: "getReadersCsv",
		summary: "The same for each reader of each feed, for as many as 400 days",
		parameters: readersParameters,
		answers: {
			200: {
				description:
					"A line for each: day, feed, reader, kind, subscribers. The kind is named (an aggregator says so), direct (an estimate) or hub (the site sends to so many).",
				type: "text/csv",
				schema: z.string(),
			},
		},
		handle: getReadersCsv,
	}),
];
