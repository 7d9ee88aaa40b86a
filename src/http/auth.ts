import type { Context, MiddlewareHandler } from "hono";
import { isOneOf, secretsOf } from "../secrets.ts";
import type { App } from "./app-env.ts";
import { errorResponse } from "./errors.ts";

/** Whose token a request came with, and what it allows: to look, or to publish too. */
export interface ApiToken {
	name: string;
	scope: "read" | "publish";
}

/** Lets only those pass who have a token (RFC 6750) that allows what they ask for. Nothing of the request is read before. */
export const requireToken: MiddlewareHandler<App> = async (c, next) => {
	const known = tokensOf(c.env);
	if (known.length === 0) {
		const message =
			"Publishing is switched off: the secret PUBLISH_TOKEN is not set. Set it with `wrangler secret put PUBLISH_TOKEN`.";
		return errorResponse(c, 503, message);
	}
	const given = /^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1] ?? "";
	let token: ApiToken | undefined;
	for (const { name, scope, secrets } of known) if (await isOneOf(given, secrets)) token = { name, scope };
	if (!token) {
		const message = "This address needs a publishing token: `Authorization: Bearer <PUBLISH_TOKEN>`.";
		return challenge(c, 401, message, "");
	}
	c.set("token", token);
	if (token.scope === "read" && !["GET", "HEAD", "OPTIONS"].includes(c.req.method)) return insufficientScope(c);
	return next();
};

/** 403: the token may not do what it came for. */
export function insufficientScope(c: Context<App>): Response {
	const message = `The token ${c.get("token").name} may only read. Use one with the scope publish.`;
	return challenge(c, 403, message, ', error="insufficient_scope", scope="publish"');
}

function challenge(c: Context<App>, status: 401 | 403, message: string, detail: string): Response {
	const response = errorResponse(c, status, message);
	response.headers.set("WWW-Authenticate", `Bearer realm="newsstand"${detail}`);
	return response;
}

/** The tokens that are known; a line of `API_TOKENS` that is none of its form counts for nothing. */
function tokensOf(env: Cloudflare.Env): (ApiToken & { secrets: readonly string[] })[] {
	const first = secretsOf(env, "PUBLISH_TOKEN");
	const lines = (env.API_TOKENS ?? "").split("\n").flatMap((line) => {
		const [name, scope, secret, ...rest] = line.trim().split(/\s+/);
		if (!name || !secret || rest.length > 0 || (scope !== "read" && scope !== "publish")) return [];
		return [{ name, scope, secrets: [secret] } as const];
	});
	return [...(first.length > 0 ? [{ name: "publish", scope: "publish", secrets: first } as const] : []), ...lines];
}
