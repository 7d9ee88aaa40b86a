import * as z from "zod";
import { json } from "./answers.ts";
import { getReaders, getReadersCsv, readers, readersParameters } from "./readers.ts";
import { type Route, route } from "./route.ts";

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
