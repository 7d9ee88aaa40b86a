import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { Problem } from "../article/problem.ts";
import { Outage } from "./outage.ts";

/** One source as it is sent: what it says now, or that it is gone. */
export type Change = { path: string; text: string; modified?: string } | { path: string; deleted: true };

const problem = z.object({
	severity: z.enum(["error", "warning"]).default("error"),
	path: z.string(),
	line: z.number().nullable().default(null),
	message: z.string(),
	hint: z.string().default(""),
});
const problems = z.object({ problems: z.array(problem) });
const count = z.number().int().nonnegative();
const counts = z.object({ added: count, changed: count, unchanged: count, removed: count });
const heldSource = z.object({ path: z.string(), hash: z.string() });
const feed = z.object({ name: z.string(), count, rss: z.string() });
const health = z.union([
	z.object({ status: z.enum(["ok", "delayed"]), pending: count }),
	z.object({ status: z.literal("misconfigured"), problems: z.array(z.string()) }),
]);
const refusal = z.object({ error: z.string() });

export type Counts = z.infer<typeof counts>;
/** A feed of the site, with the number of its articles and where its RSS is. */
export type FeedEntry = z.infer<typeof feed>;
export type Health = z.infer<typeof health>;

/** The Worker did not do what it was asked: it refused (`status`), or nothing came back (null). */
export class ApiError extends Outage {
	readonly status: number | null;
	constructor(message: string, status: number | null) {
		super(message);
		this.status = status;
	}
}

/** What the command line needs of a running Worker. Every method may throw an `ApiError`. */
export interface Api {
	/** Asks once, and does not wait for an answer longer than ten seconds. */
	health(): Promise<Health>;
	/** The sources that the Worker holds: path → git's hash. */
	sources(): Promise<Map<string, string>>;
	/** Hands changes over, in one request. */
	publish(changes: Change[]): Promise<Counts>;
	/** All problems that the Worker holds at present. */
	problems(): Promise<Problem[]>;
	feeds(): Promise<FeedEntry[]>;
}

interface Answer {
	status: number;
	text: string;
}

/** Pauses before the second try and those after it, in milliseconds. All requests may safely be repeated. */
const PAUSES = [250, 500, 1000];
const TRANSIENT = new Set([429, 502, 503, 504]);

/**
 * Talks to the Worker at `base`, such as `http://127.0.0.1:8787`.
 *
 * @param ending ends whatever is under way
 */
export function createApi(base: string, token: string, ending: AbortSignal, pauses: number[] = PAUSES): Api {
	async function ask(path: string, seconds: number, request: RequestInit = {}): Promise<Answer> {
		const signal = AbortSignal.any([ending, AbortSignal.timeout(seconds * 1000)]);
		try {
			const headers = { authorization: `Bearer ${token}` };
			const response = await fetch(base + path, { ...request, headers, signal });
			return { status: response.status, text: await response.text() };
		} catch (error) {
			throw new ApiError(`The Worker does not answer (${causeOf(error)})`, null);
		}
	}
	/** Asks until there is an answer or the tries are used up; any status but 200 is an error. */
	async function insist(path: string, request?: RequestInit): Promise<string> {
		for (let tries = 0; ; tries++) {
			try {
				const { status, text } = await ask(path, 60, request);
				if (status === 200) return text;
				const reason = parse(refusal, text)?.error ?? "it gave no reason";
				throw new ApiError(`The Worker answered ${status} to ${path}: ${reason}`, status);
			} catch (error) {
				const pause = pauses[tries];
				if (!isTransient(error) || pause === undefined || ending.aborted) throw error;
				await sleep(pause, undefined, { signal: ending });
			}
		}
	}
	async function get<T>(path: string, schema: z.ZodType<T>, request?: RequestInit): Promise<T> {
		return understood(path, parse(schema, await insist(path, request)));
	}
	return {
		health: async () => understood("/health", parse(health, (await ask("/health", 10)).text)),
		async sources() {
			const lines = (await insist("/api/sources")).split("\n").filter((line) => line !== "");
			const held = lines.map((line) => understood("/api/sources", parse(heldSource, line)));
			return new Map(held.map(({ path, hash }) => [path, hash]));
		},
		async publish(changes) {
			const body = changes.map((change) => `${JSON.stringify(change)}\n`).join("");
			return get("/api/sources", counts, { method: "POST", body });
		},
		problems: async () => (await get("/api/problems", problems)).problems,
		feeds: async () => (await get("/feeds.json", z.object({ feeds: z.array(feed) }))).feeds,
	};
}

function isTransient(error: unknown): boolean {
	return error instanceof ApiError && (error.status === null || TRANSIENT.has(error.status));
}

/** undefined for what is not JSON or not of that shape. */
function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
	try {
		return schema.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}

function understood<T>(path: string, answer: T | undefined): T {
	if (answer === undefined) throw new ApiError(`The Worker's answer to ${path} was not understood`, null);
	return answer;
}

function causeOf(error: unknown): string {
	const cause = z.object({ cause: z.object({ code: z.string() }) }).safeParse(error).data?.cause.code;
	return cause ?? (error instanceof Error ? error.name : String(error));
}
