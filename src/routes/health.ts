import type { Context } from "hono";
import type { App } from "../http/context.ts";
import { logFailure } from "../http/errors.ts";
import { HEALTH_HEADERS, runningVersion, siteHealth } from "./read-health.ts";

/**
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`. If the Publisher does not respond, the response is a
 * 503 with the status `failing`. `read-health.ts` handles most requests.
 *
 * - `pending`: number of feeds that are not up to date yet
 * - `full`: number of feeds, pages and lists that cannot be written to KV until tomorrow, because today's writes are
 *   used up
 * - `deployment`: id of the deployed version
 * - `warning`: present if today's requests are about to be used up
 */
export async function getHealth(c: Context<App>): Promise<Response> {
	try {
		return c.json(await siteHealth(c.env), 200, HEALTH_HEADERS);
	} catch (error) {
		logFailure(c, error);
		const fault = "The Publisher does not respond, so nothing can be published at the moment. See the log for details.";
		const failing = { status: "failing", error: fault, ...runningVersion(c.env) };
		return c.json(failing, 503, { ...HEALTH_HEADERS, "Retry-After": "60" });
	}
}
