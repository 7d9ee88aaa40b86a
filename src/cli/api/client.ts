import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import {
	applied,
	count,
	heldSource,
	issued,
	job,
	jobs,
	problems,
	refusal,
	subscriber,
	subscribers,
} from "../../api/schemas.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { jsonOf } from "../../json.ts";
import { NetworkError } from "../command.ts";

/** What became of a list of changes. */
type Applied = z.infer<typeof applied>;
export type Counts = Pick<Applied, "added" | "changed" | "unchanged" | "removed">;

/** Making the site hold what a Git repository holds. Times are ISO 8601. */
export type Job = z.infer<typeof job>;

/** Who has a token for private feeds. Times are ISO 8601. */
export type Subscriber = z.infer<typeof subscriber>;
/** A token that was just made: the page of the subscriber, and the feeds as RSS. */
export type Issued = z.infer<typeof issued>;

const feed = z.object({ name: z.string(), count, rss: z.string() });
const feeds = z.object({ feeds: z.array(feed) });
/** A feed of the site, with the number of its articles and where its RSS is. */
export type FeedEntry = z.infer<typeof feed>;

/** A setting is invalid: nothing is served until it is fixed. */
export const misconfigured = z.object({ status: z.literal("misconfigured"), problems: z.array(z.string()) });

export const health = z.union([z.object({ status: z.enum(["ok", "delayed"]), pending: count }), misconfigured]);
export type Health = z.infer<typeof health>;

/** One source as it is sent: what it says now, that it is gone, or that it cannot be read. */
export type Change =
	| { path: string; text: string; modified?: string }
	| { path: string; deleted: true }
	/** A file that cannot be read; the hash stands for it as it is. */
	| { path: string; unreadable: Fault & { hash: string } };

/** Whom a token for private feeds is for, what it opens (all feeds if nothing is said), and until when. */
export interface Subscription {
	for: string;
	feeds?: string[];
	expires?: string;
}

/** What the command line needs of a running Worker. Every method may throw an `ApiError`. */
export interface Api {
	/** Asks once, and does not wait for an answer longer than ten seconds. */
	health(): Promise<Health>;
	/** The sources that the Worker holds and that this token has put there: path → git's hash. */
	sources(): Promise<Map<string, string>>;
	/**
	 * Uploads changes, in one request.
	 *
	 * @param isMore whether more follow at once that belong to them: the site writes no feed before the last of them
	 */
	publish(changes: Change[], isMore?: boolean): Promise<Applied>;
	/** All problems that the Worker holds at present. */
	problems(): Promise<Problem[]>;
	feeds(): Promise<FeedEntry[]>;
	/** The newest jobs, newest first. */
	jobs(): Promise<Job[]>;
	job(id: string): Promise<Job>;
	/** Has a parked job tried again. */
	retry(id: string): Promise<Job>;
	/** Everybody who was ever given a token for private feeds, the newest first. */
	subscribers(): Promise<Subscriber[]>;
	/** Gives somebody a token. Asks once, since each request makes another. */
	subscribe(subscription: Subscription): Promise<Issued>;
	/** Takes a token back. */
	revoke(id: string): Promise<Subscriber>;
}

/** Pauses before the second try and those after it, in milliseconds. Requests may safely be repeated, if not said otherwise. */
const RETRY_DELAYS_MS = [250, 500, 1000];

const OWN_SOURCES = "/api/sources?own=true";
const SUBSCRIBERS = "/api/subscribers";

/** Talks to the Worker at `base`, as `connect` does. */
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
			return get(`/api/sources${isMore ? "?more=true" : ""}`, applied, { method: "POST", body });
		},
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

function jobPath(id: string): string {
	return `/api/jobs/${encodeURIComponent(id)}`;
}

/** How the API of a site is asked. Every method may throw an `ApiError`. */
export interface Connection {
	/** Asks once, and does not wait longer for an answer. Any status is one. */
	ask(path: string, seconds: number, request?: RequestInit): Promise<Answer>;
	/** Asks until there is an answer or the tries are used up; any status but success is an error. */
	insist(path: string, request?: RequestInit, rests?: number[]): Promise<string>;
	/** The same, of an answer in JSON. */
	get<T>(path: string, schema: z.ZodType<T>, request?: RequestInit, rests?: number[]): Promise<T>;
}

