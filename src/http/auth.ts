import type { MiddlewareHandler } from "hono";
import type { App } from "./app-env.ts";
import { errorResponse } from "./errors.ts";

/** Lets only those pass who have the publishing token (RFC 6750). Nothing of the request is read before. */
export const requireToken: MiddlewareHandler<App> = async (c, next) => {
	const secret = c.env.PUBLISH_TOKEN;
	if (!secret) {
		const message =
			"Publishing is switched off: the secret PUBLISH_TOKEN is not set. Set it with `wrangler secret put PUBLISH_TOKEN`.";
		return errorResponse(c, 503, message);
	}
	const token = /^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
	if (token === undefined || !(await isEqual(token, secret))) {
		const response = errorResponse(
			c,
			401,
			"This address needs the publishing token: `Authorization: Bearer <PUBLISH_TOKEN>`.",
		);
		response.headers.set("WWW-Authenticate", 'Bearer realm="newsstand"');
		return response;
	}
	return next();
};

/** Compares in a time that tells nothing of the secret, its length included: digests are compared. */
async function isEqual(given: string, secret: string): Promise<boolean> {
	const encoder = new TextEncoder();
	const digests = [given, secret].map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text)));
	const [a, b] = await Promise.all(digests);
	return a !== undefined && b !== undefined && crypto.subtle.timingSafeEqual(a, b);
}
