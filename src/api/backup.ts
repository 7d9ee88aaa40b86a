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

const NO_POSITION = "is not the `next` value returned with the previous page";

const positionSchema = z.array(z.union([z.string(), z.number()]));

const subjectSchema = z.enum(
	[...RECORDS.keys()],
	"is not the name of a backup table; GET /api/export lists all tables",
);

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
		.describe("The `next` value returned with the previous page")
		.optional(),
});

/** `GET /api/export`: lists the tables, each with its number of records. */
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

/** `GET /api/export/<subject>`: returns one page of a table's records: about 1 MB, but always at least one record. */
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

/**
 * Maximum size of a request in bytes: enough for a 1 MiB source in which JSON has to escape every character to 6 bytes.
 */
const MAX_IMPORT_BYTES = 8 * 1024 * 1024;

const recordParameters = z.object({ subject: subjectSchema });

/**
 * `POST /api/import`: begins or resumes importing a backup. Responds with 409 if the site is not empty, or if another
 * import is in progress.
 */
async function beginImport(c: Context<App>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, 10_000);
	const given = backup.safeParse(bytes && jsonOf(textOf(bytes) ?? ""));
	if (!given.success)
		return errorResponse(c, 400, 'The request must look like {"id":"…","released":"2026-05-04T10:00:00.000Z"}.');
	const { id, released } = given.data;
	const state = await publisherOf(c.env)
		.restoration()
		.begin({ id, released: Date.parse(released) });
	if (state === "not empty") return errorResponse(c, 409, NOT_EMPTY);
	if (state === "another") return errorResponse(c, 409, ANOTHER);
	return c.json({ state }, 200, UNSTORED);
}

/** `DELETE /api/import`: cancels the import, which empties the site. The site then accepts changes again. */
async function giveUpImport(c: Context<App>): Promise<Response> {
	const isGivenUp = await publisherOf(c.env).restoration().giveUp();
	return isGivenUp ? c.body(null, 204) : errorResponse(c, 409, "No import is in progress. Nothing was changed.");
}

/** `POST /api/import/records/<subject>`: stores records sent as NDJSON. Sending a record twice does no harm. */
async function postRecords(c: Context<App>, { subject }: z.infer<typeof recordParameters>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_IMPORT_BYTES);
	if (bytes === null) return errorResponse(c, 413, "The request is larger than 8 MiB. Send several smaller requests.");
	const lines = textOf(bytes)?.split("\n") ?? ["this is not UTF-8"];
	const records: BackupRecord[] = [];
	for (const [index, line] of lines.entries()) {
		if (line === "") continue;
		const record = RECORDS.get(subject)?.safeParse(jsonOf(line));
		if (!record?.success)
			return errorResponse(c, 400, `Line ${index + 1} is not a record of ${subject}. Nothing was imported.`);
		if (!hasItsHash(record.data))
			return errorResponse(c, 400, `Line ${index + 1}: the text does not match its hash. Nothing was imported.`);
		records.push(record.data);
	}
	if (subject === WEBSUB) {
		if (!(await publisherOf(c.env).restoration().isBegun())) return errorResponse(c, 409, NOT_BEGUN);
		return c.json({ taken: await hubOf(c.env).restore(z.array(subscriptionRecord).parse(records)) }, 200, UNSTORED);
	}
	const isTaken = await publisherOf(c.env).restoration().put(subject, records);
	return isTaken ? c.json({ taken: records.length }, 200, UNSTORED) : errorResponse(c, 409, NOT_BEGUN);
}

/** `POST /api/import/advance`: processes some of the imported records. */
async function advanceImport(c: Context<App>): Promise<Response> {
	return c.json({ advanced: await publisherOf(c.env).restoration().advance() }, 200, UNSTORED);
}

/** `POST /api/import/finish`: renders all content, then lets the site accept changes again. */
async function finishImport(c: Context<App>): Promise<Response> {
	const isFinished = await publisherOf(c.env).restoration().finish();
	return isFinished ? c.json({ state: "done" }, 200, UNSTORED) : errorResponse(c, 409, NOT_BEGUN);
}

const NOT_EMPTY =
	"This site is not empty. A backup can only be restored to an empty site: create a new site, as docs/backup.md describes.";

const ANOTHER =
	"Another backup is being restored. Resume that restore, or cancel it first: `newsstand restore --give-up --to URL`.";

const NOT_BEGUN =
	"No import is in progress, or some imported records have not been processed yet. Run `newsstand restore` again.";

/** Whether a source's text still matches the Git hash in the backup. */
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
const notBegun = error("No import is in progress, or some imported records have not been processed yet.");

/** The routes that `newsstand export` and `newsstand restore` use. */
export const BACKUP_ROUTES: readonly Route[] = [
	route({
		method: "get",
		path: "/api/export",
		id: "getHoldings",
		summary: "List the tables of a backup, with the number of records in each",
		isForPublishers: true,
		parameters: none,
		answers: { 200: json(holdings, "The tables.") },
		handle: getHoldings,
	}),
	route({
		method: "get",
		path: "/api/export/{subject}",
		id: "exportRecords",
		summary: "Export a page of a table's records",
		isForPublishers: true,
		parameters: pageParameters,
		answers: { 200: json(page, "The records, always in the same order.") },
		handle: getRecords,
	}),
	route({
		method: "post",
		path: "/api/import",
		id: "beginImport",
		summary: "Begin importing a backup into an empty site, or resume an import",
		parameters: none,
		body: { description: "The backup's id and its `released` time.", type: "application/json", schema: backup },
		answers: {
			200: json(
				begun,
				"`begun`: send records now; all other changes are refused. `done`: this backup has already been imported.",
			),
			409: error("The site is not empty, or another backup is being imported."),
		},
		handle: beginImport,
	}),
	route({
		method: "delete",
		path: "/api/import",
		id: "giveUpImport",
		summary: "Cancel an import and delete what it has stored",
		parameters: none,
		answers: {
			204: { description: "The import is cancelled; the site is empty and accepts changes again." },
			409: error("No import is in progress."),
		},
		handle: giveUpImport,
	}),
	route({
		method: "post",
		path: "/api/import/records/{subject}",
		id: "importRecords",
		summary: "Import records from a backup; sending a record twice does no harm",
		parameters: recordParameters,
		body: {
			description: "One record per line, as returned by GET /api/export/{subject}.",
			type: "application/x-ndjson",
			schema: record,
		},
		answers: {
			200: json(taken, "The records are stored."),
			409: notBegun,
			413: error("The request is larger than 8 MiB."),
		},
		handle: postRecords,
	}),
	route({
		method: "post",
		path: "/api/import/advance",
		id: "advanceImport",
		summary:
			"Process some of the imported records; after importing each table, repeat until nothing is left to process",
		parameters: none,
		answers: { 200: json(advanced, "The number of processed sources and articles.") },
		handle: advanceImport,
	}),
	route({
		method: "post",
		path: "/api/import/finish",
		id: "finishImport",
		summary: "Finish the import: render all feeds and pages",
		parameters: none,
		answers: { 200: json(begun, "The import is finished; feeds appear within moments."), 409: notBegun },
		handle: finishImport,
	}),
];
