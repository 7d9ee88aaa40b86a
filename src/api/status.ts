import type { Context } from "hono";
import type { App } from "../http/app-env.ts";
import { publisherOf } from "../publisher/stub.ts";

/** `GET /api/status`: whether all is well, and what of the plan's daily allowance was used. */
export async function getStatus(c: Context<App>): Promise<Response> {
	const publisher = publisherOf(c.env);
	const [health, usage] = await Promise.all([publisher.health(), publisher.usage()]);
	return c.json({ ...health, usage }, 200, { "Cache-Control": "no-store" });
}
