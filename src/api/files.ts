import type { Context } from "hono";
import * as z from "zod";
import { isNotModified } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { jsonOf } from "../json.ts";
import { HEAD_BYTES } from "../media/content-type.ts";
import { MAX_KV_BYTES, PART_BYTES } from "../media/limits.ts";
import { maxFileBytes, storesOf } from "../media/stores.ts";
import type { FileChange } from "../publisher/files/file-writer.ts";
import { publisherOf } from "../publisher/stub.ts";
import { ownerOfToken } from "../publisher/write/sources.ts";
import { readBounded } from "../read-body.ts";
import { beginUpload, completeUpload, putFile, putPart } from "./file-bodies.ts";
import { completeParameters, hashSchema, partParameters, putParameters, uploadParameters } from "./file-parameters.ts";
import { error, json, type Route, route } from "./route.ts";
import { announced, count, fileUpload, heldFile, named } from "./schemas.ts";
import { listParameters, pathSchema } from "./sources.ts";

const UNSTORED = { "Cache-Control": "no-store" };
const NDJSON = "application/x-ndjson";
const BYTES = { type: "application/octet-stream", schema: z.unknown() };

/** Maximum size of a list that the site accepts, in lines and in bytes. */
const MAX_LINES = 1000;
const MAX_LIST_BYTES = 1024 * 1024;

/** Number of files fetched per call to the Publisher. */
const PAGE = 1000;

const lineSchema = z
	.union([
		z.strictObject({ path: pathSchema, hash: hashSchema, bytes: count }),
		z.strictObject({ path: pathSchema, deleted: z.literal(true) }),
	])
	.register(named, { id: "FileLine" });

const pathParameters = z.object({ path: pathSchema });

/** `GET /api/files`: lists the files as NDJSON, sorted by path. */
function getFiles(c: Context<App>, { own }: z.infer<typeof listParameters>): Response {
	const publisher = publisherOf(c.env);
	const owner = own && ownerOfToken(c.get("token").name);
	const encoder = new TextEncoder();
	let after = "";
	const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
		const page = await publisher.files().list(after, PAGE, owner);
		if (page.length > 0) controller.enqueue(encoder.encode(page.map((file) => `${JSON.stringify(file)}\n`).join("")));
		if (page.length < PAGE) controller.close();
		after = page.at(-1)?.path ?? "";
	};
	const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
	return new Response(body, { headers: { "Content-Type": `${NDJSON}; charset=utf-8`, ...UNSTORED } });
}

/**
 * `POST /api/files`: accepts a list of files that the client has or has deleted. The response lists the files to
 * upload.
 */
async function postFiles(c: Context<App>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_LIST_BYTES);
	if (bytes === null) return errorResponse(c, 413, "The request is larger than 1 MiB. Send several smaller requests.");
	const changes: FileChange[] = [];
	for (const [index, line] of new TextDecoder().decode(bytes).split("\n").entries()) {
		if (line.trim() === "") continue;
		if (changes.length === MAX_LINES) {
			return errorResponse(c, 400, `The request lists more than ${MAX_LINES} files. Send them in several requests.`);
		}
		const parsed = lineSchema.safeParse(jsonOf(line));
		if (!parsed.success) {
			const shape = '{"path":"…","hash":"…","bytes":1234} or {"path":"…","deleted":true}';
			const hint = "The path must be relative to the content folder, and the hash must be a Git blob hash.";
			return errorResponse(c, 400, `Line ${index + 1} is not ${shape}. ${hint} Nothing was changed.`);
		}
		changes.push(parsed.data);
	}
	const result = await publisherOf(c.env)
		.files()
		.announce(changes, ownerOfToken(c.get("token").name));
	const limits = { file: maxFileBytes(c.env), request: MAX_KV_BYTES, part: c.env.MEDIA ? PART_BYTES : null };
	return c.json({ ...result, limits }, 200, UNSTORED);
}

/** `GET /api/files/<path>`: returns the bytes of a file. The ETag is their Git blob hash. */
async function getFile(c: Context<App>, { path }: z.infer<typeof pathParameters>): Promise<Response> {
	const held = await publisherOf(c.env).files().get(path);
	if (held?.state !== "stored") return nothingThere(c);
	const headers = {
		"Content-Type": "application/octet-stream",
		"Content-Disposition": "attachment",
		"X-Content-Type-Options": "nosniff",
		ETag: `"${held.hash}"`,
		...UNSTORED,
	};
	const validators = { etag: headers.ETag, modified: Number.POSITIVE_INFINITY };
	if (isNotModified(c.req.raw.headers, validators, Date.now())) return new Response(null, { status: 304, headers });
	for (const store of storesOf(c.env)) {
		const file = await store.get(held.hash, true, null);
		if (file) return new Response(file.body, { headers: { ...headers, "Content-Length": String(file.bytes) } });
	}
	return nothingThere(c);
}

