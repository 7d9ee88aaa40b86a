import {
	type IncomingHttpHeaders,
	type IncomingMessage,
	Agent as PlainAgent,
	request as plainRequest,
} from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { type CliError, NetworkError } from "../command.ts";
import { headerOf } from "./headers.ts";

/** A response, with its body decompressed. */
export interface HttpResponse {
	/** The requested address. */
	url: string;
	status: number;
	/** Names in lower case. */
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** Whether the body was truncated because it exceeded the limit. */
	isCut: boolean;
}

/** Options of a request. */
interface RequestOptions {
	method?: string;
	/** By default, `Accept-Encoding` is `gzip` and `User-Agent` is Newsstand's own. null removes a header. */
	headers?: Record<string, string | null>;
}

/** Sends one request, without following redirects. Throws a `NetworkError` if there is no readable response. */
export type Ask = (url: string, question?: RequestOptions) => Promise<HttpResponse>;

/** Thrown if there was no response. */
export class NoResponseError extends NetworkError {}

/** Thrown if a kept-alive connection was closed before it could serve this request. */
class Stale extends Error {}

/**
 * Limits for one run: the number of requests, the timeout of each request in milliseconds, and the size of each body in
 * bytes.
 */
interface Limits {
	requests: number;
	timeoutMs: number;
	bytes: number;
}

const LIMITS: Limits = { requests: 100, timeoutMs: 15_000, bytes: 20_000_000 };

/**
 * Creates the HTTP client. It does not use `fetch`, because `fetch` always sends a User-Agent and handles redirects,
 * compression and connections on its own. Repeats a request once after a 429 with Retry-After.
 *
 * @param site the address under test, which becomes part of the User-Agent
 * @param heard called before each request
 */
export function createAsk(site: string, heard: (count: number, url: string) => void, limits: Limits = LIMITS): Ask {
	const agents = { plain: new PlainAgent({ keepAlive: true }), secure: new SecureAgent({ keepAlive: true }) };
	let count = 0;
	const once: Ask = async (url, { method = "GET", headers = {} } = {}) => {
		count += 1;
		if (count > limits.requests)
			throw new NetworkError(`The limit of ${limits.requests} requests is reached, so the rest was not checked`);
		heard(count, url);
		const said = { "Accept-Encoding": "gzip", "User-Agent": `Newsstand-Verify (+${site})`, ...headers };
		const sent = Object.fromEntries(Object.entries(said).filter((pair): pair is [string, string] => pair[1] !== null));
		const secure = url.startsWith("https:");
		const start = secure ? secureRequest : plainRequest;
		const signal = AbortSignal.timeout(limits.timeoutMs);
		try {
			const send = (agent: PlainAgent | false) =>
				new Promise<IncomingMessage>((resolve, reject) => {
					const request = start(url, { method, headers: sent, agent, signal }, resolve);
					request.on("error", (cause) => reject(request.reusedSocket ? new Stale() : cause)).end();
				});
			// The server may close a kept-alive connection just as we send a request on it. Retry with a new connection.
			const incoming = await send(secure ? agents.secure : agents.plain).catch((cause) =>
				cause instanceof Stale ? send(false) : Promise.reject(cause),
			);
			const { statusCode: status = 0, headers: answered } = incoming;
			const coding = answered["content-encoding"] ?? "identity";
			const isBare = method === "HEAD" || status === 304 || coding === "identity";
			if (!isBare && !/^(x-)?gzip$/i.test(coding))
				throw new NetworkError(`${url} is sent as ${coding}, which was not requested`);
			const read = await bodyOf(isBare ? incoming : unzipped(incoming), limits.bytes);
			return { url, status, headers: answered, ...read };
		} catch (error) {
			if (error instanceof NetworkError) throw error;
			if (/^Z_/.test(codeOf(error) ?? ""))
				throw new NetworkError(`${url} claims to be compressed with gzip, but is not`);
			const reason = signal.aborted ? `no response within ${limits.timeoutMs / 1000} seconds` : reasonOf(error);
			throw new NoResponseError(`${url} does not respond (${reason})`);
		}
	};
	return async (url, question) => {
		const answer = await once(url, question);
		const pause = pauseOf(answer);
		if (pause === null) return answer;
		await sleep(pause);
		return once(url, question);
	};
}

/** Returns the Retry-After of a 429 response in milliseconds; null if it is missing or longer than a minute. */
function pauseOf({ status, headers }: HttpResponse): number | null {
	const seconds = headers["retry-after"];
	const isAsked = status === 429 && seconds !== undefined && /^\d+$/.test(seconds) && Number(seconds) <= 60;
	return isAsked ? Number(seconds) * 1000 : null;
}

function unzipped(incoming: IncomingMessage): Readable {
	// Decompression errors are thrown where the result is read.
	return pipeline(incoming, createGunzip(), () => {});
}

async function bodyOf(stream: Readable, most: number): Promise<{ body: Buffer; isCut: boolean }> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of stream) {
		parts.push(part);
		size += part.length;
		if (size > most) break;
	}
	return { body: Buffer.concat(parts), isCut: size > most };
}

function reasonOf(error: unknown): string {
	// If a host has several IP addresses and none of them responds, the error contains one error per address.
	const [first = error]: unknown[] = error instanceof AggregateError ? error.errors : [];
	return codeOf(first) ?? (first instanceof Error ? first.message : String(first));
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** Maximum number of consecutive redirects to follow. */
const MAX_REDIRECTS = 5;

/** The final response, after any redirects. */
export interface Reached {
	answer: HttpResponse;
	/** The redirects that were followed, in order. */
	redirects: { url: string; status: number; to: string }[];
}

/** Requests an address and follows redirects. */
export async function follow(address: string, ask: Ask): Promise<Reached | CliError> {
	const redirects: Reached["redirects"] = [];
	let url = address;
	for (;;) {
		if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
			return { failure: `${address} does not lead to a web address.` };
		const answer = await ask(url);
		const { status, headers } = answer;
		if (![301, 302, 303, 307, 308].includes(status)) return { answer, redirects };
		const to = URL.parse(headerOf(headers, "location"), url)?.href;
		if (to === undefined) return { failure: `${url} redirects (${status}) without a Location header.` };
		redirects.push({ url, status, to });
		if (redirects.length > MAX_REDIRECTS)
			return { failure: `${address} redirects too often: more than ${MAX_REDIRECTS} redirects in a row.` };
		url = to;
	}
}
