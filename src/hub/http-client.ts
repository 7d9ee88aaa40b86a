import { readBounded } from "../read-body.ts";
import { CALLBACK_TIMEOUT_MS } from "./timing.ts";

/** `fetch`, or a replacement in tests. */
export type Fetcher = (url: string, init: RequestInit) => Promise<Response>;

/** The response of an external server. */
interface Reply {
	status: number;
	/** Empty if the response is longer than the limit. */
	text: string;
}

/** The result of a delivery. `gone` means that the subscriber has ended the subscription (WebSub, section 7). */
export type Outcome = { kind: "delivered" } | { kind: "gone" } | { kind: "failed"; error: string };

/** Maximum number of response bytes to read: enough for a challenge. */
const MAX_ANSWER_LENGTH = 1024;

/**
 * Sends a request to an external server. Does not follow redirects, and reads only part of the body. If there is no
 * response in time, returns an error. The error does not contain the address, because a callback URL may grant access,
 * like a password.
 *
 * @param limit maximum number of bytes of the response body
 */
export async function postToCallback(
	fetcher: Fetcher,
	url: string,
	init: RequestInit,
	limit = 0,
): Promise<Reply | { error: string }> {
	const signal = AbortSignal.timeout(CALLBACK_TIMEOUT_MS);
	try {
		const headers = new Headers(init.headers);
		headers.set("User-Agent", "Newsstand");
		const response = await fetcher(url, { ...init, headers, redirect: "manual", signal });
		const { status } = response;
		if (limit > 0) {
			return { status, text: new TextDecoder().decode((await readBounded(response, limit)) ?? new Uint8Array()) };
		}
		await response.body?.cancel();
		return { status, text: "" };
	} catch {
		return {
			error: signal.aborted
				? `No response within ${CALLBACK_TIMEOUT_MS / 1000} seconds.`
				: "The address cannot be reached.",
		};
	}
}

export function isSuccess({ status }: Reply): boolean {
	return status >= 200 && status < 300;
}

/** Sends a GET request to a callback, with parameters appended to its own query string. */
export function askCallback(
	fetcher: Fetcher,
	callback: string,
	question: URLSearchParams,
): Promise<Reply | { error: string }> {
	return postToCallback(fetcher, withQuestion(callback, question), { method: "GET" }, MAX_ANSWER_LENGTH);
}

/** Appends parameters to a callback URL, after its own query string. */
export function withQuestion(callback: string, question: URLSearchParams): string {
	return `${callback}${callback.includes("?") ? "&" : "?"}${question}`;
}

/** Turns the response to a delivery into its outcome. */
export function outcomeOf(reply: Reply | { error: string }): Outcome {
	if ("error" in reply) return failed(reply.error);
	if (isSuccess(reply)) return { kind: "delivered" };
	return reply.status === 410 ? { kind: "gone" } : failed(`Answered ${reply.status}.`);
}

export function failed(error: string): Outcome {
	return { kind: "failed", error };
}

/** Processes a list with limited concurrency, because a Worker can have at most six connections open at once. */
export async function inParallel<T, R>(list: readonly T[], work: (item: T) => Promise<R>, most = 6): Promise<R[]> {
	const results: R[] = [];
	const rest = list.entries();
	const worker = async () => {
		for (const [index, item] of rest) results[index] = await work(item);
	};
	await Promise.all(Array.from({ length: most }, worker));
	return results;
}

/** How to notify a subscriber: WebSub sends the content, rssCloud only a ping. */
export type Protocol = "websub" | "rsscloud";

/** A subscription request, validated as far as possible without the Hub's tables. */
export interface Request {
	mode: "subscribe" | "unsubscribe";
	/** The feed's self link. */
	topic: string;
	/** The callback URL, as serialized by `URL`. */
	callback: string;
	protocol: Protocol;
	/** Key for signing deliveries. */
	secret: string | null;
	/** Duration of the subscription in seconds. */
	lease: number;
	/**
	 * IP address of the client, whose requests are limited. Null if the client is on the same machine, because its
	 * requests are not limited.
	 */
	client: string | null;
}

/** Why a request is refused. */
export interface Rejection {
	status: 400 | 404 | 429 | 503;
	/** A sentence for the subscriber's developer. */
	message: string;
	/** Seconds until the request may be repeated. */
	retryAfter?: number;
}

/** Returns the host of a callback. Limits apply per host. */
export function hostOf(callback: string): string {
	return new URL(callback).hostname;
}
