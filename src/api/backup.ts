import type { Context } from "hono";
import * as z from "zod";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { SUBSCRIPTIONS } from "../hub/backup.ts";
import { hubOf } from "../hub/stub.ts";
import { jsonOf } from "../json.ts";
import type { BackupRecord, Position } from "../publisher/backup/export.ts";
import { BACKUP_TABLES } from "../publisher/backup/tables.ts";
import { publisherOf } from "../publisher/stub.ts";
import { hashOf } from "../publisher/write/sources.ts";
import { readBounded } from "../read-body.ts";
import {
	advanced,
	backup,
	begun,
	holdings,
	page,
	RECORDS,
	record,
	subscriptionRecord,
	taken,
	WEBSUB,
} from "./backup-schemas.ts";
import { error, json, type Route, route } from "./route.ts";
import { iso } from "./schemas.ts";

const UNSTORED = { "Cache-Control": "no-store" };

const NO_POSITION = "is not what `next` was on the page before";

const positionSchema = z.array(z.union([z.string(), z.number()]));

const subjectSchema = z.enum([...RECORDS.keys()], "is none; GET /api/export names them all");

const pageParameters = z.object({
	subject: subjectSchema,
	after: z
		.string()
		.transform((text, context): Position => {
			const position = positionSchema.safeParse(jsonOf(text));
			if (position.success) return position.data;
			context.addIssue({ code: "custom", message: NO_POSITION });
			return z.NEVER;
		})
		.describe("What `next` was on the page before")
		.optional(),
});

/** `GET /api/export`: what there is to be exported. */
async function getHoldings(c: Context<App>): Promise<Response> {
	const [{ counts, edition, released }, subscriptions] = await Promise.all([
		publisherOf(c.env).export().holdings(),
		hubOf(c.env).count(),
	]);
	const answer: z.infer<typeof holdings> = {
		format: 1,
		site: c.get("site"),
		subjects: [...Object.entries(counts), [WEBSUB, subscriptions] as const].map(([name, count]) => ({ name, count })),
		edition,
		released: iso(released),
	};
	return c.json(answer, 200, UNSTORED);
}

/** `GET /api/export/<subject>`: a page of its records, at most about a megabyte, or one record. */
async function getRecords(c: Context<App>, { subject, after }: z.infer<typeof pageParameters>): Promise<Response> {
	const { key } = (subject === WEBSUB ? undefined : BACKUP_TABLES[subject]) ?? SUBSCRIPTIONS;
	if (after && after.length !== key.length) return errorResponse(c, 400, `The parameter after ${NO_POSITION}.`);
	const { records, next } =
		subject === WEBSUB
			? await hubOf(c.env).backup(after ?? null)
			: await publisherOf(c.env)
					.export()
					.page(subject, after ?? null);
	const answer: z.infer<typeof page> = { records, next: next && JSON.stringify(next) };
	return c.json(answer, 200, UNSTORED);
}

/** A source of 1 MiB, every character of which JSON writes as six. */
const MAX_IMPORT_BYTES = 8 * 1024 * 1024;

const recordParameters = z.object({ subject: subjectSchema });

/**
 * `POST /api/import`: begins to put a backup into this site, or goes on with it. 409: it is not empty, or
 * another back-up is being put into it.
 */
async function beginImport(c: Context<App>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, 10_000);
	const given = backup.safeParse(bytes && jsonOf(textOf(bytes) ?? ""));
	if (!given.success)
		return errorResponse(c, 400, 'The request is not {"id":"…","released":"2026-05-04T10:00:00.000Z"}.');
	const { id, released } = given.data;
	const state = await publisherOf(c.env)
		.restoration()
		.begin({ id, released: Date.parse(released) });
	if (state === "not empty") return errorResponse(c, 409, NOT_EMPTY);
	if (state === "another") return errorResponse(c, 409, ANOTHER);
	return c.json({ state }, 200, UNSTORED);
}

/** `DELETE /api/import`: the site is empty and open again. */
async function giveUpImport(c: Context<App>): Promise<Response> {
	const isGivenUp = await publisherOf(c.env).restoration().giveUp();
	return isGivenUp ? c.body(null, 204) : errorResponse(c, 409, "No import is under way here, so nothing was changed.");
}

/** `POST /api/import/records/<subject>`: takes records as NDJSON. The same ones may come again. */
async function postRecords(c: Context<App>, { subject }: z.infer<typeof recordParameters>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_IMPORT_BYTES);
	if (bytes === null) return errorResponse(c, 413, "A request may have 8 MiB. Send several.");
	const lines = textOf(bytes)?.split("\n") ?? ["this is not UTF-8"];
	const records: BackupRecord[] = [];
	for (const [index, line] of lines.entries()) {
		if (line === "") continue;
		const record = RECORDS.get(subject)?.safeParse(jsonOf(line));
		if (!record?.success)
			return errorResponse(c, 400, `Line ${index + 1} is no record of ${subject}. Nothing was taken.`);
		if (!hasItsHash(record.data))
			return errorResponse(c, 400, `Line ${index + 1}: the text is not the one that was exported.`);
		records.push(record.data);
	}
	if (subject === WEBSUB) {
		if (!(await publisherOf(c.env).restoration().isBegun())) return errorResponse(c, 409, NOT_BEGUN);
		return c.json({ taken: await hubOf(c.env).restore(z.array(subscriptionRecord).parse(records)) }, 200, UNSTORED);
	}
	const isTaken = await publisherOf(c.env).restoration().put(subject, records);
	return isTaken ? c.json({ taken: records.length }, 200, UNSTORED) : errorResponse(c, 409, NOT_BEGUN);
}

/** `POST /api/import/advance`: does a part of what is to be done with the records. */
async function advanceImport(c: Context<App>): Promise<Response> {
	return c.json({ advanced: await publisherOf(c.env).restoration().advance() }, 200, UNSTORED);
}

/** `POST /api/import/finish`: from now on everything is rendered and the site is open again. */
async function finishImport(c: Context<App>): Promise<Response> {
	const isFinished = await publisherOf(c.env).restoration().finish();
	return isFinished ? c.json({ state: "done" }, 200, UNSTORED) : errorResponse(c, 409, NOT_BEGUN);
}

const NOT_EMPTY =
	"This site holds something already, and a back-up goes into an empty one. Make a new site for it; docs/backup.md says how.";

const ANOTHER =
	"Another back-up is being put into this site. Go on with that one, or give it up first: `newsstand import --give-up --to URL`.";

const NOT_BEGUN = "No import was begun here, or it is not done with what has come. Run `newsstand import` again.";

/** Of a source: whether its text is the one that Git's hash is of. */
function hasItsHash({ text, hash, fault }: BackupRecord): boolean {
	return typeof text !== "string" || fault !== null || hash === hashOf(text);
}

function textOf(bytes: Uint8Array): string | null {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return null;
	}
}

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
