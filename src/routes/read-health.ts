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

/** Headers of every response at `/health`. */
export const HEALTH_HEADERS = { "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" };

/** The site's health, in the form that `/health` responds with. */
interface SiteHealth extends Omit<Health, "deferred"> {
	full?: { waiting: number; until: string };
	warning?: string;
	version: string;
	deployment: string | undefined;
}

/** Returns the Worker's version and deployment, which `/health` contains even if the Publisher does not respond. */
export function runningVersion(env: Cloudflare.Env): { version: string; deployment: string | undefined } {
	return { version: VERSION, deployment: env.DEPLOYMENT?.id };
}

/**
 * Responds to `GET /health` without loading the app, because most isolates that serve monitors serve nothing else. If
 * that fails, returns null; the app then handles the request and reports the error.
 */
export async function readHealth(
	request: Request,
	env: Cloudflare.Env,
	context: ExecutionContext,
): Promise<Response | null> {
	const settings = readRequired(env);
	if (request.method !== "GET" || "problems" in settings) return null;
	try {
		const response = Response.json(await siteHealth(env), { headers: HEALTH_HEADERS });
		addSecurityHeaders(response.headers, settings.SITE_URL);
		countRequest(request, null, env, (work) => context.waitUntil(work));
		return response;
	} catch {
		return null;
	}
}

/** Asks the Publisher for its health. Throws if the Publisher does not respond. */
export async function siteHealth(env: Cloudflare.Env): Promise<SiteHealth> {
	const [health, warning] = await Promise.all([publisherOf(env).health(), requestsWarning(env)]);
	const { deferred, ...rest } = health;
	const full = deferred && { full: { waiting: deferred.count, until: new Date(deferred.until).toISOString() } };
	return { ...rest, ...full, ...(warning && { warning }), ...runningVersion(env) };
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
