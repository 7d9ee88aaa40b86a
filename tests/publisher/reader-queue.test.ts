import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { app } from "../../src/app.ts";
import { parseSelection } from "../../src/feed/parse-selection.ts";
import { answered, ReaderQueue } from "../../src/publisher/read/reader-queue.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { ownerOfToken } from "../../src/publisher/write/sources.ts";
import { article, publish, SITE } from "./newsroom.ts";

beforeEach(() => publish(article("tide")));
afterEach(reset);
afterEach(() => vi.restoreAllMocks());

/** Requests a selection that has not been requested before, and returns which kind of answer it gets. */
async function select(index: number): Promise<string> {
	const query = `?-q=word${index}`;
	const selection = parseSelection(new URLSearchParams(query), 50);
	if ("problem" in selection) throw new Error(selection.problem);
	return answered(await publisherOf(env).library().select(selection, null, "json", query)).kind;
}

test("a change is applied before selections that were requested earlier are rendered", async () => {
	let made = 0;
	const selections = Array.from({ length: 20 }, (_, index) => select(index).finally(() => made++));
	const { path, text } = article("ebb");
	const applied = await publisherOf(env).apply([{ path, text }], ownerOfToken("token"));
	expect(applied).toMatchObject({ added: 1 });
	expect(made).toBeLessThan(10);
	expect(await Promise.all(selections)).toEqual(Array(20).fill("document"));
});

test("if too many readers are waiting, further readers get 503 with Retry-After, which is not cached", async () => {
	const lines = vi.spyOn(console, "log").mockImplementation(() => {});
	const context = createExecutionContext();
	const asked = Array.from({ length: 60 }, async (_, index) => {
		const response = await app.request(`${SITE}/select.json?-q=word${index}`, {}, env, context);
		await response.clone().arrayBuffer();
		return response;
	});
	const responses = await Promise.all(asked);
	await waitOnExecutionContext(context);
	const refused = responses.filter(({ status }) => status === 503);
	expect(refused.length).toBeGreaterThan(0);
	expect(responses.filter(({ status }) => status === 200).length).toBe(60 - refused.length);
	for (const { headers } of refused) {
		expect(headers.get("Retry-After")).toBe("60");
		expect(headers.get("Cache-Control")).toBe("no-store");
	}
	expect(await refused[0]?.text()).toBe("Too many requests at once. Try again in a minute.\n");
	expect(lines.mock.calls.flat().filter((line) => String(line).includes('"busy"'))).toHaveLength(1);
});

test("readers wait while a change is written, and continue in order", async () => {
	const queue = new ReaderQueue();
	const order: string[] = [];
	queue.pause();
	const readers = ["first", "second"].map((name) => queue.run(() => order.push(name)));
	order.push("author");
	queue.resume();
	await Promise.all(readers);
	expect(order).toEqual(["author", "first", "second"]);
});

test("readers do not wait forever for a change that is never written", async () => {
	const queue = new ReaderQueue();
	queue.pause();
	expect(await queue.run(() => "answered")).toBe("answered");
});

test("a failed request does not block the requests behind it", async () => {
	const queue = new ReaderQueue();
	const failing = queue.run(() => {
		throw new Error("no such table");
	});
	const next = queue.run(() => "answered");
	await expect(failing).rejects.toThrow("no such table");
	expect(await next).toBe("answered");
});

test("the hub's requests are never rejected, however many are waiting", async () => {
	const queue = new ReaderQueue();
	const waiting = Array.from({ length: 32 }, () => queue.run(() => {}));
	expect(await queue.run(() => "answered")).toEqual({ busy: true });
	expect(await queue.runAlways(() => "answered")).toBe("answered");
	await Promise.all(waiting);
});