/** `DELETE /api/files/<path>`: deletes a file. Responds with 404 if there is no such file. */
async function deleteFile(c: Context<App>, { path }: z.infer<typeof pathParameters>): Promise<Response> {
	const removed = await publisherOf(c.env)
		.files()
		.remove(path, ownerOfToken(c.get("token").name));
	if (removed === null) return nothingThere(c);
	return "message" in removed
		? errorResponse(c, 409, `${removed.message} ${removed.hint}`)
		: c.json(removed, 200, UNSTORED);
}

function nothingThere(c: Context<App>): Response {
	return errorResponse(c, 404, "There is no file at this path. GET /api/files lists all files.");
}

const owned = error("A repository owns this file, or a backup is being imported. Nothing was changed.");
const unknownFile = error("There is no file at this path.");
const unfit = error("Files of this type cannot be published, or the file's content does not match its extension.");
const tomorrow = error(
	"KV cannot accept more files today; send this file again after the number of seconds in Retry-After.",
);

/** Routes for files stored alongside articles: pictures, audio, video, documents. */
export const FILE_ROUTES: readonly Route[] = [
	route({
		method: "get",
		path: "/api/files",
		id: "listFiles",
		summary: "List the files that articles refer to, sorted by path",
		parameters: listParameters,
		answers: { 200: { description: "One file per line.", type: NDJSON, schema: heldFile } },
		handle: getFiles,
	}),
	route({
		method: "post",
		path: "/api/files",
		id: "announceFiles",
		summary: "Announce and delete files; the response lists the files to upload",
		parameters: z.object({}),
		body: {
			description: `One file per line: either its path, hash and length, or its path and \`"deleted":true\`. At most ${MAX_LINES} lines.`,
			type: NDJSON,
			schema: lineSchema,
		},
		answers: {
			200: json(announced, "The list is stored. Upload the files that are listed as wanted."),
			413: error("The request is larger than 1 MiB."),
		},
		handle: postFiles,
	}),
	route({
		method: "get",
		path: "/api/files/{path}",
		id: "getFile",
		summary: "Read the bytes of a file",
		isForPublishers: true,
		parameters: pathParameters,
		answers: {
			200: { description: "The bytes. The ETag is their Git blob hash.", ...BYTES },
			304: { description: "The file is still the version given in If-None-Match." },
			404: unknownFile,
		},
		handle: getFile,
	}),
	route({
		method: "put",
		path: "/api/files/{path}",
		id: "putFile",
		summary: "Upload a file that an article refers to",
		parameters: putParameters,
		body: { description: "The bytes; the media type is ignored. At most 25 MiB.", ...BYTES },
		answers: {
			200: json(heldFile, "The file is stored, or was already stored."),
			409: error("No article refers to this file, a repository owns it, or a backup is being imported."),
			411: error("The header Content-Length is missing."),
			413: error("The file is too large."),
			415: unfit,
			422: error("The bytes do not match the hash or Content-Length."),
			429: tomorrow,
		},
		handle: putFile,
	}),
	route({
		method: "delete",
		path: "/api/files/{path}",
		id: "deleteFile",
		summary: "Delete a file; its URL returns 404 immediately",
		parameters: pathParameters,
		answers: { 200: json(heldFile, "The file, as it was before its deletion."), 404: unknownFile, 409: owned },
		handle: deleteFile,
	}),
	route({
		method: "post",
		path: "/api/uploads",
		id: "beginUpload",
		summary: "Begin or resume uploading a file in parts; requires R2",
		parameters: uploadParameters,
		body: {
			description: `The first bytes of the file, which identify its type: at least ${HEAD_BYTES} bytes, at most 1 MiB.`,
			...BYTES,
		},
		answers: {
			200: json(fileUpload, "Upload the missing parts, in any order."),
			409: error("No article refers to this file, it is already stored, or a repository owns it."),
			413: error("The file is too large, or the site does not have an R2 bucket."),
			415: unfit,
			422: error("The request contains too few bytes of the file."),
		},
		handle: beginUpload,
	}),
	route({
		method: "put",
		path: "/api/uploads/{hash}/parts/{part}",
		id: "putPart",
		summary: "Upload a part of a file, numbered from 1",
		parameters: partParameters,
		body: { description: "The bytes of the part.", ...BYTES },
		answers: {
			200: json(fileUpload, "The part is stored."),
			404: error("There is no such upload, or it has expired."),
			411: error("The header Content-Length is missing."),
			422: error("The part does not have the right length."),
		},
		handle: putPart,
	}),
	route({
		method: "post",
		path: "/api/uploads/{hash}/complete",
		id: "completeUpload",
		summary: "Complete a file uploaded in parts",
		parameters: completeParameters,
		answers: {
			200: json(heldFile, "The file is stored."),
			404: error("There is no such upload, or it has expired."),
			409: error("Parts are missing."),
			415: unfit,
		},
		handle: completeUpload,
	}),
];
