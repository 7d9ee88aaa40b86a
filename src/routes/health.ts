import type { Context } from "hono";
import type { App } from "../http/context.ts";
import { publisherOf } from "../publisher/stub.ts";
import { VERSION } from "../version.ts";

/**
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`, where pending counts the feeds that are not yet up to
 * date, and `deployment` is the id of the upload that answers.
 */
export async function getHealth(c: Context<App>): Promise<Response> {
	const health = await publisherOf(c.env).health();
	return c.json({ ...health, version: VERSION, deployment: c.env.DEPLOYMENT?.id }, 200, {
		"Cache-Control": "no-store",
		"Access-Control-Allow-Origin": "*",
	});
}
