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

/** An answer as it came, save that its body is no longer compressed. */
export interface HttpResponse {
	/** What was asked for. */
	url: string;
	status: number;
	/** Names in lower case. */
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** Whether there was more of the body than is read. */
	isCut: boolean;
}

/** What a request says besides its address. */
interface RequestOptions {
	method?: string;
	/** `Accept-Encoding` is `gzip`, and `User-Agent` our own, if nothing else is said; null leaves the header out. */
	headers?: Record<string, string | null>;
}

/** Asks once, and follows no redirect. Throws an `Outage` where there is no answer, or none that can be read. */
export type Ask = (url: string, question?: RequestOptions) => Promise<HttpResponse>;

/** Nothing came back. */
export class NoResponseError extends NetworkError {}

/** A connection that was kept for further requests did not serve this one. */
class Stale extends Error {}

/** How much one look at a site may take: requests, milliseconds for each, bytes of each body. */
interface Limits {
	requests: number;
	timeoutMs: number;
	bytes: number;
}

const LIMITS: Limits = { requests: 100, timeoutMs: 15_000, bytes: 20_000_000 };

/**
 * Asks one request at a time. The platform's own `fetch` will not do: it always names a program, and follows, decompresses
 * and keeps by itself. A site that asks to wait is asked once more after that.
 *
 * @param site the address that is looked at, which the requests name
 * @param heard is told of each request before it is sent
 */
export function createAsk(site: string, heard: (count: number, url: string) => void, limits: Limits = LIMITS): Ask {
	const agents = { plain: new PlainAgent({ keepAlive: true }), secure: new SecureAgent({ keepAlive: true }) };
	let count = 0;
	const once: Ask = async (url, { method = "GET", headers = {} } = {}) => {
		count += 1;
		if (count > limits.requests) throw new NetworkError(`After ${limits.requests} requests nothing more is looked at`);
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
			// The other side may have closed a connection just when it was to be used again: a new one tells.
			const incoming = await send(secure ? agents.secure : agents.plain).catch((cause) =>
				cause instanceof Stale ? send(false) : Promise.reject(cause),
			);
			const { statusCode: status = 0, headers: answered } = incoming;
			const coding = answered["content-encoding"] ?? "identity";
			const isBare = method === "HEAD" || status === 304 || coding === "identity";
			if (!isBare && !/^(x-)?gzip$/i.test(coding))
				throw new NetworkError(`${url} comes as ${coding}, which was not asked for`);
			const read = await bodyOf(isBare ? incoming : unzipped(incoming), limits.bytes);
			return { url, status, headers: answered, ...read };
		} catch (error) {
			if (error instanceof NetworkError) throw error;
			if (/^Z_/.test(codeOf(error) ?? ""))
				throw new NetworkError(`${url} is said to be compressed with gzip, and is not`);
			const reason = signal.aborted ? `nothing for ${limits.timeoutMs / 1000} seconds` : reasonOf(error);
			throw new NoResponseError(`${url} does not answer (${reason})`);
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

/** In milliseconds, what a site asks to wait that is asked too often, if that is a minute at most; else null. */
function pauseOf({ status, headers }: HttpResponse): number | null {
	const seconds = headers["retry-after"];
	const isAsked = status === 429 && seconds !== undefined && /^\d+$/.test(seconds) && Number(seconds) <= 60;
	return isAsked ? Number(seconds) * 1000 : null;
}

function unzipped(incoming: IncomingMessage): Readable {
	// What goes wrong is heard by whoever reads the result.
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
	// Where a name has several addresses and none answers, each has an error of its own.
	const [first = error]: unknown[] = error instanceof AggregateError ? error.errors : [];
	return codeOf(first) ?? (first instanceof Error ? first.message : String(first));
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** So many redirects in a row are followed. */
const MAX_ENTRIES = 5;

/** Where an address led to. */
export interface Reached {
	answer: HttpResponse;
	/** The redirects on the way, each as a sentence. */
	redirects: { url: string; status: number; to: string }[];
}

/** Asks for an address and follows redirects, each by a request of its own. */
export async function follow(address: string, ask: Ask): Promise<Reached | CliError> {
	const redirects: Reached["redirects"] = [];
	let url = address;
	for (;;) {
		if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
			return { failure: `${address} leads to no address of the web.` };
		const answer = await ask(url);
		const { status, headers } = answer;
		if (![301, 302, 303, 307, 308].includes(status)) return { answer, redirects };
		const to = URL.parse(headerOf(headers, "location"), url)?.href;
		if (to === undefined) return { failure: `${url} leads elsewhere (${status}) and does not say where to.` };
		redirects.push({ url, status, to });
		if (redirects.length > MAX_ENTRIES)
			return { failure: `${address} leads on and on: more than ${MAX_ENTRIES} redirects in a row.` };
		url = to;
	}
}
