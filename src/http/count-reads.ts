import { log } from "../log.ts";
import { dayOf } from "../publisher/timing.ts";
import type { FeedRead } from "../readership/feed-read.ts";
import { readershipOf } from "../readership/stub.ts";
import type { ReadCounter } from "../readership/tally.ts";
import { readerOf } from "../readership/user-agent.ts";
import { tallyOf } from "./tally.ts";

/**
 * Counts a request and, if the request was for a feed, the reader that sent it.
 *
 * @param later keeps the isolate alive for work that continues after the response (`waitUntil`)
 */
export function countRequest(
	{ headers }: Request,
	read: FeedRead | null,
	env: Cloudflare.Env,
	later: (work: Promise<void>) => void,
): void {
	const now = Date.now();
	const [tally, day] = [tallyOf(env), dayOf(now)];
	tally.count("all", day);
	const reader = read && readerOf(headers.get("User-Agent"));
	if (reader) tally.note(read, reader, headers.get("CF-Connecting-IP") ?? "", day);
	if (tally.isDue(now)) later(tell(tally, env, now));
}

async function tell(tally: ReadCounter, env: Cloudflare.Env, now: number): Promise<void> {
	try {
		await tally.tell(readershipOf(env).collector(dayOf(now)), now);
	} catch (error) {
		log("readership", { error });
	}
}
