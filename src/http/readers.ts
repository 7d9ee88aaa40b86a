import type { MiddlewareHandler } from "hono";
import { log } from "../log.ts";
import { dayOf } from "../publisher/clock.ts";
import { feedReadAt } from "../readership/feed-read.ts";
import { readershipOf } from "../readership/stub.ts";
import { Tally } from "../readership/tally.ts";
import { readerOf } from "../readership/user-agent.ts";
import type { App } from "./app-env.ts";

/** What this isolate has seen, for each environment, which lives as long as it does. */
const tallies = new WeakMap<object, Tally>();

/** Counts who reads feeds, once they are answered: no reader waits for it. */
export const countReaders: MiddlewareHandler<App> = async (c, next) => {
	await next();
	if (c.res.status !== 200 && c.res.status !== 304) return;
	const { pathname, search } = new URL(c.req.url);
	const read = feedReadAt(pathname, search);
	const reader = read && readerOf(c.req.header("User-Agent") ?? null);
	if (!reader) return;
	const tally = tallies.get(c.env) ?? new Tally();
	tallies.set(c.env, tally);
	const now = Date.now();
	tally.note(read, reader, c.req.header("CF-Connecting-IP") ?? "", dayOf(now));
	if (tally.isDue(now)) c.executionCtx.waitUntil(tell(tally, c.env, now));
};

async function tell(tally: Tally, env: Cloudflare.Env, now: number): Promise<void> {
	try {
		await tally.tell(readershipOf(env).desk(dayOf(now)), now);
	} catch (error) {
		log("readership", { error });
	}
}
