import type { Problem } from "../article/problem.ts";
import * as answers from "./api-answers.ts";
import { connect } from "./api-connection.ts";
import { understood } from "./api-error.ts";

/** One source as it is sent: what it says now, or that it is gone. */
export type Change = { path: string; text: string; modified?: string } | { path: string; deleted: true };

/** Whom a token for private feeds is for, what it opens (all feeds if nothing is said), and until when. */
export interface Subscription {
	for: string;
	feeds?: string[];
	expires?: string;
}

/** What the command line needs of a running Worker. Every method may throw an `ApiError`. */
export interface Api {
	/** Asks once, and does not wait for an answer longer than ten seconds. */
	health(): Promise<answers.Health>;
	/** The sources that the Worker holds and that this token has put there: path → git's hash. */
	sources(): Promise<Map<string, string>>;
	/** Hands changes over, in one request. */
	publish(changes: Change[]): Promise<answers.Applied>;
	/** All problems that the Worker holds at present. */
	problems(): Promise<Problem[]>;
	feeds(): Promise<answers.FeedEntry[]>;
	/** The newest jobs, newest first. */
	jobs(): Promise<answers.Job[]>;
	job(id: string): Promise<answers.Job>;
	/** Has a parked job tried again. */
	retry(id: string): Promise<answers.Job>;
	/** Everybody who was ever given a token for private feeds, the newest first. */
	subscribers(): Promise<answers.Subscriber[]>;
	/** Gives somebody a token. Asks once, since each request makes another. */
	subscribe(subscription: Subscription): Promise<answers.Issued>;
	/** Takes a token back. */
	revoke(id: string): Promise<answers.Subscriber>;
}

/** Pauses before the second try and those after it, in milliseconds. Requests may safely be repeated, if not said otherwise. */
const PAUSES = [250, 500, 1000];

const OWN_SOURCES = "/api/sources?own=true";
const SUBSCRIBERS = "/api/subscribers";

/** Talks to the Worker at `base`, as `connect` does. */
export function createApi(base: string, token: string, ending: AbortSignal, pauses: number[] = PAUSES): Api {
	const { ask, insist, get } = connect(base, token, ending, pauses);
	return {
		health: async () => understood(base, "/health", answers.health, (await ask("/health", 10)).text),
		async sources() {
			const lines = (await insist(OWN_SOURCES)).split("\n").filter((line) => line !== "");
			const held = lines.map((line) => understood(base, OWN_SOURCES, answers.heldSource, line));
			return new Map(held.map(({ path, hash }) => [path, hash]));
		},
		async publish(changes) {
			const body = changes.map((change) => `${JSON.stringify(change)}\n`).join("");
			return get("/api/sources", answers.applied, { method: "POST", body });
		},
		problems: async () => (await get("/api/problems", answers.problems)).problems,
		feeds: async () => (await get("/feeds.json", answers.feeds)).feeds,
		jobs: async () => (await get("/api/jobs", answers.jobs)).jobs,
		job: (id) => get(jobPath(id), answers.job),
		retry: (id) => get(`${jobPath(id)}/retry`, answers.job, { method: "POST" }),
		subscribers: async () => (await get(SUBSCRIBERS, answers.subscribers)).subscribers,
		subscribe: (subscription) =>
			get(SUBSCRIBERS, answers.issued, { method: "POST", body: JSON.stringify(subscription) }, []),
		revoke: (id) => get(`${SUBSCRIBERS}/${encodeURIComponent(id)}`, answers.subscriber, { method: "DELETE" }),
	};
}

function jobPath(id: string): string {
	return `/api/jobs/${encodeURIComponent(id)}`;
}
