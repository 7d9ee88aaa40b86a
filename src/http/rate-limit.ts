import type { Context, MiddlewareHandler } from "hono";
import { budgetOf } from "../budget.ts";
import { DAY, dayOf } from "../publisher/timing.ts";
import type { App } from "./context.ts";
import { errorResponse } from "./errors.ts";
import { handedOver } from "./handed-over.ts";
import { asksFeedTooOften, clientOf, isTooOften, readerOf } from "./request-rate.ts";
import { tallyOf } from "./tally.ts";

/** The window of the rate limiter in seconds: the longest that the binding supports. */
export const RETRY_AFTER = 60;

/**
 * 429 for clients that request one feed again and again (RFC 6585, section 4). Requesting thousands of different feeds
 * is fine, and so are many readers behind one address. Ordinary requests wait for nothing.
 */
export const limitRate: MiddlewareHandler<App> = async (c, next) => {
	const found = handedOver.get(c.req.raw);
	const isRefused = found ? found.kind === "too often" : await asksFeedTooOften(c.req.raw, c.req.path, c.env);
	if (!isRefused) return next();
	return tooOften(
		c,
		"This feed was requested too often. Try again in a minute; its Cache-Control header says how often is enough.",
	);
};

/** `refuseMade` as a middleware. */
export const limitMade: MiddlewareHandler<App> = async (c, next) => (await refuseMade(c)) ?? next();

/**
 * 429 for clients that request too many pages the Publisher makes on demand: selections, archives, lists, suggestions.
 * They share one budget, since each has another address and none is stored. Null if it is not exceeded.
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
		"Too many selections, archives and lists were requested from your address. Try again in a minute.",
	);
}

/** Whether a client makes too many subscription requests. */
export async function asksHubTooOften(c: Context<App>): Promise<boolean> {
	const client = clientOf(c.req.raw.headers);
	const { host } = new URL(c.req.url);
	return client !== null && (await isTooOften(c.env, "CLIENT_LIMIT", `${client} ${host} hub`, c.req.path));
}

/** 503 until midnight UTC: the rest of the day's requests to Durable Objects is for publishing, webhooks and the hub. */
function usedUp(c: Context<App>, now: number): Response {
	const message =
		"Searches, archives and lists are used up for today. Feeds and articles work; the rest is back at 00:00 UTC.";
	const response = errorResponse(c, 503, message);
	response.headers.set("Retry-After", String(Math.ceil((DAY - (now % DAY)) / 1000)));
	return response;
}

/** 429 for a client that has the current version of a feed and does not stop asking. */
export function refuseEager(c: Context<App>, seconds: number): Response {
	const often = `Ask once in ${Math.round(seconds / 60)} minutes.`;
	return tooOften(c, `You have the current version, and have asked for it every minute for hours. ${often}`, seconds);
}

function tooOften(c: Context<App>, message: string, retryAfter = RETRY_AFTER): Response {
	const response = errorResponse(c, 429, message);
	response.headers.set("Retry-After", String(retryAfter));
	return response;
}
