import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import type { Change } from "../../src/publisher/write/apply.ts";
import type { Applied } from "../../src/publisher/write/publications.ts";
import type { JsonFeed } from "../../src/renditions/json.ts";

export const SITE = "http://localhost:8787";

/** A minute in milliseconds: less than the delay of second purges, which set the alarm too. */
export const MINUTE = 60_000;

/** Makes a source with these front matter fields, as an author would write them. */
export function source(path: string, fields: Record<string, unknown>, body = ""): { path: string; text: string } {
	const yaml = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
	return { path, text: `---\n${yaml.join("\n")}\n---\n${body}` };
}

/** Makes an article that links to a provider's page. `over` replaces or adds fields. */
export function article(name: string, over: Record<string, unknown> = {}, body = ""): { path: string; text: string } {
	const fields = {
		title: `Title of ${name}`,
		date: "2026-05-04T10:00:00Z",
		link: `https://gazette.example/${name}`,
		topics: ["Harbour"],
		provider: { name: "Gazette", domain: "gazette.example" },
		...over,
	};
	return source(`${name}.md`, fields, body);
}

/** Applies changes and waits until readers can see them. */
export async function publish(...changes: Change[]): Promise<Applied> {
	const applied = await publisherOf(env).apply(changes, "token:test");
	await settle();
	return applied;
}

/** Runs the alarm until nothing is pending. */
export async function settle(): Promise<void> {
	const publisher = publisherOf(env);
	await vi.waitUntil(
		async () => {
			await runDurableObjectAlarm(publisher);
			return (await publisher.health()).pending === 0;
		},
		{ timeout: 20_000, interval: 20 },
	);
}

/**
 * Sets the clock of both the Worker and the test. It is reset when the test ends.
 *
 * @param moment in milliseconds since 1970
 */
export function setClock(moment: number): void {
	vi.useFakeTimers({ toFake: ["Date"], now: moment });
}

/** Moves the clock to the Publisher's next alarm, which must be due at this time, and runs the alarm. */
export async function skipToAlarm(moment: number): Promise<void> {
	const publisher = publisherOf(env);
	expect(await runInDurableObject(publisher, (_, { storage }) => storage.getAlarm())).toBe(moment);
	setClock(moment);
	await settle();
}

export function get(path: string, init?: RequestInit): Promise<Response> {
	return exports.default.fetch(`${SITE}${path}`, { redirect: "manual", ...init });
}

/** Returns a feed as a JSON Feed reader sees it, or null if the feed does not exist. */
export async function feed(name: string): Promise<JsonFeed | null> {
	const response = await get(`/${name}.json`);
	return response.status === 200 ? response.json() : null;
}

export async function titles(name: string): Promise<string[]> {
	return (await feed(name))?.items.map((item) => item.title) ?? [];
}

/** Overwrites all of KV with a marker, so that later writes can be detected. */
export async function markStored(): Promise<void> {
	for (const { name, metadata } of (await env.KV.list()).keys) await env.KV.put(name, "mark", { metadata });
}

/** Returns the keys written or deleted since `markStored`. */
export async function rewritten(before: readonly string[]): Promise<string[]> {
	const keys = new Set([...before, ...(await storedKeys())]);
	const changed: string[] = [];
	for (const key of keys) if ((await env.KV.get(key)) !== "mark") changed.push(key);
	return changed.sort();
}

export async function storedKeys(): Promise<string[]> {
	return (await env.KV.list()).keys.map((key) => key.name);
}
