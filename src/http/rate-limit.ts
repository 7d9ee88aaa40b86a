import type { Context, MiddlewareHandler } from "hono";
import { budgetOf } from "../budget.ts";
import { DAY, dayOf } from "../publisher/timing.ts";
import type { App } from "./context.ts";
import { errorResponse } from "./errors.ts";
import { handedOver } from "./handed-over.ts";
import { asksFeedTooOften, clientOf, isTooOften, readerOf } from "./request-rate.ts";
import { tallyOf } from "./tally.ts";

/** The length of the rate limiter's window, in seconds. The binding does not support a longer window. */
export const RETRY_AFTER = 60;

/**
 * Returns 429 to clients that request the same feed too often (RFC 6585, section 4). The limit is per feed, because a
 * client may request thousands of feeds. A client's first requests in a minute do not wait for the rate limiter.
 */
export const limitRate: MiddlewareHandler<App> = async (c, next) => {
	const found = handedOver.get(c.req.raw);
	const isRefused = found ? found.kind === "too often" : await asksFeedTooOften(c.req.raw, c.req.path, c.env);
	if (!isRefused) return next();
	return tooOften(
		c,
		"You requested this feed too often. Try again in a minute, and poll no more often than its Cache-Control header says.",
	);
};

/** `refuseMade` as a middleware. */
export const limitMade: MiddlewareHandler<App> = async (c, next) => (await refuseMade(c)) ?? next();

/**
 * Returns 429 to clients that request too many pages that the Publisher renders on demand: selections, archives, lists
 * and suggestions. All of them share one limit, because every request may have a different address, and none of these
 * pages is stored. Returns null below the limit.
 */
export async function refuseMade(c: Context<App>): Promise<Response | null> {
	const client = readerOf(c.req.raw, c.req.path);
	if (client === null) return null;
	const [tally, now] = [tallyOf(c.env), Date.now()];
	const { isLimit, madeRequests } = budgetOf(c.env);
	if (isLimit && tally.requests(dayOf(now)).made >= madeRequests) return usedUp(c, now);
	if (!(await isTooOften(c.env, "CLIENT_LIMIT", `${client} made`, c.req.path))) {
		tally.count("made", dayOf(now));
		return null;
	}
	return tooOften(
		c,
		"Too many requests for selections, archives and lists from your IP address. Try again in a minute.",
	);
}

/** Whether a client sends subscription requests to the hub too often. */
export async function asksHubTooOften(c: Context<App>): Promise<boolean> {
	const client = clientOf(c.req.raw.headers);
	const { host } = new URL(c.req.url);
	return client !== null && (await isTooOften(c.env, "CLIENT_LIMIT", `${client} ${host} hub`, c.req.path));
}

/**
 * Returns 503 until midnight UTC. The Durable Object requests that are left for today are reserved for publishing,
 * webhooks and the hub.
 */
function usedUp(c: Context<App>, now: number): Response {
	const message =
		"This site has reached its daily limit for searches, archives and lists. They are available again at 00:00 UTC. Feeds and articles still work.";
	const response = errorResponse(c, 503, message);
	response.headers.set("Retry-After", String(Math.ceil((DAY - (now % DAY)) / 1000)));
	return response;
}

/** Returns 429 to a client that already has the current version of a feed, but keeps polling. */
export function refuseEager(c: Context<App>, seconds: number): Response {
	const often = `Poll every ${Math.round(seconds / 60)} minutes.`;
	return tooOften(
		c,
		`You already have the current version, but have been polling every minute for hours. ${often}`,
		seconds,
	);
}

function tooOften(c: Context<App>, message: string, retryAfter = RETRY_AFTER): Response {
	const response = errorResponse(c, 429, message);
	response.headers.set("Retry-After", String(retryAfter));
	return response;
}
