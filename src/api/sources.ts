import type { Context } from "hono";
import * as z from "zod";
import type { App } from "../http/app-env.ts";
import { errorResponse } from "../http/errors.ts";
import { ownerOfToken } from "../publisher/owners.ts";
import { publisherOf } from "../publisher/stub.ts";
import { readBounded } from "../read-bounded.ts";
import { MAX_REQUEST_BYTES, parseChanges } from "./changes.ts";

/** Sources that one call to the Publisher lists. */
const PAGE = 5000;

export const listParameters = z.object({
	own: z
		.literal("true", "is not true; write own=true, or leave it out")
		.describe("Only what was last handed over with the token of this request")
		.optional(),
});

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

/** `GET /api/sources`: path and Git blob hash of the sources that are held, as NDJSON in the order of paths. */
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
	// A page is asked for when the client reads it: none for HEAD.
	const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
	return new Response(body, {
		headers: { "Content-Type": "application/x-ndjson; charset=utf-8", "Cache-Control": "no-store" },
	});
}

/** `GET /api/problems`: all that is wrong with what is held. */
export async function getProblems(c: Context<App>): Promise<Response> {
	return c.json({ problems: await publisherOf(c.env).problems() }, 200, { "Cache-Control": "no-store" });
}