/**
 * Connects to the Worker at `base`, such as `http://127.0.0.1:8787`. The token goes there and nowhere else: redirects are
 * not followed.
 *
 * @param ending ends whatever is under way
 * @param pauses before the second try and those after it, in milliseconds
 */
export function connect(base: string, token: string, ending: AbortSignal, pauses: number[]): Connection {
	async function ask(path: string, seconds: number, request: RequestInit = {}): Promise<Answer> {
		const signal = AbortSignal.any([ending, AbortSignal.timeout(seconds * 1000)]);
		try {
			const headers = { authorization: `Bearer ${token}` };
			const response = await fetch(base + path, { ...request, headers, signal, redirect: "manual" });
			return { status: response.status, location: response.headers.get("location"), text: await response.text() };
		} catch (error) {
			throw unanswered(base, error);
		}
	}
	async function insist(path: string, request?: RequestInit, rests = pauses): Promise<string> {
		for (let tries = 0; ; tries++) {
			try {
				const answer = await ask(path, 60, request);
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

/** The site did not do what it was asked: it refused, or nothing came back that can be understood. */
export class ApiError extends NetworkError {
	/** The HTTP status; null if there was no answer, or none that was understood. */
	readonly status: number | null;
	/** Why, in the Worker's own words; null if it said nothing. */
	readonly reason: string | null;
	/** Whether the same request may succeed in a moment. */
	readonly isTransient: boolean;

	constructor(message: string, status: number | null, isTransient: boolean, reason: string | null = null) {
		super(message);
		this.status = status;
		this.reason = reason;
		this.isTransient = isTransient;
	}
}

/** What came back over HTTP. */
interface Answer {
	status: number;
	/** Where a redirect leads to. */
	location: string | null;
	text: string;
}

const ADVICE = new Map([
	[401, "Check that PUBLISH_TOKEN is a token of that site: its secret PUBLISH_TOKEN, or one of its API_TOKENS"],
	[403, "Check that the token has the scope publish, and that nothing in front of the site turns programs away"],
	[404, "Check that this is the address of a Newsstand, without a path"],
]);

/**
 * An answer other than success.
 *
 * @param base the address of the site
 * @param path what was asked for
 */
function refused(base: string, path: string, { status, location, text }: Answer): ApiError {
	const answer = jsonOf(text);
	const words = refusal.safeParse(answer).data?.error ?? misconfigured.safeParse(answer).data?.problems.join(" ");
	const said = words?.replace(/\.$/, "") ?? null;
	const reason = said ?? (isPage(text) ? "that is a web page" : "it gave no reason");
	const isRedirect = status >= 300 && status < 400;
	const elsewhere = URL.parse(location ?? "", base)?.origin ?? "another address";
	const what = isRedirect ? `sends on to ${elsewhere}` : `answered ${status} to ${path.replace(/\?.*/, "")}: ${reason}`;
	const advice = isRedirect
		? "The token is not sent there; if that is your site, name its address"
		: ADVICE.get(status);
	const message = `${base} ${what}${advice === undefined ? "" : `. ${advice}`}`;
	return new ApiError(message, status, status === 429 || status >= 500, said);
}

/** No answer at all. */
export function unanswered(base: string, error: unknown): ApiError {
	// Node hides what happened to the connection below its own `fetch failed`.
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = z.object({ code: z.string() }).safeParse(cause).data?.code;
	const what = code ?? (cause instanceof Error ? cause.message : String(cause));
	return new ApiError(`${base} does not answer (${what})`, null, true);
}

/** What a text says; an error for what is not JSON or not of that shape. */
function understood<T>(base: string, path: string, schema: z.ZodType<T>, text: string): T {
	const answer = schema.safeParse(jsonOf(text)).data;
	if (answer !== undefined) return answer;
	const what = isPage(text) ? "with a web page" : "with something that was not understood";
	throw new ApiError(`${base} answered ${what} to ${path}. ${ADVICE.get(404)}`, null, false);
}

function isPage(text: string): boolean {
	return /^\s*</.test(text);
}
