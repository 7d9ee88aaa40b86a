import type { Context } from "hono";
import { budgetOf } from "../budget.ts";
import type { App } from "../http/context.ts";
import { logFailure } from "../http/errors.ts";
import { log } from "../log.ts";
import { publisherOf } from "../publisher/stub.ts";
import { requestsWarningOf } from "../readership/report.ts";
import { readershipOf } from "../readership/stub.ts";
import { VERSION } from "../version.ts";

/**
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`. Responds with 503 and the status `failing` if the
 * Publisher does not respond.
 *
 * - `pending`: number of feeds that are not up to date yet
 * - `full`: number of feeds, pages and lists that are not written to KV until tomorrow, because today's writes are used
 * up
 * - `deployment`: id of the deployed version
 * - `warning`: present if today's requests are about to be used up
 */
export async function getHealth(c: Context<App>): Promise<Response> {
	const running = { version: VERSION, deployment: c.env.DEPLOYMENT?.id };
	const headers = { "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" };
	try {
		const [health, warning] = await Promise.all([publisherOf(c.env).health(), requestsWarning(c.env)]);
		const { deferred, ...rest } = health;
		const full = deferred && { full: { waiting: deferred.count, until: new Date(deferred.until).toISOString() } };
		return c.json({ ...rest, ...full, ...(warning && { warning }), ...running }, 200, headers);
	} catch (error) {
		logFailure(c, error);
		const fault = "The Publisher does not respond, so nothing can be published at the moment. See the log for details.";
		return c.json({ status: "failing", error: fault, ...running }, 503, { ...headers, "Retry-After": "60" });
	}
}

/**
 * Returns a warning if today's requests are about to be used up; null if they are not, or if the number of requests is
 * unknown.
 */
async function requestsWarning(env: Cloudflare.Env): Promise<string | null> {
	try {
		return requestsWarningOf(await readershipOf(env).requests(), budgetOf(env));
	} catch (error) {
		log("readership", { error });
		return null;
	}
}
