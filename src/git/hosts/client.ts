import { readBounded } from "../../read-body.ts";

/**
 * Timeouts in milliseconds: one for requests for a branch's newest commit, the other for all other requests except file
 * downloads.
 */
const HEAD_TIMEOUT = 5000;
const REQUEST_TIMEOUT_MS = 20_000;

/** Maximum size of a JSON response, in bytes. GitHub limits trees to 7 MB. */
const MAX_JSON = 16 * 1024 * 1024;

/** Maximum number of bytes read from an error response. */
const MAX_WORDS = 64 * 1024;

/** Maximum wait before a retry, in milliseconds, even if the host asks for a longer one. */
const MAX_WAIT_MS = 6 * 3_600_000;

/** Access to a host's API. */
export interface Access {
	/** Base URL of the API, without a trailing slash. */
	api: string;
	/** Name of the secret that contains the token, for error messages. */
	tokenName: string;
	token: string | undefined;
}

interface RequestOptions {
	method?: "POST";
	accept?: string;
	/** The body, which is sent as JSON. */
	body?: object;
	/** Maximum size of the response in bytes. */
	limit?: number;
	/** The timeout in milliseconds. */
	timeout?: number;
}

/** A host's response, with a 2xx status or a status that means "not found". */
interface HostResponse {
	status: number;
	headers: Headers;
	/** Null if the body is longer than the limit. */
	bytes: Uint8Array | null;
}

/**
 * Calls a host's API. Never follows redirects, or URLs in responses.
 *
 * @param path the path and query, with a leading slash
 * @throws {RateLimitedError} while the host's rate limit is exceeded
 * @throws {PermanentError} if retrying would not help
 * @throws any other error, including 5xx, if a retry may help
 */
export async function ask(access: Access, path: string, options: RequestOptions = {}): Promise<HostResponse> {
	const response = await request(access, path, options);
	const { status, headers } = response;
	return { status, headers, bytes: await readBounded(response, options.limit ?? MAX_JSON) };
}

/** Timeout for fetching the bytes of a file, in milliseconds. */
const FILE_TIMEOUT_MS = 300_000;

/** Fetches a file of any size as a stream. Throws the errors of `ask`, and `NotFoundError` if there is no such file. */
export async function askFile(access: Access, path: string, accept: string): Promise<HostFile> {
	const response = await request(access, path, { accept, timeout: FILE_TIMEOUT_MS });
	if (isNotFound(response.status)) {
		await response.body?.cancel();
		throw new NotFoundError("A file of this commit no longer exists on the host.");
	}
	return fileOf(response);
}

/** The bytes of a file, and its length if the host reports it. */
export interface HostFile {
	body: ReadableStream<Uint8Array>;
	bytes: number | null;
}

export function fileOf({ body, headers }: Response): HostFile {
	const length = headers.get("Content-Encoding") === null ? headers.get("Content-Length") : null;
	return { body: body ?? new Blob([]).stream(), bytes: length === null ? null : Number(length) };
}

/** Sends a request. Returns successes and "not found", and throws for all other responses. */
async function request(access: Access, path: string, options: RequestOptions): Promise<Response> {
	const host = new URL(access.api).host;
	const { timeout = REQUEST_TIMEOUT_MS } = options;
	const response = await fetch(access.api + path, {
		method: options.method ?? "GET",
		headers: {
			Accept: options.accept ?? "application/json",
			// GitHub rejects requests without this header.
			"User-Agent": "Newsstand",
			...(access.token === undefined ? {} : { Authorization: `Bearer ${access.token}` }),
			...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
		},
		...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
		redirect: "manual",
		signal: AbortSignal.timeout(timeout),
	}).catch((error: unknown) => {
		if (error instanceof Error && error.name === "TimeoutError") {
			throw new Error(`${host} did not respond within ${timeout / 1000} seconds.`);
		}
		throw new Error(`${host} does not respond (${error instanceof Error ? error.message : String(error)}).`);
	});
	const { status, headers } = response;
	if (response.ok || isNotFound(status)) return response;
	const words = new TextDecoder().decode((await readBounded(response, MAX_WORDS)) ?? undefined);
	const until = retryTimeOf(status, headers, words, Date.now());
	if (until !== null)
		throw new RateLimitedError(`${host} does not accept any more requests right now.${hintAtToken(access)}`, until);
	if (status >= 500) throw new Error(`${host} answered ${status}.`);
	if (status >= 300 && status < 400) {
		throw new PermanentError(
			`${host} answered ${status}, a redirect, which the site does not follow. If the repository was renamed or moved, change its \`url\` in REPOSITORIES. If the branch was renamed, change its \`branch\` there.`,
		);
	}
	if (status === 401)
		throw new PermanentError(`${host} does not accept the token in ${access.tokenName}. Set a new token.`);
	if (status === 403) {
		throw new PermanentError(
			access.token === undefined
				? `${host} requires a token. Set the secret ${access.tokenName}.`
				: `The token in ${access.tokenName} does not have permission on ${host}. Allow it to read the repository's contents and to write commit statuses.`,
		);
	}
	throw new PermanentError(`${host} answered ${status}.`);
}

