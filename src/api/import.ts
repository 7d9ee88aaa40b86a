import type { Context } from "hono";
import * as z from "zod";
import type { App } from "../http/app-env.ts";
import { errorResponse } from "../http/errors.ts";
import { hubOf } from "../hub/stub.ts";
import type { BackupRecord } from "../publisher/backup/records.ts";
import { hashOf } from "../publisher/sources.ts";
import { publisherOf } from "../publisher/stub.ts";
import { readBounded } from "../read-bounded.ts";
import { backup, RECORDS, subscriptionRecord, WEBSUB } from "./backup-answers.ts";
import { subjectSchema } from "./export.ts";

/** A source of 1 MiB, every character of which JSON writes as six. */
export const MAX_IMPORT_BYTES = 8 * 1024 * 1024;

const UNSTORED = { "Cache-Control": "no-store" };

export const recordParameters = z.object({ subject: subjectSchema });

/**
 * `POST /api/import`: begins to put a backup into this site, or goes on with it. 409: it is not empty, or
 * another back-up is being put into it.
 */
export async function beginImport(c: Context<App>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, 10_000);
	const given = backup.safeParse(bytes && parsed(textOf(bytes)));
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
export async function giveUpImport(c: Context<App>): Promise<Response> {
	const isGivenUp = await publisherOf(c.env).restoration().giveUp();
	return isGivenUp ? c.body(null, 204) : errorResponse(c, 409, "No import is under way here, so nothing was changed.");
}

/** `POST /api/import/records/<subject>`: takes records as NDJSON. The same ones may come again. */
export async function postRecords(c: Context<App>, { subject }: z.infer<typeof recordParameters>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_IMPORT_BYTES);
	if (bytes === null) return errorResponse(c, 413, "A request may have 8 MiB. Send several.");
	const lines = textOf(bytes)?.split("\n") ?? ["this is not UTF-8"];
	const records: BackupRecord[] = [];
	for (const [index, line] of lines.entries()) {
		if (line === "") continue;
		const record = RECORDS.get(subject)?.safeParse(parsed(line));
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
export async function advanceImport(c: Context<App>): Promise<Response> {
	return c.json({ advanced: await publisherOf(c.env).restoration().advance() }, 200, UNSTORED);
}

/** `POST /api/import/finish`: from now on everything is rendered and the site is open again. */
export async function finishImport(c: Context<App>): Promise<Response> {
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

function parsed(json: string | null): unknown {
	try {
		return JSON.parse(json ?? "");
	} catch {
		return undefined;
	}
}
