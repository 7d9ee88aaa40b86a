import type { Context } from "hono";
import type { App } from "../http/context.ts";
import { logFailure } from "../http/errors.ts";
import { publisherOf } from "../publisher/stub.ts";
import { VERSION } from "../version.ts";

/**
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`, where pending counts the feeds that are not yet up to
 * date, and `deployment` is the id of the upload that answers. 503 with the status `failing` if the Publisher does not answer.
 */
export async function getHealth(c: Context<App>): Promise<Response> {
	const running = { version: VERSION, deployment: c.env.DEPLOYMENT?.id };
	const headers = { "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" };
	try {
		return c.json({ ...(await publisherOf(c.env).health()), ...running }, 200, headers);
	} catch (error) {
		logFailure(c, error);
		const fault = "The Publisher does not answer: nothing can be published at the moment. The log says why.";
		return c.json({ status: "failing", error: fault, ...running }, 503, { ...headers, "Retry-After": "60" });
	}
}
