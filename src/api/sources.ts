import type { Context } from "hono";
import type { App } from "../http/app-env.ts";
import { readBounded } from "../http/body.ts";
import { errorResponse } from "../http/errors.ts";
import { ownerOfToken } from "../publisher/owners.ts";
import { publisherOf } from "../publisher/stub.ts";
import { MAX_REQUEST_BYTES, parseChanges } from "./changes.ts";

/** Sources that one call to the Publisher lists. */
const PAGE = 5000;

/** `POST /api/sources`: takes changes as NDJSON. 200: they are committed; the answer says what became of them. */
export async function postSources(c: Context<App>): Promise<Response> {
	const bytes = await readBounded(c.req.raw, MAX_REQUEST_BYTES);
	if (bytes === null) {
		const limit = MAX_REQUEST_BYTES / 1024 / 1024;
		return errorResponse(c, 413, `A request may have ${limit} MiB (${MAX_REQUEST_BYTES} bytes). Send several.`);
	}
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return errorResponse(c, 400, "The request is not UTF-8. Nothing was changed.");
	}
	const parsed = parseChanges(text);
	if ("error" in parsed) return errorResponse(c, 400, parsed.error);
	const applied = await publisherOf(c.env).apply(parsed.changes, ownerOfToken(c.get("token").name));
	return c.json(applied, 200, { "Cache-Control": "no-store" });
}

/** `GET /api/sources`: path and Git blob hash of every source that is held, as NDJSON in the order of paths. */
export async function getSources(c: Context<App>): Promise<Response> {
	const publisher = publisherOf(c.env);
	const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
	const writer = writable.getWriter();
	const send = async () => {
		const encoder = new TextEncoder();
		for (let after = "", isLast = false; !isLast; ) {
			const page = await publisher.sources(after, PAGE);
			await writer.write(encoder.encode(page.map((source) => `${JSON.stringify(source)}\n`).join("")));
			after = page.at(-1)?.path ?? "";
			isLast = page.length < PAGE;
		}
		await writer.close();
	};
	c.executionCtx.waitUntil(send().catch((error) => writer.abort(error)));
	return new Response(readable, {
		headers: { "Content-Type": "application/x-ndjson; charset=utf-8", "Cache-Control": "no-store" },
	});
}

/** `GET /api/problems`: all that is wrong with what is held. */
export async function getProblems(c: Context<App>): Promise<Response> {
	return c.json({ problems: await publisherOf(c.env).problems() }, 200, { "Cache-Control": "no-store" });
}
