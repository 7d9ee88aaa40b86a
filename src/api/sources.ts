import type { Context } from "hono";
import * as z from "zod";
import { isDefaults } from "../article/folder-defaults.ts";
import type { Fault } from "../article/problem.ts";
import { decodeSource, MAX_SOURCE_BYTES, pathFault, TOO_LARGE } from "../article/source.ts";
import { isNotModified } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { jsonOf } from "../json.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Change } from "../publisher/write/apply.ts";
import { ownerOfToken, sourceHash } from "../publisher/write/sources.ts";
import { readBounded } from "../read-body.ts";
import { named } from "./schemas.ts";

/** Number of sources fetched per call to the Publisher. */
const PAGE = 5000;

export const listParameters = z.object({
	own: z
		.literal("true", "is not true; write own=true, or leave it out")
		.describe("List only the sources that were last uploaded with this request's token")
		.optional(),
});

export const postParameters = z.object({
	more: z
		.literal("true", "is not true; write more=true, or leave it out")
		.describe(
			"Set if more requests of the same upload follow immediately; feeds are then rendered only after the last one",
		)
		.optional(),
});

/** `POST /api/sources`: stores changes sent as NDJSON. Responds with 200 and the result once the changes are stored. */
export async function postSources(c: Context<App>, { more }: z.infer<typeof postParameters>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_REQUEST_BYTES);
	if (bytes === null) {
		const limit = MAX_REQUEST_BYTES / 1024 / 1024;
		return errorResponse(
			c,
			413,
			`The request is larger than ${limit} MiB (${MAX_REQUEST_BYTES} bytes). Send several smaller requests.`,
		);
	}
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return errorResponse(c, 400, "The request is not UTF-8. Nothing was changed.");
	}
	const parsed = parseChanges(text);
	if ("error" in parsed) return errorResponse(c, 400, parsed.error);
	const publisher = publisherOf(c.env);
	const owner = ownerOfToken(c.get("token").name);
	const applied = await publisher.apply(parsed.changes, owner, more === "true");
	// Counting the files reads one row per source, so only the last request of a batch returns totals.
	const totals = more === "true" ? {} : { totals: await publisher.totals(owner) };
	return c.json({ ...applied, ...totals }, 200, { "Cache-Control": "no-store" });
}

/** `GET /api/sources`: lists all sources with their Git blob hash as NDJSON, sorted by path. */
export function getSources(c: Context<App>, { own }: z.infer<typeof listParameters>): Response {
	const publisher = publisherOf(c.env);
	const owner = own && ownerOfToken(c.get("token").name);
	const encoder = new TextEncoder();
	let after = "";
	const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
		const page = await publisher.sources(after, PAGE, owner);
		if (page.length > 0) controller.enqueue(encoder.encode(page.map((held) => `${JSON.stringify(held)}\n`).join("")));
		if (page.length < PAGE) controller.close();
		after = page.at(-1)?.path ?? "";
	};
	// The Publisher is only called when the client reads the body, so HEAD requests do not call the Publisher.
	const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
	return new Response(body, {
		headers: { "Content-Type": "application/x-ndjson; charset=utf-8", "Cache-Control": "no-store" },
	});
}

/** `GET /api/problems`: lists the problems of all sources. */
export async function getProblems(c: Context<App>): Promise<Response> {
	return c.json({ problems: await publisherOf(c.env).problems() }, 200, { "Cache-Control": "no-store" });
}

/** Limits of a request: its size in bytes, and the number of sources in it. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
export const MAX_CHANGES = 1000;

/** The path of a source, in NFC. */
export const pathSchema = z
	.string()
	// Check the length before normalizing, which takes minutes for a megabyte of combining marks.
	.max(2000, { error: "is longer than 500 characters", abort: true })
	.normalize("NFC")
	.min(1, "is empty")
	.max(500, "is longer than 500 characters")
	.superRefine((path, context) => {
		const message = pathFault(path);
		if (message !== null) context.addIssue({ code: "custom", message });
	})
	.describe("Path relative to the content folder, with / between its segments, and without . or .. segments");

/** Modification time of a file. */
const modifiedSchema = z.iso
	.datetime({ offset: true, error: "is not a time; write it as 2026-05-04T10:00:00Z, with any + written as %2B" })
	.describe("Modification time of the file, used as the date of an article that does not set one")
	.optional();

/** Why a file cannot be read. */
const unreadableSchema = z.strictObject({
	hash: z
		.string()
		.regex(/^[0-9a-f]{40}$/)
		.describe("Identifies this version of the file, and is returned by GET /api/sources"),
	line: z
		.number()
		.int()
		.positive()
		.nullable()
		.describe("Counted from 1; null if the problem does not concern a particular line"),
	message: z.string().max(500),
	hint: z.string().max(500),
});

/** A line of the NDJSON that `POST /api/sources` accepts. */
export const changeSchema = z
	.union([
		z.strictObject({ path: pathSchema, text: z.string(), modified: modifiedSchema }),
		z.strictObject({ path: pathSchema, deleted: z.literal(true) }),
		z
			.strictObject({ path: pathSchema, unreadable: unreadableSchema })
			.describe(
				"A file that exists but cannot be read. Its article stays published as it was, and its folder defaults stay in effect",
			),
	])
	.register(named, { id: "Change" });

