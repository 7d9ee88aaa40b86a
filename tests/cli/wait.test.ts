import { expect, test } from "vitest";
import { createApi } from "../../src/cli/api/client.ts";
import { waitUntilRendered, waitUntilUp } from "../../src/cli/api/wait.ts";
import { fullLine } from "../../src/cli/report.ts";
import { standInWorker } from "./stand-in-worker.ts";

const ending = new AbortController().signal;

/** Starts a stand-in Worker that responds with these bodies in turn, and then keeps repeating the last one. */
async function workerSaying(...bodies: string[]) {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 200, body: bodies[Math.min(worker.asked.length, bodies.length) - 1] ?? "" });
	return createApi(worker.url, "secret", ending);
}
const pending = (feeds: number): string => JSON.stringify({ status: "ok", pending: feeds });

test("the client waits for a Worker that is starting", async () => {
	const api = await workerSaying("Bad Gateway", "", pending(3));
	expect(await waitUntilUp(api, 5000, ending)).toEqual({ status: "ok", pending: 3 });
});

test("the client gives up on a Worker that never responds correctly", async () => {
	expect(await waitUntilUp(await workerSaying("oops"), 250, ending)).toBeNull();
	expect(await waitUntilUp(createApi("http://127.0.0.1:1", "secret", ending), 250, ending)).toBeNull();
});

test("the client waits for rendering and shows progress, even if a response in the meantime is invalid", async () => {
	const api = await workerSaying(pending(7), "reloading", pending(2), pending(0));
	const told: number[] = [];
	await waitUntilRendered(api, { ending, left: (feeds) => told.push(feeds), stalled: () => told.push(-1) > 0 });
	expect(told).toEqual([7, 2]);
});

test("a stall is reported once, and waiting continues", async () => {
	const api = await workerSaying(...Array<string>(8).fill(pending(5)), pending(0));
	const told: (number | null)[] = [];
	const stalled = (feeds: number | null) => told.push(feeds) > 0;
	await waitUntilRendered(api, { ending, left: () => {}, stalled, timeoutMs: 200 });
	expect(told).toEqual([5]);
});

test("waiting ends after the time limit and on shutdown", async () => {
	const api = await workerSaying(pending(5));
	await waitUntilRendered(api, { ending, left: () => {}, stalled: () => true, atMost: 150 });
	const soon = AbortSignal.timeout(150);
	await expect(waitUntilRendered(api, { ending: soon, left: () => {}, stalled: () => true })).rejects.toThrow();
});

test("the caller can end waiting when rendering stalls", async () => {
	const delayed = await workerSaying('{"status":"delayed","pending":4}');
	const told: (number | null)[] = [];
	const stalled = (feeds: number | null) => told.push(feeds) === 0;
	await waitUntilRendered(delayed, { ending, left: () => {}, stalled, timeoutMs: 150 });
	await waitUntilRendered(await workerSaying("oops"), { ending, left: () => {}, stalled, timeoutMs: 150 });
	expect(told).toEqual([4, null]);
});

test("the result contains the number of KV writes postponed until tomorrow", async () => {
	const full = { waiting: 12, until: "2026-05-05T00:00:00.000Z" };
	const api = await workerSaying(pending(1), JSON.stringify({ status: "ok", pending: 0, full }));
	expect(await waitUntilRendered(api, { ending, left: () => {}, stalled: () => true })).toEqual(full);
	expect(fullLine(full)).toBe(
		"Today's KV writes are used up. Readers already get everything; 12 feeds, pages and lists will be written to KV after 00:00 UTC.",
	);
});
