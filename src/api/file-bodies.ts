import type { Context } from "hono";
import type * as z from "zod";
import { blobHash } from "../git-hash.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { contentType, type FileFault, HEAD_BYTES } from "../media/content-type.ts";
import { MAX_KV_BYTES, PART_BYTES } from "../media/limits.ts";
import { PartwiseUpload } from "../media/r2-store.ts";
import { storeCalled } from "../media/stores.ts";
import { blobFacts } from "../publisher/files/blob-facts.ts";
import type { FileUpload } from "../publisher/files/file-uploads.ts";
import { publisherOf } from "../publisher/stub.ts";
import { ownerOfToken } from "../publisher/write/sources.ts";
import { readBounded } from "../read-body.ts";
import type { completeParameters, partParameters, putParameters, uploadParameters } from "./file-parameters.ts";

const UNSTORED = { "Cache-Control": "no-store" };

/**
 * Maximum size, in bytes, of a file that is read completely to verify its hash. Hashing this many bytes takes 2 ms of
 * the 10 ms of CPU time that the free plan allows.
 */
const MAX_VERIFIED_BYTES = 4 * 1024 * 1024;

/** Number of bytes read from the start of a larger file to determine its type and dimensions. */
const HEAD_OF_LARGE = 256 * 1024;

/** Maximum number of bytes in the body of `POST /api/uploads`, which contains only the beginning of a file. */
const MAX_HEAD_BYTES = 1024 * 1024;

/** `PUT /api/files/<path>`: stores the bytes of a file that an article refers to. */
export async function putFile(c: Context<App>, parameters: z.infer<typeof putParameters>): Promise<Response> {
	const { path, hash, more } = parameters;
	const bytes = lengthOf(c);
	if (bytes === null) return errorResponse(c, 411, "The header Content-Length is missing.");
	if (bytes > MAX_KV_BYTES && c.env.MEDIA) {
		return errorResponse(c, 413, "The file is larger than 25 MiB. Upload it in parts with POST /api/uploads.");
	}
	const refused = await refusal(c, path, hash, bytes);
	if (!("isPublic" in refused)) return refused;
	const { isPublic } = refused;
	const files = publisherOf(c.env).files();
	const { head, whole, rest } = await beginningOf(c.req.raw, bytes);
	if (whole && whole.byteLength !== bytes) return errorResponse(c, 422, WRONG_LENGTH);
	if (whole && blobHash(whole) !== hash) return errorResponse(c, 422, WRONG_HASH);
	const facts = blobFacts(head, path, bytes, c.env, parameters);
	if ("message" in facts) {
		await rest?.cancel();
		await files.unfit(path, hash, facts);
		return unfit(c, facts);
	}
	const store = storeCalled(c.env, facts.store);
	const stored = { type: facts.type, bytes, stored: Date.now() };
	if (whole) await store?.put(hash, whole.slice().buffer, stored, isPublic);
	else if (rest) {
		const { readable, writable } = new FixedLengthStream(bytes);
		const sent = send(head, rest, writable);
		const results = await Promise.allSettled([store?.put(hash, readable, stored, isPublic), sent]);
		if (results[1].status === "rejected") return errorResponse(c, 422, WRONG_LENGTH);
		if (results[0].status === "rejected") throw results[0].reason;
	}
	const file = await files.stored(path, hash, facts, isPublic, more === "true");
	return file ? c.json(file, 200, UNSTORED) : vanished(c);
}

/** `POST /api/uploads`: begins or resumes uploading a file in parts. The body is the beginning of the file. */
export async function beginUpload(c: Context<App>, parameters: z.infer<typeof uploadParameters>): Promise<Response> {
	const { path, hash, bytes } = parameters;
	const { MEDIA } = c.env;
	const head = await readBounded(c.req.raw, MAX_HEAD_BYTES);
	if (head === null)
		return errorResponse(c, 413, "The request is larger than 1 MiB. Send only the beginning of the file.");
	if (!MEDIA) return errorResponse(c, 413, NO_R2);
	if (head.byteLength < Math.min(HEAD_BYTES, bytes)) {
		return errorResponse(c, 422, `The request must contain at least the first ${HEAD_BYTES} bytes of the file.`);
	}
	const uploads = publisherOf(c.env).files().uploads();
	const known = await uploads.get(hash);
	if (known) return uploadState(c, hash, known);
	const refused = await refusal(c, path, hash, bytes);
	if (!("isPublic" in refused)) return refused;
	const facts = blobFacts(head, path, bytes, c.env, parameters);
	if ("message" in facts) {
		await publisherOf(c.env).files().unfit(path, hash, facts);
		return unfit(c, facts);
	}
	const { isPublic } = refused;
	const id = await new PartwiseUpload(MEDIA, hash, isPublic).begin(facts.type, Date.now());
	return uploadState(c, hash, await uploads.begin(hash, { id, path, facts, isPublic }));
}

