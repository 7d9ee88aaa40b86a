import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Jobs } from "../../src/git/jobs.ts";
import { reconcilerOf } from "../../src/git/stub.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { get } from "../publisher/newsroom.ts";

/** The tokens of `vitest.config.ts`: of PUBLISH_TOKEN, and of the lines of API_TOKENS. */
export const PUBLISH = "test-token";
export const ANNA = "anna-token";
export const READ = "read-token";

/** A repository of `vitest.config.ts`. */
export const REPOSITORY = "https://github.com/Codertocat/Hello-World#master";

interface Request {
	token?: string | null;
	body?: BodyInit;
	headers?: Record<string, string>;
}

/** Asks the API for something: with a token that may publish, if nothing else is said. */
export function ask(method: string, path: string, { token = PUBLISH, body, headers }: Request = {}): Promise<Response> {
	const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
	return get(path, { method, headers: { ...authorization, ...headers }, ...(body !== undefined && { body }) });
}

/** Where a source is: every part of its path percent-encoded. */
export function at(path: string): string {
	return `/api/sources/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** The paths of the sources that are held; with `own`, of those of a token. */
export async function held(token = PUBLISH, own = false): Promise<string[]> {
	const response = await ask("GET", `/api/sources${own ? "?own=true" : ""}`, { token });
	const lines = new TextDecoder().decode(await response.arrayBuffer()).split("\n");
	return lines.filter((line) => line !== "").map((line) => JSON.parse(line).path);
}

/** Hands a source over as the repository does that is followed. */
export async function followed(path: string, text: string): Promise<void> {
	await publisherOf(env).apply([{ path, text }], ownerOfRepository(REPOSITORY));
}

/** A job that is over since 2026-05-04T10:00:00Z. */
export function finishedJob(state: "done" | "parked", reason: string | null = null): Promise<string> {
	const then = Date.UTC(2026, 4, 4, 10);
	return runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const jobs = new Jobs(storage.sql);
		const id = jobs.enqueue(REPOSITORY, "push", then);
		jobs.update(id, { state, due: null, tries: 5, reason, added: 2 }, then);
		return id;
	});
}
