import type { Context, MiddlewareHandler } from "hono";
import { auth as basicCredentials } from "hono/utils/basic-auth";
import { isOneOf, secretsOf } from "../secrets.ts";
import type { ApiToken, App } from "./context.ts";
import { errorResponse } from "./errors.ts";

/**
 * Requires a bearer token (RFC 6750) with the scope that the request needs. Checks the token before the body is read.
 */
export const requireToken: MiddlewareHandler<App> = async (c, next) => {
	const known = tokensOf(c.env);
	if (known.length === 0) return withoutTokens(c, "Publishing");
	const token = await tokenOf(known, bearer(c));
	if (!token) {
		const message = "This address requires a publishing token. Send `Authorization: Bearer <PUBLISH_TOKEN>`.";
		return challenge(c, 401, message, 'Bearer realm="newsstand"');
	}
	c.set("token", token);
	if (token.scope === "read" && !["GET", "HEAD", "OPTIONS"].includes(c.req.method)) return insufficientScope(c);
	return next();
};

/**
 * Requires a token for a page, either as a bearer token or as the HTTP Basic password (RFC 7617), with any user name.
 */
export const requireOperator: MiddlewareHandler<App> = async (c, next) => {
	const known = tokensOf(c.env);
	if (known.length === 0) return withoutTokens(c, "This page");
	const token = await tokenOf(known, basicCredentials(c.req.raw)?.password ?? bearer(c));
	if (!token) {
		const message =
			"This page is for the operators of this site. Reload it and log in with any user name and a token as the password: the value of PUBLISH_TOKEN, or a token from API_TOKENS.";
		return challenge(c, 401, message, 'Basic realm="Newsstand", charset="UTF-8"');
	}
	c.set("token", token);
	return next();
};

/** Returns 403 because the token does not have the required scope. */
export function insufficientScope(c: Context<App>): Response {
	const message = `The token ${c.get("token").name} has read access only. Use a token with the scope \`publish\`.`;
	return challenge(c, 403, message, 'Bearer realm="newsstand", error="insufficient_scope", scope="publish"');
}

/** Returns 503 because no token is configured. */
function withoutTokens(c: Context<App>, what: string): Response {
	const message = `${what} is unavailable because the secret PUBLISH_TOKEN is not set. Set it with \`wrangler secret put PUBLISH_TOKEN\`.`;
	return errorResponse(c, 503, message);
}

function challenge(c: Context<App>, status: 401 | 403, message: string, how: string): Response {
	const response = errorResponse(c, status, message);
	response.headers.set("WWW-Authenticate", how);
	return response;
}

function bearer(c: Context<App>): string {
	return /^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1] ?? "";
}

type KnownToken = ApiToken & { secrets: readonly string[] };

/** Returns the known token that equals the given token. Compares in constant time. */
async function tokenOf(known: readonly KnownToken[], given: string): Promise<ApiToken | undefined> {
	let token: ApiToken | undefined;
	for (const { name, scope, secrets } of known) if (await isOneOf(given, secrets)) token = { name, scope };
	return token;
}

/** Returns all known tokens. Ignores malformed lines of `API_TOKENS`. */
function tokensOf(env: Cloudflare.Env): KnownToken[] {
	const first = secretsOf(env, "PUBLISH_TOKEN");
	const lines = (env.API_TOKENS ?? "").split("\n").flatMap((line) => {
		const [name, scope, secret, ...rest] = line.trim().split(/\s+/);
		if (!name || !secret || rest.length > 0 || (scope !== "read" && scope !== "publish")) return [];
		return [{ name, scope, secrets: [secret] } as const];
	});
	return [...(first.length > 0 ? [{ name: "publish", scope: "publish", secrets: first } as const] : []), ...lines];
}
