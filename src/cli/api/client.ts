import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import {
	announced,
	count,
	fileUpload,
	heldFile,
	heldSource,
	issued,
	job,
	jobs,
	problems,
	refusal,
	subscriber,
	subscribers,
	uploaded,
} from "../../api/schemas.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { jsonOf } from "../../json.ts";
import { NetworkError } from "../command.ts";

/** What became of a list of changes. */
type Uploaded = z.infer<typeof uploaded>;
export type Counts = Pick<Uploaded, "added" | "changed" | "unchanged" | "removed">;

/** A sync of the site with a Git repository. Times are ISO 8601. */
export type Job = z.infer<typeof job>;

/** Who has a token for private feeds. Times are ISO 8601. */
export type Subscriber = z.infer<typeof subscriber>;
/** A token that was just made: the page of the subscriber, and the feeds as RSS. */
export type Issued = z.infer<typeof issued>;

/** A file beside articles, as the site has it. */
export type HeldFile = z.infer<typeof heldFile>;
/** What the site says of a list of files. */
export type Announced = z.infer<typeof announced>;
/** A file that is sent in parts. */
type FileUpload = z.infer<typeof fileUpload>;

const feed = z.object({ name: z.string(), count, rss: z.string() });
const feeds = z.object({ feeds: z.array(feed) });
/** A feed of the site, with the number of its articles and where its RSS is. */
export type FeedEntry = z.infer<typeof feed>;

/** A setting is invalid: nothing is served until it is fixed. */
export const misconfigured = z.object({ status: z.literal("misconfigured"), problems: z.array(z.string()) });

export const health = z.union([z.object({ status: z.enum(["ok", "delayed"]), pending: count }), misconfigured]);
export type Health = z.infer<typeof health>;

/** A change to upload: a source's text, its deletion, or the fact that it cannot be read. */
export type Change =
	| { path: string; text: string; modified?: string }
	| { path: string; deleted: true }
	/** A file that cannot be read. The hash identifies its present state. */
	| { path: string; unreadable: Fault & { hash: string } };

/** A file in the folders, or one that is there no more. */
export type FileLine = { path: string; hash: string; bytes: number } | { path: string; deleted: true };

/** A file to send, and Git's hash of its bytes. */
export type FileName = { path: string; hash: string };

/** Who a private feed token is for, which feeds it opens (all, if not set), and when it expires. */
export interface Subscription {
	for: string;
	feeds?: string[];
	expires?: string;
}

