import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { refusal } from "../../api/schemas.ts";
import { jsonOf } from "../../json.ts";
import { NetworkError } from "../command.ts";

/**
 * The response of a site with an invalid setting. Until the setting is fixed, the site returns it for every request.
 */
export const misconfigured = z.object({ status: z.literal("misconfigured"), problems: z.array(z.string()) });

/** Returns how long a request may take, in seconds. Allows for a slow uplink of 64 KiB per second. */
function timeoutFor(body: RequestInit["body"]): number {
	return 60 + (body instanceof Uint8Array ? Math.ceil(body.byteLength / 65_536) : 0);
}

/** How long a download may take, in seconds. */
const DOWNLOAD_TIMEOUT = 3600;

/** Sends requests to a site. Any method may throw an `ApiError`. */
export interface Connection {
	/** Sends one request with a timeout. Resolves to the response, even if its status is an error. */
	ask(path: string, seconds: number, request?: RequestInit): Promise<Answer>;
	/** Sends a request, and retries it after transient failures. Throws if the final status is not a success. */
	insist(path: string, request?: RequestInit, rests?: number[]): Promise<string>;
	/** Streams the body of a large response; null if there is nothing at this path. */
	open(path: string): Promise<ReadableStream<Uint8Array> | null>;
	/** Like `insist`, and parses the JSON response. */
	get<T>(path: string, schema: z.ZodType<T>, request?: RequestInit, rests?: number[]): Promise<T>;
}

/**
 * Connects to the site at `base`, such as `http://127.0.0.1:8787`. Does not follow redirects, so that the token is not
 * sent to any other server.
 *
 * @param ending aborts all requests
 * @param pauses the pauses between retries, in milliseconds
 */
export function connect(base: string, token: string, ending: AbortSignal, pauses: number[]): Connection {
	async function send(path: string, seconds: number, request: RequestInit = {}): Promise<Response> {
		const signal = AbortSignal.any([ending, AbortSignal.timeout(seconds * 1000)]);
		const headers = { authorization: `Bearer ${token}` };
		return fetch(base + path, { ...request, headers, signal, redirect: "manual" });
	}
	async function ask(path: string, seconds: number, request?: RequestInit): Promise<Answer> {
		try {
			return await answerOf(await send(path, seconds, request));
		} catch (error) {
			throw unanswered(base, error);
		}
	}
	async function retried<T>(action: () => Promise<T>, rests: number[]): Promise<T> {
		for (let tries = 0; ; tries++) {
			try {
				return await action();
			} catch (error) {
				const pause = rests[tries];
				const isWorthIt = error instanceof ApiError && error.isTransient && !ending.aborted;
				if (!isWorthIt || pause === undefined) throw error;
				await sleep(pause, undefined, { signal: ending });
			}
		}
	}
	async function insist(path: string, request?: RequestInit, rests = pauses): Promise<string> {
		return retried(async () => {
			const answer = await ask(path, timeoutFor(request?.body), request);
			if (answer.status >= 200 && answer.status < 300) return answer.text;
			throw refused(base, path, answer);
		}, rests);
	}
	async function open(path: string): Promise<ReadableStream<Uint8Array> | null> {
		return retried(async () => {
			const response = await send(path, DOWNLOAD_TIMEOUT).catch((error: unknown) => {
				throw unanswered(base, error);
			});
			if (response.status === 404) return null;
			if (response.ok) return response.body;
			throw refused(base, path, await answerOf(response));
		}, pauses);
	}
	async function get<T>(path: string, schema: z.ZodType<T>, request?: RequestInit, rests = pauses): Promise<T> {
		return understood(base, path, schema, await insist(path, request, rests));
	}
	return { ask, insist, open, get };
}

/** A request failed: the site refused it, did not respond, or sent an unexpected response. */
export class ApiError extends NetworkError {
	/** The HTTP status; null if there was no response, or if its body was unexpected. */
	readonly status: number | null;
	/** The error message in the site's response; null if it did not contain one. */
	readonly reason: string | null;
	/** Whether a retry may succeed. */
	readonly isTransient: boolean;

	constructor(message: string, status: number | null, isTransient: boolean, reason: string | null = null) {
		super(message);
		this.status = status;
		this.reason = reason;
		this.isTransient = isTransient;
	}
}

/** An HTTP response. */
interface Answer {
	status: number;
	/** The target of a redirect; null if the response is not a redirect. */
	location: string | null;
	/** The Retry-After header, in seconds; 0 if it is missing. */
	retryAfter: number;
	text: string;
}

async function answerOf(response: Response): Promise<Answer> {
	const location = response.headers.get("location");
	const retryAfter = Number(response.headers.get("retry-after")) || 0;
	return { status: response.status, location, retryAfter, text: await response.text() };
}

const ADVICE = new Map([
	[401, "Check that PUBLISH_TOKEN matches the site's secret PUBLISH_TOKEN or one of its API_TOKENS"],
	[403, "Check that the token has the scope publish, and that no bot filter blocks requests to the site"],
	[404, "Check that this is the address of a Newsstand site, without a path"],
]);

/** Maximum wait before a retry, in seconds. A longer Retry-After means that the site's daily budget is used up. */
const MAX_WAIT_SECONDS = 120;

/**
 * Creates the error for a response that is not a success.
 *
 * @param base the site's address
 * @param path the path of the request
 */
function refused(base: string, path: string, { status, location, retryAfter, text }: Answer): ApiError {
	const answer = jsonOf(text);
	const words = refusal.safeParse(answer).data?.error ?? misconfigured.safeParse(answer).data?.problems.join(" ");
	const said = words?.replace(/\.$/, "") ?? null;
	const reason = said ?? (isPage(text) ? "a web page instead of an API response" : "no reason given");
	const isRedirect = status >= 300 && status < 400;
	const elsewhere = URL.parse(location ?? "", base)?.origin ?? "another address";
	const what = isRedirect
		? `redirects to ${elsewhere}`
		: `answered ${status} to ${path.replace(/\?.*/, "")}: ${reason}`;
	const advice = isRedirect
		? "The token was not sent there. If that is your site, use that address"
		: ADVICE.get(status);
	const message = `${base} ${what}${advice === undefined ? "" : `. ${advice}`}`;
	const isTransient = retryAfter <= MAX_WAIT_SECONDS && (status === 429 || status >= 500);
	return new ApiError(message, status, isTransient, said);
}

/** Creates the error for a request that did not get a response. */
export function unanswered(base: string, error: unknown): ApiError {
	// `fetch` wraps the real error in an error with the message "fetch failed".
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = z.object({ code: z.string() }).safeParse(cause).data?.code;
	const what = code ?? (cause instanceof Error ? cause.message : String(cause));
	return new ApiError(`${base} does not respond (${what})`, null, true);
}

/** Parses a response. Throws if the response is not JSON of the expected shape. */
export function understood<T>(base: string, path: string, schema: z.ZodType<T>, text: string): T {
	const answer = schema.safeParse(jsonOf(text)).data;
	if (answer !== undefined) return answer;
	const what = isPage(text) ? "with a web page" : "with an unexpected response";
	throw new ApiError(`${base} answered ${what} to ${path}. ${ADVICE.get(404)}`, null, false);
}

function isPage(text: string): boolean {
	return /^\s*</.test(text);
}
