import type { Context } from "hono";
import type { App } from "../http/context.ts";
import { logFailure } from "../http/errors.ts";
import { publisherOf } from "../publisher/stub.ts";
import { VERSION } from "../version.ts";

/**
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`: `pending` counts feeds that are not up to date yet,
 * `deployment` is the id of the uploaded version. 503 with status `failing` if the Publisher does not respond.
 */
export async function getHealth(c: Context<App>): Promise<Response> {
	const running = { version: VERSION, deployment: c.env.DEPLOYMENT?.id };
	const headers = { "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" };
	try {
		return c.json({ ...(await publisherOf(c.env).health()), ...running }, 200, headers);
	} catch (error) {
		logFailure(c, error);
		const fault = "The Publisher does not respond: nothing can be published at the moment. The log has the reason.";
		return c.json({ status: "failing", error: fault, ...running }, 503, { ...headers, "Retry-After": "60" });
	}
}