/** The part of a site's API that the command line uses. Every method may throw an `ApiError`. */
export interface Api {
	/** One request, with a timeout of ten seconds. */
	health(): Promise<Health>;
	/** The sources uploaded with this token: path → Git's hash. */
	sources(): Promise<Map<string, string>>;
	/**
	 * Uploads changes, in one request.
	 *
	 * @param isMore whether more changes of the same batch follow: the site renders no feed before the last one
	 */
	publish(changes: Change[], isMore?: boolean): Promise<Uploaded>;
	/** The files beside articles that were announced with this token. */
	files(): Promise<HeldFile[]>;
	/** Announces files, in one request of a thousand at most. The answer says which ones to send. */
	announceFiles(lines: FileLine[]): Promise<Announced>;
	/** @param isMore whether more files follow: articles are rendered with all of them at once */
	putFile(file: FileName, bytes: Uint8Array<ArrayBuffer>, isMore: boolean): Promise<void>;
	/** Begins or resumes to send a large file in parts. `head`: its first bytes. */
	beginUpload(file: FileName & { bytes: number }, head: Uint8Array<ArrayBuffer>): Promise<FileUpload>;
	/** Sends a part, numbered from 1. */
	putPart(hash: string, part: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
	completeUpload(hash: string): Promise<void>;
	/** All problems of the sources on the site. */
	problems(): Promise<Problem[]>;
	feeds(): Promise<FeedEntry[]>;
	/** The newest jobs, newest first. */
	jobs(): Promise<Job[]>;
	job(id: string): Promise<Job>;
	/** Retries a parked job. */
	retry(id: string): Promise<Job>;
	/** All private feed tokens ever created, newest first. */
	subscribers(): Promise<Subscriber[]>;
	/** Creates a private feed token. Never retried: each request creates another one. */
	subscribe(subscription: Subscription): Promise<Issued>;
	/** Revokes a token. */
	revoke(id: string): Promise<Subscriber>;
}

/** Pauses between retries, in milliseconds. Requests are safe to repeat unless noted otherwise. */
const RETRY_DELAYS_MS = [250, 500, 1000];

const OWN_SOURCES = "/api/sources?own=true";
const OWN_FILES = "/api/files?own=true";
const SUBSCRIBERS = "/api/subscribers";

/** A client for the site at `base`; see `connect`. */
export function createApi(base: string, token: string, ending: AbortSignal, pauses: number[] = RETRY_DELAYS_MS): Api {
	const { ask, insist, get } = connect(base, token, ending, pauses);
	return {
		health: async () => understood(base, "/health", health, (await ask("/health", 10)).text),
		async sources() {
			const lines = (await insist(OWN_SOURCES)).split("\n").filter((line) => line !== "");
			const held = lines.map((line) => understood(base, OWN_SOURCES, heldSource, line));
			return new Map(held.map(({ path, hash }) => [path, hash]));
		},
		async publish(changes, isMore) {
			const body = changes.map((change) => `${JSON.stringify(change)}\n`).join("");
			return get(`/api/sources${isMore ? "?more=true" : ""}`, uploaded, { method: "POST", body });
		},
		async files() {
			const lines = (await insist(OWN_FILES)).split("\n").filter((line) => line !== "");
			return lines.map((line) => understood(base, OWN_FILES, heldFile, line));
		},
		announceFiles: (lines) =>
			get("/api/files", announced, { method: "POST", body: lines.map((line) => `${JSON.stringify(line)}\n`).join("") }),
		async putFile({ path, hash }, body, isMore) {
			const address = `/api/files/${path.split("/").map(encodeURIComponent).join("/")}`;
			await insist(`${address}?hash=${hash}${isMore ? "&more=true" : ""}`, { method: "PUT", body });
		},
		beginUpload: (file, body) => get(`/api/uploads?${uploadQuery(file)}`, fileUpload, { method: "POST", body }),
		async putPart(hash, part, body) {
			await insist(`/api/uploads/${hash}/parts/${part}`, { method: "PUT", body });
		},
		completeUpload: async (hash) => void (await insist(`/api/uploads/${hash}/complete`, { method: "POST" })),
		problems: async () => (await get("/api/problems", problems)).problems,
		feeds: async () => (await get("/feeds.json", feeds)).feeds,
		jobs: async () => (await get("/api/jobs", jobs)).jobs,
		job: (id) => get(jobPath(id), job),
		retry: (id) => get(`${jobPath(id)}/retry`, job, { method: "POST" }),
		subscribers: async () => (await get(SUBSCRIBERS, subscribers)).subscribers,
		subscribe: (subscription) => get(SUBSCRIBERS, issued, { method: "POST", body: JSON.stringify(subscription) }, []),
		revoke: (id) => get(`${SUBSCRIBERS}/${encodeURIComponent(id)}`, subscriber, { method: "DELETE" }),
	};
}

function uploadQuery({ path, hash, bytes }: FileName & { bytes: number }): string {
	return new URLSearchParams({ path, hash, bytes: String(bytes) }).toString();
}

function jobPath(id: string): string {
	return `/api/jobs/${encodeURIComponent(id)}`;
}

/** How long a request may take, in seconds: as long as its body takes at 64 KiB a second, which is a slow uplink. */
function timeoutFor(body: RequestInit["body"]): number {
	return 60 + (body instanceof Uint8Array ? Math.ceil(body.byteLength / 65_536) : 0);
}

/** Sends requests to a site. Every method may throw an `ApiError`. */
export interface Connection {
	/** One request with a timeout. Resolves with any status. */
	ask(path: string, seconds: number, request?: RequestInit): Promise<Answer>;
	/** Retries transient failures. Throws for any status but success. */
	insist(path: string, request?: RequestInit, rests?: number[]): Promise<string>;
	/** The same, for a JSON response. */
	get<T>(path: string, schema: z.ZodType<T>, request?: RequestInit, rests?: number[]): Promise<T>;
}

/**
 * Connects to the site at `base`, such as `http://127.0.0.1:8787`. Redirects are not followed, so that the token is sent
 * nowhere else.
 *
 * @param ending aborts requests
 * @param pauses the pauses between retries, in milliseconds
 */
export function connect(base: string, token: string, ending: AbortSignal, pauses: number[]): Connection {
	async function ask(path: string, seconds: number, request: RequestInit = {}): Promise<Answer> {
		const signal = AbortSignal.any([ending, AbortSignal.timeout(seconds * 1000)]);
		try {
			const headers = { authorization: `Bearer ${token}` };
			const response = await fetch(base + path, { ...request, headers, signal, redirect: "manual" });
			const location = response.headers.get("location");
			const retryAfter = Number(response.headers.get("retry-after")) || 0;
			return { status: response.status, location, retryAfter, text: await response.text() };
		} catch (error) {
			throw unanswered(base, error);
		}
	}
	async function insist(path: string, request?: RequestInit, rests = pauses): Promise<string> {
		for (let tries = 0; ; tries++) {
			try {
				const answer = await ask(path, timeoutFor(request?.body), request);
				if (answer.status >= 200 && answer.status < 300) return answer.text;
				throw refused(base, path, answer);
			} catch (error) {
				const pause = rests[tries];
				const isWorthIt = error instanceof ApiError && error.isTransient && !ending.aborted;
				if (!isWorthIt || pause === undefined) throw error;
				await sleep(pause, undefined, { signal: ending });
			}
		}
	}
	async function get<T>(path: string, schema: z.ZodType<T>, request?: RequestInit, rests = pauses): Promise<T> {
		return understood(base, path, schema, await insist(path, request, rests));
	}
	return { ask, insist, get };
}

/** A request failed: the site refused it, did not answer, or sent something unexpected. */
export class ApiError extends NetworkError {
	/** The HTTP status; null if there was no response, or an unexpected one. */
	readonly status: number | null;
	/** The site's error message; null if there was none. */
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
	/** The target of a redirect. */
	location: string | null;
	/** Seconds that the site asks to wait; 0 if it does not say. */
	retryAfter: number;
	text: string;
}

const ADVICE = new Map([
	[401, "Check that PUBLISH_TOKEN matches the site's secret PUBLISH_TOKEN or one of its API_TOKENS"],
	[403, "Check that the token has the scope publish, and that no bot filter blocks requests to the site"],
	[404, "Check that this is the address of a Newsstand, without a path"],
]);

/** A site that asks to wait longer is not asked again: its day's budget is used up. */
const MAX_WAIT_SECONDS = 120;

/**
 * The error for a response other than success.
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
		? "The token was not sent there. If that is your site, use its address"
		: ADVICE.get(status);
	const message = `${base} ${what}${advice === undefined ? "" : `. ${advice}`}`;
	const isTransient = retryAfter <= MAX_WAIT_SECONDS && (status === 429 || status >= 500);
	return new ApiError(message, status, isTransient, said);
}

/** The error for a request that got no response. */
export function unanswered(base: string, error: unknown): ApiError {
	// `fetch` wraps the real reason in an error that says only "fetch failed".
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = z.object({ code: z.string() }).safeParse(cause).data?.code;
	const what = code ?? (cause instanceof Error ? cause.message : String(cause));
	return new ApiError(`${base} does not answer (${what})`, null, true);
}

/** Parses a response; throws if it is not JSON of the expected shape. */
function understood<T>(base: string, path: string, schema: z.ZodType<T>, text: string): T {
	const answer = schema.safeParse(jsonOf(text)).data;
	if (answer !== undefined) return answer;
	const what = isPage(text) ? "with a web page" : "with an unexpected response";
	throw new ApiError(`${base} answered ${what} to ${path}. ${ADVICE.get(404)}`, null, false);
}

function isPage(text: string): boolean {
	return /^\s*</.test(text);
}