/** Fetches the newest commit as JSON. Returns undefined if there is no such branch. */
export function askHead(access: Access, path: string): Promise<unknown> {
	return askJson(access, path, { timeout: HEAD_TIMEOUT });
}

/** Sends a request, and returns the response as JSON; undefined for "not found". */
export async function askJson(access: Access, path: string, options: RequestOptions = {}): Promise<unknown> {
	const { status, bytes } = await ask(access, path, options);
	if (isNotFound(status)) return undefined;
	const host = new URL(access.api).host;
	if (bytes === null) throw new PermanentError(`The response from ${host} is too long.`);
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new Error(`The response from ${host} is not JSON.`);
	}
}

/** Sends a POST request, for which "not found" usually means that the token does not have permission. */
export async function post(access: Access, path: string, body: object): Promise<void> {
	const { status } = await ask(access, path, { method: "POST", body });
	if (isNotFound(status)) {
		throw new PermanentError(
			`${new URL(access.api).host} answered ${status}. Check the permissions of the token in ${access.tokenName}.`,
		);
	}
}

/**
 * Whether a status means "not found". GitHub returns 409 for an empty repository, and 451 for a repository that was
 * taken down for legal reasons.
 */
export function isNotFound(status: number): boolean {
	return [404, 409, 410, 451].includes(status);
}

/**
 * Returns when a host will accept requests again, in milliseconds since 1970; null if the response is not due to a rate
 * limit.
 *
 * @param words the response body. If it mentions GitHub's secondary rate limit, and no header contains a time, the wait
 * is one minute
 */
export function retryTimeOf(status: number, headers: Headers, words: string, now: number): number | null {
	if (status !== 429 && status !== 403 && status !== 503) return null;
	const soon = Math.min(
		...[retryAfter(headers, now), reset(headers)].filter((time) => time !== null && time > now - 60_000).map(Number),
	);
	if (Number.isFinite(soon)) return Math.min(Math.max(soon, now + 1000), now + MAX_WAIT_MS);
	return status === 429 || (status === 403 && /rate limit/i.test(words)) ? now + 60_000 : null;
}

/** Parses a `Retry-After` header (RFC 9110, section 10.2.3), which contains seconds or a date. */
function retryAfter(headers: Headers, now: number): number | null {
	const text = headers.get("Retry-After");
	if (text === null) return null;
	const time = /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
	return Number.isNaN(time) ? null : time;
}

/** Returns when the limit resets. GitHub, GitLab and Forgejo send this time in seconds since 1970. */
function reset(headers: Headers): number | null {
	for (const prefix of ["X-RateLimit", "RateLimit"]) {
		if (headers.get(`${prefix}-Remaining`) !== "0") continue;
		const seconds = Number(headers.get(`${prefix}-Reset`) ?? Number.NaN);
		if (Number.isFinite(seconds)) return seconds * 1000;
	}
	return null;
}

function hintAtToken({ token, tokenName }: Access): string {
	return token === undefined ? ` The limit is much higher if you set a token in ${tokenName}.` : "";
}

/**
 * The host's rate limit is exceeded until `until` (milliseconds since 1970). The job does not count this as a failure.
 */
export class RateLimitedError extends Error {
	readonly until: number;
	constructor(message: string, until: number) {
		super(message);
		this.until = until;
	}
}

/** An error that retrying cannot fix. The message says what to change. */
export class PermanentError extends Error {}

/** Something that an earlier response referred to no longer exists on the host. */
export class NotFoundError extends Error {}
