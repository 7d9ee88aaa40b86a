import { readBounded } from "../read-body.ts";
import { CALLBACK_TIMEOUT_MS } from "./timing.ts";

/** How somebody outside is asked; `fetch`, or what stands for it. */
export type Fetcher = (url: string, init: RequestInit) => Promise<Response>;

/** What was answered. */
interface Reply {
	status: number;
	/** Empty if it is longer than what was to be read. */
	text: string;
}

/** What came of a delivery; `gone`: the subscriber wants no more (WebSub, section 7). */
export type Outcome = { kind: "delivered" } | { kind: "gone" } | { kind: "failed"; error: string };

/** More than a challenge need not be read of an answer. In bytes. */
const MAX_ANSWER_LENGTH = 1024;

/**
 * Asks somebody outside. No redirect is followed, and of the answer's body no more is read than is asked for. If there
 * is no answer in time, a sentence says so; it does not name the address, which may be as good as a password.
 *
 * @param limit bytes of the answer's body
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
			error: signal.aborted ? `No answer in ${CALLBACK_TIMEOUT_MS / 1000} seconds.` : "The address cannot be reached.",
		};
	}
}

export function isSuccess({ status }: Reply): boolean {
	return status >= 200 && status < 300;
}

/** Asks a callback a question, which is appended to the query that it has. */
export function askCallback(
	fetcher: Fetcher,
	callback: string,
	question: URLSearchParams,
): Promise<Reply | { error: string }> {
	return postToCallback(fetcher, withQuestion(callback, question), { method: "GET" }, MAX_ANSWER_LENGTH);
}

/** The address of a callback with a question appended to the query that it has. */
export function withQuestion(callback: string, question: URLSearchParams): string {
	return `${callback}${callback.includes("?") ? "&" : "?"}${question}`;
}

/** What an answer to a delivery means. */
export function outcomeOf(reply: Reply | { error: string }): Outcome {
	if ("error" in reply) return failed(reply.error);
	if (isSuccess(reply)) return { kind: "delivered" };
	return reply.status === 410 ? { kind: "gone" } : failed(`Answered ${reply.status}.`);
}

export function failed(error: string): Outcome {
	return { kind: "failed", error };
}

/** Works on a list, on at most so many of it at once: a Worker has six connections. */
export async function inParallel<T, R>(list: readonly T[], work: (item: T) => Promise<R>, most = 6): Promise<R[]> {
	const results: R[] = [];
	const rest = list.entries();
	const worker = async () => {
		for (const [index, item] of rest) results[index] = await work(item);
	};
	await Promise.all(Array.from({ length: most }, worker));
	return results;
}

/** How a subscriber is spoken with: WebSub brings the content, rssCloud only the word that there is some. */
export type Protocol = "websub" | "rsscloud";

/** What somebody asks the Hub for, checked as far as that goes without its tables. */
export interface Request {
	mode: "subscribe" | "unsubscribe";
	/** The self link of a feed. */
	topic: string;
	/** As `URL` writes it. */
	callback: string;
	protocol: Protocol;
	/** What deliveries are signed with. */
	secret: string | null;
	/** Seconds that the subscription lasts. */
	lease: number;
	/** Whom limits count it for: the address that it came from. Null for this very machine, which is not limited. */
	client: string | null;
}

/** Why a request is refused. */
export interface Rejection {
	status: 400 | 404 | 429 | 503;
	/** A sentence for whoever writes the subscriber. */
	message: string;
	/** Seconds after which it may come again. */
	retryAfter?: number;
}

/** The host of a callback, by which limits count. */
export function hostOf(callback: string): string {
	return new URL(callback).hostname;
}
