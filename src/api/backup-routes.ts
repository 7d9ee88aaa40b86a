import * as z from "zod";
import { error, json } from "./answers.ts";
import { advanced, backup, begun, holdings, page, record, taken } from "./backup-answers.ts";
import { getHoldings, getRecords, pageParameters } from "./export.ts";
import { advanceImport, beginImport, finishImport, giveUpImport, postRecords, recordParameters } from "./import.ts";
import { type Route, route } from "./route.ts";

const none = z.object({});
const notBegun = error("No import was begun, or it is not done with what has come.");

/** What `newsstand export` and `newsstand import --to` ask for. */
export const BACKUP_ROUTES: readonly Route[] = [
	route({
		method: "get",
		path: "/api/export",
		id: "getHoldings",
		summary: "What there is to be exported",
		isForPublishers: true,
		parameters: none,
		answers: { 200: json(holdings, "How much of what there is.") },
		handle: getHoldings,
	}),
	route({
		method: "get",
		path: "/api/export/{subject}",
		id: "exportRecords",
		summary: "A part of what there is of a subject",
		isForPublishers: true,
		parameters: pageParameters,
		answers: { 200: json(page, "The records, in an order that stays the same.") },
		handle: getRecords,
	}),
	route({
		method: "post",
		path: "/api/import",
		id: "beginImport",
		summary: "Begin to put a back-up into this site, which is empty, or go on with it",
		parameters: none,
		body: { description: "Which back-up it is.", type: "application/json", schema: backup },
		answers: {
			200: json(begun, "begun: records are taken, and nobody else changes anything; done: it is there already."),
			409: error("The site is not empty, or another back-up is being put into it."),
		},
		handle: beginImport,
	}),
	route({
		method: "delete",
		path: "/api/import",
		id: "giveUpImport",
		summary: "Give up an import: what has come of it is forgotten, and the site is empty and open again",
		parameters: none,
		answers: { 204: { description: "It is given up." }, 409: error("No import is under way.") },
		handle: giveUpImport,
	}),
	route({
		method: "post",
		path: "/api/import/records/{subject}",
		id: "importRecords",
		summary: "Hand over records of a back-up, which may come twice",
		parameters: recordParameters,
		body: {
			description: "A line for each record, as GET /api/export/{subject} gave it.",
			type: "application/x-ndjson",
			schema: record,
		},
		answers: {
			200: json(taken, "They are committed."),
			409: notBegun,
			413: error("The request is larger than 8 MiB."),
		},
		handle: postRecords,
	}),
	route({
		method: "post",
		path: "/api/import/advance",
		id: "advanceImport",
		summary: "Read and show a part of what has come; after each subject, until nothing is left",
		parameters: none,
		answers: { 200: json(advanced, "How much was done.") },
		handle: advanceImport,
	}),
	route({
		method: "post",
		path: "/api/import/finish",
		id: "finishImport",
		summary: "Have everything rendered: all is there",
		parameters: none,
		answers: { 200: json(begun, "Feeds follow in a moment."), 409: notBegun },
		handle: finishImport,
	}),
];
