import { setTimeout as sleep } from "node:timers/promises";
import type * as z from "zod";
import type { Problem } from "../article/problem.ts";
import * as answers from "./api-answers.ts";
import { type Answer, ApiError, refused, unanswered, understood } from "./api-error.ts";

/** One source as it is sent: what it says now, or that it is gone. */
export type Change = { path: string; text: string; modified?: string } | { path: string; deleted: true };

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
}

/** Pauses before the second try and those after it, in milliseconds. All requests may safely be repeated. */
const PAUSES = [250, 500, 1000];

const OWN_SOURCES = "/api/sources?own=true";

/**
 * Talks to the Worker at `base`, such as `http://127.0.0.1:8787`. The token goes there and nowhere else: redirects are
 * not followed.
 *
 * @param ending ends whatever is under way
 */
export function createApi(base: string, token: string, ending: AbortSignal, pauses: number[] = PAUSES): Api {
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
	/** Asks until there is an answer or the tries are used up; any status but success is an error. */
	async function insist(path: string, request?: RequestInit): Promise<string> {
		for (let tries = 0; ; tries++) {
			try {
				const answer = await ask(path, 60, request);
				if (answer.status >= 200 && answer.status < 300) return answer.text;
				throw refused(base, path, answer);
			} catch (error) {
				const pause = pauses[tries];
				const isWorthIt = error instanceof ApiError && error.isTransient && !ending.aborted;
				if (!isWorthIt || pause === undefined) throw error;
				await sleep(pause, undefined, { signal: ending });
			}
		}
	}
	async function get<T>(path: string, schema: z.ZodType<T>, request?: RequestInit): Promise<T> {
		return understood(base, path, schema, await insist(path, request));
	}
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
	};
}

function jobPath(id: string): string {
	return `/api/jobs/${encodeURIComponent(id)}`;
}
