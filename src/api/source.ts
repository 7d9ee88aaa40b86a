import type { Context } from "hono";
import * as z from "zod";
import { decodeSource } from "../article/decode-source.ts";
import { MAX_SOURCE_BYTES, TOO_LARGE } from "../article/source-size.ts";
import type { App } from "../http/app-env.ts";
import { isNotModified } from "../http/conditional.ts";
import { errorResponse } from "../http/errors.ts";
import type { Change } from "../publisher/apply.ts";
import { ownerOfToken } from "../publisher/owners.ts";
import { sourceHash } from "../publisher/sources.ts";
import { publisherOf } from "../publisher/stub.ts";
import { readBounded } from "../read-bounded.ts";
import { modifiedSchema, pathSchema, sourceOf } from "./changes.ts";

export const sourceParameters = z.object({ path: pathSchema });
export const putParameters = z.object({ path: pathSchema, modified: modifiedSchema });

type SourceParameters = z.infer<typeof sourceParameters>;

/** `GET /api/sources/<path>`: the text as it was handed over; its ETag is Git's hash of the file. */
export async function getSource(c: Context<App>, { path }: SourceParameters): Promise<Response> {
	const source = await publisherOf(c.env).source(path);
	if (!source) return nothingThere(c);
	if ("fault" in source) {
		const { message, hint } = source.fault;
		return errorResponse(c, 409, `What is held here is no text that could be read. ${message} ${hint}`);
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

/** `PUT /api/sources/<path>`: the body is the text, whatever its type is said to be. 201: there was none before. */
export async function putSource(c: Context<App>, { path, modified }: z.infer<typeof putParameters>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_SOURCE_BYTES);
	if (bytes === null) return errorResponse(c, 413, `${TOO_LARGE.message} ${TOO_LARGE.hint}`);
	const decoded = decodeSource(bytes);
	if ("fault" in decoded) {
		const { line, message, hint } = decoded.fault;
		return errorResponse(c, 400, `Line ${line}: ${message} ${hint} Nothing was changed.`);
	}
	const applied = await apply(c, sourceOf(path, decoded.text, modified));
	if (applied instanceof Response) return applied;
	return c.json(applied, applied.added > 0 ? 201 : 200, { "Cache-Control": "no-store" });
}

/** `DELETE /api/sources/<path>`. 404: there is none. */
export async function deleteSource(c: Context<App>, { path }: SourceParameters): Promise<Response> {
	const applied = await apply(c, { path, deleted: true });
	if (applied instanceof Response) return applied;
	return applied.removed > 0 ? c.json(applied, 200, { "Cache-Control": "no-store" }) : nothingThere(c);
}

/** What became of a change; 409 if a repository owns the source. */
async function apply(c: Context<App>, change: Change) {
	const applied = await publisherOf(c.env).apply([change], ownerOfToken(c.get("token").name));
	const refusal = applied.refused[0];
	return refusal ? errorResponse(c, 409, `${refusal.message} ${refusal.hint}`) : applied;
}

function nothingThere(c: Context<App>): Response {
	return errorResponse(c, 404, "No source is held at this path. GET /api/sources lists all that are.");
}
