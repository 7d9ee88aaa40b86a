import type { Context } from "hono";
import { publisherOf } from "../publisher/stub.ts";
import type { App } from "./app-env.ts";

/** `GET /health`: `{"status":"ok","pending":0}`, where pending counts the feeds that are not yet up to date. */
export async function getHealth(c: Context<App>): Promise<Response> {
	return c.json(await publisherOf(c.env).health(), 200, {
		"Cache-Control": "no-store",
		"Access-Control-Allow-Origin": "*",
	});
}
