import { budgetOf } from "../budget.ts";
import { countRequest } from "../http/count-reads.ts";
import { addSecurityHeaders } from "../http/security-headers.ts";
import { log } from "../log.ts";
import type { Health } from "../publisher/report.ts";
import { publisherOf } from "../publisher/stub.ts";
import { requestsWarningOf } from "../readership/report.ts";
import { readershipOf } from "../readership/stub.ts";
import { readRequired } from "../required-settings.ts";
import { VERSION } from "../version.ts";

const HEADERS = { "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" };

/** The site's health, in the form that `/health` responds with, apart from the version. */
interface SiteHealth extends Omit<Health, "deferred"> {
	full?: { waiting: number; until: string };
	warning?: string;
}

/**
 * Responds to `GET /health` without loading the app, because most isolates that serve monitors serve nothing else. Returns
 * null for other methods and for a site with invalid settings, which the app handles.
 */
export async function readHealth(
	request: Request,
	env: Cloudflare.Env,
	context: ExecutionContext,
): Promise<Response | null> {
	const settings = readRequired(env);
	if (request.method !== "GET" || "problems" in settings) return null;
	const response = await healthResponse(request, env);
	addSecurityHeaders(response.headers, settings.SITE_URL);
	countRequest(request, null, env, (work) => context.waitUntil(work));
	return response;
}

/**
 * `GET /health`: `{"status":"ok","pending":0,"version":"0.1.0"}`. If the Publisher does not respond, the response is a
 * 503 with the status `failing`.
 *
 * - `pending`: number of feeds that are not up to date yet
 * - `full`: number of feeds, pages and lists that cannot be written to KV until tomorrow, because today's writes are
 *   used up
 * - `deployment`: id of the deployed version
 * - `warning`: present if today's requests are about to be used up
 */
export async function healthResponse({ method }: Request, env: Cloudflare.Env): Promise<Response> {
	const running = { version: VERSION, deployment: env.DEPLOYMENT?.id };
	try {
		return Response.json({ ...(await siteHealth(env)), ...running }, { headers: HEADERS });
	} catch (error) {
		log("error", { method, path: "/health", error });
		const fault = "The Publisher does not respond, so nothing can be published at the moment. See the log for details.";
		const failing = { status: "failing", error: fault, ...running };
		return Response.json(failing, { status: 503, headers: { ...HEADERS, "Retry-After": "60" } });
	}
}

/** Asks the Publisher for its health. Throws if the Publisher does not respond. */
async function siteHealth(env: Cloudflare.Env): Promise<SiteHealth> {
	const [health, warning] = await Promise.all([publisherOf(env).health(), requestsWarning(env)]);
	const { deferred, ...rest } = health;
	const full = deferred && { full: { waiting: deferred.count, until: new Date(deferred.until).toISOString() } };
	return { ...rest, ...full, ...(warning && { warning }) };
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