/** `PUT /api/uploads/<hash>/parts/<part>`: stores a part of a file. */
export async function putPart(c: Context<App>, { hash, part }: z.infer<typeof partParameters>): Promise<Response> {
	const uploads = publisherOf(c.env).files().uploads();
	const upload = await uploads.get(hash);
	if (!upload || !c.env.MEDIA) return noUpload(c);
	const bytes = lengthOf(c);
	if (bytes === null || c.req.raw.body === null) return errorResponse(c, 411, "The header Content-Length is missing.");
	const expected = Math.min(PART_BYTES, upload.facts.bytes - (part - 1) * PART_BYTES);
	if (bytes !== expected) {
		const message =
			expected <= 0 ? `Part ${part} is beyond the end of the file.` : `Part ${part} must be ${expected} bytes long.`;
		return errorResponse(c, 422, message);
	}
	const { readable, writable } = new FixedLengthStream(bytes);
	const sending = c.req.raw.body.pipeTo(writable);
	const [etag] = await Promise.all([
		new PartwiseUpload(c.env.MEDIA, hash, upload.isPublic).put(upload.id, part, readable),
		sending.catch(() => undefined),
	]);
	if (etag === null) {
		await uploads.forget(hash);
		return noUpload(c);
	}
	const now = await uploads.putPart(hash, part, etag);
	return now ? uploadState(c, hash, now) : noUpload(c);
}

/** `POST /api/uploads/<hash>/complete`: joins the parts into a file. */
export async function completeUpload(c: Context<App>, { hash }: z.infer<typeof completeParameters>): Promise<Response> {
	const files = publisherOf(c.env).files();
	const uploads = files.uploads();
	const upload = await uploads.get(hash);
	if (!upload || !c.env.MEDIA) return noUpload(c);
	const { path, facts, isPublic, parts } = upload;
	const count = Math.ceil(facts.bytes / PART_BYTES);
	if (parts.length < count)
		return errorResponse(
			c,
			409,
			`Only ${parts.length} of ${count} parts have been uploaded. Upload the missing parts first.`,
		);
	const completed = await new PartwiseUpload(c.env.MEDIA, hash, isPublic).complete(upload.id, parts, HEAD_BYTES);
	await uploads.forget(hash);
	if (completed === null) return noUpload(c);
	const content = contentType(completed.head, path);
	if (completed.bytes !== facts.bytes || "message" in content || content.type !== facts.type) {
		await storeCalled(c.env, "r2")?.delete(hash);
		return errorResponse(
			c,
			415,
			"The length or type of the uploaded file differs from what was announced. Nothing was stored.",
		);
	}
	const file = await files.stored(path, hash, facts, isPublic, false);
	return file ? c.json(file, 200, UNSTORED) : vanished(c);
}

const WRONG_LENGTH = "The length of the request does not match its Content-Length.";
const WRONG_HASH =
	"The uploaded bytes do not match the hash. The file may have changed since it was hashed, or been damaged in transit. Send the file again.";
const NO_R2 =
	"Files larger than 25 MiB need an R2 bucket, which this site does not have. See docs/settings.md for how to add one.";

/** Checks whether to accept a file. If so, returns whether the file will be public; otherwise, returns the response. */
async function refusal(
	c: Context<App>,
	path: string,
	hash: string,
	bytes: number,
): Promise<{ isPublic: boolean } | Response> {
	const owner = ownerOfToken(c.get("token").name);
	const permission = await publisherOf(c.env).files().permit(path, hash, bytes, owner);
	if (permission.kind === "go") return permission;
	await c.req.raw.body?.cancel();
	if (permission.kind === "stored") return c.json(permission.file, 200, UNSTORED);
	if (permission.kind === "unnamed") {
		return errorResponse(
			c,
			409,
			"No published article refers to this file. Publish an article that does, then upload the file.",
		);
	}
	if (permission.kind === "waiting") {
		const response = errorResponse(c, 429, "KV cannot accept more files today. Send this file again tomorrow (UTC).");
		response.headers.set("Retry-After", String(permission.seconds));
		return response;
	}
	const { problem } = permission;
	return errorResponse(c, problem.limit === undefined ? 409 : 413, `${problem.message} ${problem.hint}`);
}

/**
 * Reads all of a small body, or the beginning of a large one. Returns these bytes and, for a large body, a stream of
 * the remaining bytes.
 */
async function beginningOf(
	request: Request,
	bytes: number,
): Promise<{ head: Uint8Array; whole?: Uint8Array; rest?: ReadableStream }> {
	if (bytes <= MAX_VERIFIED_BYTES || request.body === null) {
		const whole = (await readBounded(request, MAX_VERIFIED_BYTES)) ?? new Uint8Array();
		return { head: whole, whole };
	}
	const reader = request.body.getReader();
	const head = new Uint8Array(HEAD_OF_LARGE + MAX_HEAD_BYTES);
	let length = 0;
	while (length < HEAD_OF_LARGE) {
		const { done, value } = await reader.read();
		if (done) break;
		head.set(value, length);
		length += value.byteLength;
	}
	reader.releaseLock();
	return { head: head.subarray(0, length), rest: request.body };
}

async function send(head: Uint8Array, rest: ReadableStream, writable: WritableStream): Promise<void> {
	const writer = writable.getWriter();
	await writer.write(head);
	writer.releaseLock();
	await rest.pipeTo(writable);
}

function lengthOf(c: Context<App>): number | null {
	const length = c.req.header("Content-Length");
	return length !== undefined && /^\d+$/.test(length) ? Number(length) : null;
}

function unfit(c: Context<App>, { message, hint }: FileFault): Response {
	return errorResponse(c, 415, `${message} ${hint}`);
}

function uploadState(c: Context<App>, hash: string, { parts }: FileUpload): Response {
	const there = parts.map(({ partNumber }) => partNumber);
	return c.json({ hash, part: PART_BYTES, parts: there }, 200, UNSTORED);
}

function noUpload(c: Context<App>): Response {
	return errorResponse(
		c,
		404,
		"There is no such upload, or it has expired. Begin a new upload with POST /api/uploads.",
	);
}

function vanished(c: Context<App>): Response {
	return errorResponse(c, 409, "The file was deleted during the upload.");
}
