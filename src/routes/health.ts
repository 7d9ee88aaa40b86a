import type { Context } from "hono";
import type { App } from "../http/context.ts";
import { logFailure } from "../http/errors.ts";
import { HEALTH_HEADERS, runningVersion, siteHealth } from "./read-health.ts";

/**
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`. Responds with 503 and the status `failing` if the
 * Publisher does not respond. `read-health.ts` handles most requests.
 *
 * - `pending`: number of feeds that are not up to date yet
 * - `full`: number of feeds, pages and lists that KV does not accept until tomorrow, because today's writes are used up
 * - `deployment`: id of the uploaded version
 * - `warning`: present if the day's requests are about to run out
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
