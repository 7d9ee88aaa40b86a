import { LOCK } from "./clock.ts";
import type { Desk } from "./desk.ts";
import { hostOf } from "./request.ts";
import type { Held, Recipient, Result } from "./subscriptions.ts";

/** What is to be delivered, and to whom. */
export interface Load extends Held {
	/** The topic's address. */
	topic: string;
	contentType: string;
	/** Gzipped. */
	body: Uint8Array;
	recipients: Recipient[];
	/** Those of their hosts whose name was resolved lately. */
	known: string[];
}

/** What came of it. */
export interface Report {
	/** The topic's id. */
	topic: number;
	held: Held;
	results: Result[];
	/** Hosts whose name was resolved on this occasion. */
	checked: string[];
	/** Seconds until those that failed are tried again. */
	retryIn: number;
}

/** Which of them need something still. */
export interface Remainder {
	/** There is something newer for them already, or their turn did not come. */
	again: number[];
	/** They failed, and are to be tried again in a while. */
	retry: number[];
}

const DROPPED = "Nothing could be delivered to this callback for three days. Subscribe again when it can be reached.";

/**
 * Hands over the newest content of a topic for those subscriptions that need it, and that nobody is delivering to. Null
 * if there are none.
 *
 * @param retryOf as in `Message`
 */
export function take(
	{ topics, subscriptions, hosts }: Desk,
	id: number,
	ids: number[],
	retryOf: number | null,
	now: number,
): Load | null {
	const topic = topics.byId(id);
	// Who could not be given something older has a message for the newest, too.
	if (!topic || (retryOf !== null && retryOf < topic.version)) return null;
	const held = { version: topic.version, lock: now + LOCK };
	const recipients = subscriptions.take(id, held, ids, retryOf !== null, now);
	if (recipients.length === 0) return null;
	return {
		...{ ...held, recipients, topic: topic.url, contentType: topic.contentType, body: topics.body(id) },
		known: hosts.known(
			recipients.map(({ callback }) => hostOf(callback)),
			now,
		),
	};
}

/** Notes what came of deliveries. Who could not be reached for days is dropped, and told so. */
export function settle(desk: Desk, { topic: id, held, results, checked, retryIn }: Report, now: number): Remainder {
	const topic = desk.topics.byId(id);
	if (!topic) return { again: [], retry: [] };
	const of = (kind: Result["kind"]) => results.filter((result) => result.kind === kind).map((result) => result.id);
	const failed = of("failed");
	desk.tally.note(
		of("delivered").map(() => now - topic.since),
		failed.length,
		now,
	);
	desk.hosts.checked(checked, now);
	desk.subscriptions.conclude(held, results, retryIn, now);
	const hopeless = desk.subscriptions.hopeless(failed, now);
	desk.intents.deny(topic.url, hopeless, DROPPED);
	desk.subscriptions.removeAll(hopeless);
	const needing = desk.subscriptions.needing(
		results.map((result) => result.id),
		topic.version,
		now,
	);
	const isRetry = (one: number) => topic.version === held.version && failed.includes(one);
	return { again: needing.filter((one) => !isRetry(one)), retry: needing.filter(isRetry) };
}
