import { readBounded } from "../../read-body.ts";

/** How long an answer may take, in milliseconds: that to a small question, and any other. */
const HEAD_TIMEOUT = 5000;
const REQUEST_TIMEOUT_MS = 20_000;

/** The longest tree that GitHub gives has 7 MB. */
const MAX_JSON = 16 * 1024 * 1024;

/** What is read of a refusal, in bytes. */
const MAX_WORDS = 64 * 1024;

/** Nobody is waited for any longer than this, in milliseconds. */
const MAX_WAIT_MS = 6 * 3_600_000;

/** Where a host's API is, and how to prove who we are. */
export interface Access {
	/** Without a slash at the end. */
	api: string;
	/** The name of the secret that holds the token, for messages. */
	tokenName: string;
	token: string | undefined;
}

interface RequestOptions {
	method?: "POST";
	accept?: string;
	/** Sent as JSON. */
	body?: object;
	/** The most bytes that the answer may have. */
	limit?: number;
	/** In milliseconds. */
	timeout?: number;
}

/** What a host answered: 2xx, or one of the statuses that mean that something is not there. */
interface HostResponse {
	status: number;
	headers: Headers;
	/** Null if the answer is longer than allowed. */
	bytes: Uint8Array | null;
}

/**
 * Asks a host. Only its API is ever contacted: no redirect is followed, and no address out of an answer is used.
 *
 * @param path with the slash at its beginning, and its query
 * @throws {RateLimitedError} as long as the host's rate limit is used up
 * @throws {PermanentError} if the same question would get the same answer
 * @throws whatever `fetch` does, and for 5xx: worth another try
 */
export async function ask(access: Access, path: string, asked: RequestOptions = {}): Promise<HostResponse> {
	const host = new URL(access.api).host;
	const { timeout = REQUEST_TIMEOUT_MS } = asked;
	const response = await fetch(access.api + path, {
		method: asked.method ?? "GET",
		headers: {
			Accept: asked.accept ?? "application/json",
			// GitHub refuses whoever has no name.
			"User-Agent": "Newsstand",
			...(access.token === undefined ? {} : { Authorization: `Bearer ${access.token}` }),
			...(asked.body === undefined ? {} : { "Content-Type": "application/json" }),
		},
		...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
		redirect: "manual",
		signal: AbortSignal.timeout(timeout),
	}).catch((error: unknown) => {
		if (error instanceof Error && error.name === "TimeoutError") {
			throw new Error(`${host} did not answer within ${timeout / 1000} seconds.`);
		}
		throw new Error(`${host} does not answer (${error instanceof Error ? error.message : String(error)}).`);
	});
	const { status, headers } = response;
	if (response.ok || isNotFound(status)) {
		return { status, headers, bytes: await readBounded(response, asked.limit ?? MAX_JSON) };
	}
	const words = new TextDecoder().decode((await readBounded(response, MAX_WORDS)) ?? undefined);
	const until = retryTimeOf(status, headers, words, Date.now());
	if (until !== null)
		throw new RateLimitedError(`${host} takes no more requests for now.${hintAtToken(access)}`, until);
	if (status >= 500) throw new Error(`${host} answered ${status}.`);
	if (status >= 300 && status < 400) {
		throw new PermanentError(
			`${host} answered ${status}, a redirect, which is not followed. Either the repository has a new name or owner: change its \`url\` in REPOSITORIES. Or the branch has a new name: change its \`branch\` there.`,
		);
	}
	if (status === 401)
		throw new PermanentError(`${host} does not accept the token in ${access.tokenName}. Set a new one.`);
	if (status === 403) {
		throw new PermanentError(
			access.token === undefined
				? `${host} asks for a token. Set the secret ${access.tokenName}.`
				: `The token in ${access.tokenName} does not allow this on ${host}. Give it access to the repository's contents, and to commit statuses.`,
		);
	}
	throw new PermanentError(`${host} answered ${status}.`);
}

/** The answer to the question for the newest commit, as JSON; undefined if the branch is not there. */
export function askHead(access: Access, path: string): Promise<unknown> {
	return askJson(access, path, { timeout: HEAD_TIMEOUT });
}

/** The answer as JSON; undefined if what was asked for is not there. */
export async function askJson(access: Access, path: string, asked: RequestOptions = {}): Promise<unknown> {
	const { status, bytes } = await ask(access, path, asked);
	if (isNotFound(status)) return undefined;
	const host = new URL(access.api).host;
	if (bytes === null) throw new PermanentError(`The answer of ${host} is too long.`);
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new Error(`${host} answered with something that is not JSON.`);
	}
}

/** Has the host do something. What it says it does not have, it does not let us do. */
export async function post(access: Access, path: string, body: object): Promise<void> {
	const { status } = await ask(access, path, { method: "POST", body });
	if (isNotFound(status)) {
		throw new PermanentError(
			`${new URL(access.api).host} answered ${status}. The token in ${access.tokenName} may lack the right.`,
		);
	}
}

/** 409: GitHub's word for an empty repository. 451: taken down. */
export function isNotFound(status: number): boolean {
	return [404, 409, 410, 451].includes(status);
}

/**
 * Until when a host wants to be left alone, in milliseconds since 1970; null if that is not what it says.
 *
 * @param words the body of its answer: of its second limit GitHub may speak there alone, and wants a minute
 */
export function retryTimeOf(status: number, headers: Headers, words: string, now: number): number | null {
	if (status !== 429 && status !== 403 && status !== 503) return null;
	const soon = Math.min(
		...[retryAfter(headers, now), reset(headers)].filter((time) => time !== null && time > now - 60_000).map(Number),
	);
	if (Number.isFinite(soon)) return Math.min(Math.max(soon, now + 1000), now + MAX_WAIT_MS);
	return status === 429 || (status === 403 && /rate limit/i.test(words)) ? now + 60_000 : null;
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfter(headers: Headers, now: number): number | null {
	const text = headers.get("Retry-After");
	if (text === null) return null;
	const time = /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
	return Number.isNaN(time) ? null : time;
}

/** GitHub, GitLab and Forgejo tell the second since 1970 at which the count begins again. */
function reset(headers: Headers): number | null {
	for (const prefix of ["X-RateLimit", "RateLimit"]) {
		if (headers.get(`${prefix}-Remaining`) !== "0") continue;
		const seconds = Number(headers.get(`${prefix}-Reset`) ?? Number.NaN);
		if (Number.isFinite(seconds)) return seconds * 1000;
	}
	return null;
}

function hintAtToken({ token, tokenName }: Access): string {
	return token === undefined ? ` With a token in ${tokenName} it would take many more.` : "";
}

/** The host asks for patience: not a failure, and not before `until` (milliseconds since 1970). */
export class RateLimitedError extends Error {
	readonly until: number;
	constructor(message: string, until: number) {
		super(message);
		this.until = until;
	}
}

/** Trying again would not help until somebody changes something. The message says what. */
export class PermanentError extends Error {}

/** What the answer refers to is not there (any more). */
export class NotFoundError extends Error {}