/** Parses the changes in an NDJSON text. If a line is invalid, returns an error about the first such line. */
function parseChanges(ndjson: string): { changes: Change[] } | { error: string } {
	const changes: Change[] = [];
	for (const [index, line] of ndjson.split("\n").entries()) {
		if (line.trim() === "") continue;
		if (changes.length === MAX_CHANGES)
			return { error: `The request contains more than ${MAX_CHANGES} sources. Send them in several requests.` };
		const parsed = changeSchema.safeParse(jsonOf(line));
		if (!parsed.success) {
			const shape = '{"path":"…","text":"…"} or {"path":"…","deleted":true}';
			const hint =
				"The path must be relative and at most 500 characters long, with / between its segments, and without . or .. segments.";
			return { error: `Line ${index + 1} is not ${shape}. ${hint} Nothing was changed.` };
		}
		changes.push(changeOf(parsed.data));
	}
	return { changes };
}

/** @param modified in ISO 8601 */
function sourceOf(path: string, text: string, modified: string | undefined): Change {
	return { path, text, dated: modified === undefined ? undefined : Date.parse(modified) };
}

function changeOf(line: z.infer<typeof changeSchema>): Change {
	if ("deleted" in line) return line;
	if ("text" in line) return sourceOf(line.path, line.text, line.modified);
	const { hash, ...fault } = line.unreadable;
	return { path: line.path, hash, fault };
}

export const sourceParameters = z.object({ path: pathSchema });
export const putParameters = z.object({ path: pathSchema, modified: modifiedSchema });

type SourceParameters = z.infer<typeof sourceParameters>;

/** `GET /api/sources/<path>`: returns the text as it was uploaded. The ETag is its Git blob hash. */
export async function getSource(c: Context<App>, { path }: SourceParameters): Promise<Response> {
	const source = await publisherOf(c.env).source(path);
	if (!source) return nothingThere(c);
	if ("fault" in source) {
		const { message, hint } = source.fault;
		return errorResponse(c, 409, `The text of the stored source cannot be read. ${message} ${hint}`);
	}
	const headers = {
		"Content-Type": "text/plain; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		ETag: `"${sourceHash(source)}"`,
		"Cache-Control": "no-store",
	};
	const validators = { etag: headers.ETag, modified: Number.POSITIVE_INFINITY };
	if (isNotModified(c.req.raw.headers, validators, Date.now())) return new Response(null, { status: 304, headers });
	return new Response(source.text, { headers });
}

/**
 * `PUT /api/sources/<path>`: stores the body as a source, whatever its media type. Responds with 201 if the source is
 * new.
 */
export async function putSource(c: Context<App>, { path, modified }: z.infer<typeof putParameters>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_SOURCE_BYTES);
	if (bytes === null) return unfit(c, path, 413, TOO_LARGE);
	const decoded = decodeSource(bytes);
	if ("fault" in decoded) return unfit(c, path, 400, decoded.fault);
	const applied = await apply(c, sourceOf(path, decoded.text, modified));
	if (applied instanceof Response) return applied;
	return c.json(applied, applied.added > 0 ? 201 : 200, { "Cache-Control": "no-store" });
}

/** `DELETE /api/sources/<path>`: deletes a source. Responds with 404 if there is no such source. */
export async function deleteSource(c: Context<App>, { path }: SourceParameters): Promise<Response> {
	const applied = await apply(c, { path, deleted: true });
	if (applied instanceof Response) return applied;
	return applied.removed > 0 ? c.json(applied, 200, { "Cache-Control": "no-store" }) : nothingThere(c);
}

/**
 * Rejects a body. If the body contains folder defaults, still records that they are unreadable, because they may be
 * what restricts a folder to members.
 */
async function unfit(c: Context<App>, path: string, status: 400 | 413, fault: Fault): Promise<Response> {
	const { line, message, hint } = fault;
	const what = `${line === null ? "" : `Line ${line}: `}${message} ${hint}`;
	if (!isDefaults(path)) return errorResponse(c, status, status === 400 ? `${what} Nothing was changed.` : what);
	const applied = await apply(c, { path, hash: NO_HASH, fault });
	if (applied instanceof Response) return applied;
	return errorResponse(
		c,
		status,
		`${what} Until this is fixed, the folder keeps its last valid defaults. Unless those mark the folder as members' content, ` +
			"new and changed articles in it are blocked.",
	);
}

/** Placeholder for the hash of a rejected body. */
const NO_HASH = "0".repeat(40);

/** Applies a change. Returns the result, or a 409 response if a repository owns the source. */
async function apply(c: Context<App>, change: Change) {
	const applied = await publisherOf(c.env).apply([change], ownerOfToken(c.get("token").name));
	const refusal = applied.refused[0];
	return refusal ? errorResponse(c, 409, `${refusal.message} ${refusal.hint}`) : applied;
}

function nothingThere(c: Context<App>): Response {
	return errorResponse(c, 404, "There is no source at this path. GET /api/sources lists all sources.");
}
