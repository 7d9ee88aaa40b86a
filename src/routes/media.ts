import type { Context } from "hono";
import { isNotModified } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { askedRange } from "../media/byte-range.ts";
import { contentHeaders, mayBeNamed } from "../media/content-type.ts";
import type { AskedRange, ReadFile } from "../media/store.ts";
import { storesOf } from "../media/stores.ts";
import { fileTag, SITE_TAG } from "../publisher/kv-keys.ts";
import { publisherOf } from "../publisher/stub.ts";

/** Matches the path of a file: the hash of its bytes, and a name in lower-case ASCII. */
const ADDRESS = /\/media\/([0-9a-f]{40})\/([a-z0-9-]+\.[a-z0-9]+)$/;

/** Whether a request is for a file, judging by its method and path. */
export function isFile({ method, url }: Request): boolean {
	return (method === "GET" || method === "HEAD") && /^[^/]+\/\/[^/?]+\/media\/[^/?]+\/[^/?]+(?:\?|$)/.test(url);
}

/** Headers that let players and feed readers on other sites use a file. The bytes at a file's URL never change. */
const OPEN = {
	"Cache-Control": "public, max-age=31536000, immutable",
	"Access-Control-Allow-Origin": "*",
	"Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
	"Cross-Origin-Resource-Policy": "cross-origin",
};

/** `GET /media/<hash>/<name>`: a file that a public article refers to. Takes one read from the file store. */
export async function getMedia(c: Context<App>): Promise<Response> {
	const [, hash, name] = ADDRESS.exec(c.req.path) ?? [];
	if (hash === undefined || name === undefined) return unknown(c);
	const headers: Record<string, string> = { "Cache-Tag": `${fileTag(hash)},${SITE_TAG}`, ...OPEN };
	// The query has no meaning here. Without this header, every different query string would add another copy to the
	// cache.
	if (c.req.url.includes("?")) headers["Cloudflare-CDN-Cache-Control"] = "no-store";
	return (await fileResponse(c, { hash, name, mayBeClosed: false }, headers)) ?? unknown(c, fileTag(hash));
}

/**
 * Returns a 404 with security headers. They are added here because the routes for files skip the middleware that
 * usually adds them.
 */
function unknown(c: Context<App>, tag?: string): Response {
	const response = notFound(c, tag);
	response.headers.set("X-Content-Type-Options", "nosniff");
	return response;
}

/**
 * `GET /private/<token>/media/<hash>/<name>`: a file that a members' article in one of the subscriber's feeds refers
 * to.
 */
export async function getPrivateMedia(c: Context<App>): Promise<Response> {
	const [, hash, name] = ADDRESS.exec(c.req.path) ?? [];
	if (hash === undefined || name === undefined) return notFound(c);
	const mayRead = await publisherOf(c.env).subscribers().mayReadFile(c.get("subscriber").id, hash);
	return (mayRead ? await fileResponse(c, { hash, name, mayBeClosed: true }, {}) : null) ?? notFound(c);
}

/** Returns a file, part of it, or a 304; null if there is no such file that the client may read. */
export async function fileResponse(
	c: Context<App>,
	{ hash, name, mayBeClosed }: { hash: string; name: string; mayBeClosed: boolean },
	more: Record<string, string>,
): Promise<Response | null> {
	const request = c.req.raw;
	const etag = `"${hash}"`;
	const isHead = request.method === "HEAD";
	const file = await readFile(c.env, hash, mayBeClosed, isHead ? null : rangeAsked(request.headers, etag));
	if (file === null) return null;
	if (!mayBeNamed(file.type, name)) {
		await file.body?.cancel();
		return null;
	}
	const { bytes, part, stored, type } = file;
	const modified = Math.floor(stored / 1000) * 1000;
	const headers: Record<string, string> = {
		...more,
		...headersOf(type),
		ETag: etag,
		"Last-Modified": new Date(modified).toUTCString(),
		"Accept-Ranges": "bytes",
	};
	if (isNotModified(request.headers, { etag, modified }, Date.now())) {
		await file.body?.cancel();
		return new Response(null, { status: 304, headers });
	}
	if (file.body === null) {
		const range = { "Content-Range": `bytes */${bytes}`, "Cache-Control": "no-store" };
		return new Response(null, { status: 416, headers: { ...headers, ...range } });
	}
	headers["Content-Length"] = String(part?.length ?? bytes);
	if (isHead) await file.body.cancel();
	if (part) headers["Content-Range"] = `bytes ${part.offset}-${part.offset + part.length - 1}/${bytes}`;
	return new Response(isHead ? null : file.body, { status: part ? 206 : 200, headers });
}

/** Cached response headers, by media type. */
const known = new Map<string, Record<string, string>>();

function headersOf(type: string): Record<string, string> {
	const headers = known.get(type) ?? contentHeaders(type);
	known.set(type, headers);
	return headers;
}

async function readFile(
	env: Cloudflare.Env,
	hash: string,
	mayBeClosed: boolean,
	asked: AskedRange | null,
): Promise<ReadFile | null> {
	for (const store of storesOf(env)) {
		const file = await store.get(hash, mayBeClosed, asked);
		if (file) return file;
	}
	return null;
}

/**
 * Returns the byte range to send; null for the whole file. `If-Range` must match the ETag (RFC 9110, section 13.1.5).
 * If it contains a date instead, it does not match, because a date does not prove that the client has the same bytes.
 */
function rangeAsked(headers: Headers, etag: string): AskedRange | null {
	const condition = headers.get("If-Range");
	return condition === null || condition === etag ? askedRange(headers.get("Range")) : null;
}
