import type { MiddlewareHandler } from "hono";
import type { App } from "./app-env.ts";

/**
 * What every answer says to browsers, unless it says something else itself: take it for what it is called, run and load
 * nothing out of it (a feed may load its stylesheet and pictures), show it in no frame.
 */
const HEADERS = {
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"Content-Security-Policy":
		"default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** For a year; of the hosts beside this one others decide. */
const HTTPS_ONLY = "max-age=31536000";

/**
 * Adds to every answer the headers that keep browsers from doing harm with it. A 304 needs none: what the browser has came
 * with them.
 */
export const withSecurityHeaders: MiddlewareHandler<App> = async (c, next) => {
	await next();
	const { headers, status } = c.res;
	if (status === 304) return;
	for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value);
	if (c.get("site").url.startsWith("https:")) headers.set("Strict-Transport-Security", HTTPS_ONLY);
};
