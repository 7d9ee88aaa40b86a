import { setTimeout as sleep } from "node:timers/promises";
import type * as z from "zod";
import { type Answer, ApiError, refused, unanswered, understood } from "./api-error.ts";

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
