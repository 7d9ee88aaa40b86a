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
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`: `pending` counts feeds that are not up to date yet,
 * `full` says how many feeds, pages and lists KV takes tomorrow, as its writes of today are used up,
 * `deployment` is the id of the uploaded version, `warning` says that the day's requests run out. 503 with status `failing` if the Publisher does not respond.
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
		const fault = "The Publisher does not respond: nothing can be published at the moment. The log has the reason.";
		return c.json({ status: "failing", error: fault, ...running }, 503, { ...headers, "Retry-After": "60" });
	}
}

/** A sentence if the day's requests come to an end; nothing if that is not known. */
async function requestsWarning(env: Cloudflare.Env): Promise<string | null> {
	try {
		return requestsWarningOf(await readershipOf(env).requests(), budgetOf(env));
	} catch (error) {
		log("readership", { error });
		return null;
	}
}
