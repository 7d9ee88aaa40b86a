import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Jobs } from "../../src/git/jobs.ts";
import { reconcilerOf } from "../../src/git/stub.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { get } from "../publisher/newsroom.ts";

/** Tokens that `vitest.config.ts` sets in PUBLISH_TOKEN and API_TOKENS. */
export const PUBLISH = "test-token";
export const ANNA = "anna-token";
export const READ = "read-token";

/** One of the repositories configured in `vitest.config.ts`. */
export const REPOSITORY = "https://github.com/Codertocat/Hello-World#master";

interface Request {
	token?: string | null;
	body?: BodyInit;
	headers?: Record<string, string>;
}

/** Sends a request to the API, by default with a token that may publish. */
export function ask(method: string, path: string, { token = PUBLISH, body, headers }: Request = {}): Promise<Response> {
	const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
	return get(path, { method, headers: { ...authorization, ...headers }, ...(body !== undefined && { body }) });
}

/** Returns the address of a source, with each path segment percent-encoded. */
export function at(path: string): string {
	return `/api/sources/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Lists the paths of all sources or, with `own`, only those uploaded with this token. */
export async function held(token = PUBLISH, own = false): Promise<string[]> {
	const response = await ask("GET", `/api/sources${own ? "?own=true" : ""}`, { token });
	const lines = new TextDecoder().decode(await response.arrayBuffer()).split("\n");
	return lines.filter((line) => line !== "").map((line) => JSON.parse(line).path);
}

/** Stores a source as if it came from a followed repository. */
export async function followed(path: string, text: string): Promise<void> {
	await publisherOf(env).apply([{ path, text }], ownerOfRepository(REPOSITORY));
}

/** Creates a job that finished at 2026-05-04T10:00:00Z. Returns its id. */
export function finishedJob(state: "done" | "parked", reason: string | null = null): Promise<string> {
	const then = Date.UTC(2026, 4, 4, 10);
	return runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const jobs = new Jobs(storage.sql);
		const id = jobs.enqueue(REPOSITORY, "push", then);
		jobs.update(id, { state, due: null, tries: 5, reason, added: 2 }, then);
		return id;
	});
}
