import { expect, test } from "vitest";
import { createApi } from "../../src/cli/api/client.ts";
import { waitUntilRendered, waitUntilUp } from "../../src/cli/api/wait.ts";
import { standInWorker } from "./stand-in-worker.ts";

const ending = new AbortController().signal;

/** A Worker that answers with these bodies, one after the other, and then with the last for ever. */
async function workerSaying(...bodies: string[]) {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 200, body: bodies[Math.min(worker.asked.length, bodies.length) - 1] ?? "" });
	return createApi(worker.url, "secret", ending);
}
const pending = (feeds: number): string => JSON.stringify({ status: "ok", pending: feeds });

test("a Worker that is only coming up is waited for", async () => {
	const api = await workerSaying("Bad Gateway", "", pending(3));
	expect(await waitUntilUp(api, 5000, ending)).toEqual({ status: "ok", pending: 3 });
});

test("a Worker that never says anything sensible is given up", async () => {
	expect(await waitUntilUp(await workerSaying("oops"), 250, ending)).toBeNull();
	expect(await waitUntilUp(createApi("http://127.0.0.1:1", "secret", ending), 250, ending)).toBeNull();
});

test("rendering is waited for, through a moment without an answer, and told of", async () => {
	const api = await workerSaying(pending(7), "reloading", pending(2), pending(0));
	const told: number[] = [];
	await waitUntilRendered(api, { ending, left: (feeds) => told.push(feeds), stalled: () => told.push(-1) > 0 });
	expect(told).toEqual([7, 2]);
});

test("when nothing moves it is said once, and the waiting goes on", async () => {
	const api = await workerSaying(...Array<string>(8).fill(pending(5)), pending(0));
	const told: (number | null)[] = [];
	const stalled = (feeds: number | null) => told.push(feeds) > 0;
	await waitUntilRendered(api, { ending, left: () => {}, stalled, timeoutMs: 200 });
	expect(told).toEqual([5]);
});

test("waiting ends after a given time, and with the program", async () => {
	const api = await workerSaying(pending(5));
	await waitUntilRendered(api, { ending, left: () => {}, stalled: () => true, atMost: 150 });
	const soon = AbortSignal.timeout(150);
	await expect(waitUntilRendered(api, { ending: soon, left: () => {}, stalled: () => true })).rejects.toThrow();
});

test("whoever does not want to wait for what does not move may leave", async () => {
	const delayed = await workerSaying('{"status":"delayed","pending":4}');
	const told: (number | null)[] = [];
	const stalled = (feeds: number | null) => told.push(feeds) === 0;
	await waitUntilRendered(delayed, { ending, left: () => {}, stalled, timeoutMs: 150 });
	await waitUntilRendered(await workerSaying("oops"), { ending, left: () => {}, stalled, timeoutMs: 150 });
	expect(told).toEqual([4, null]);
});
