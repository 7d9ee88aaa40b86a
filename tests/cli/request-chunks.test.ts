import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../src/cli/api/client.ts";
import { CHUNK, toRequests } from "../../src/cli/content/upload.ts";

async function chunksOf(changes: Change[], limit = CHUNK): Promise<Change[][]> {
	async function* each(): AsyncGenerator<Change> {
		yield* changes;
	}
	const chunks: Change[][] = [];
	for await (const chunk of toRequests(each(), limit)) chunks.push(chunk);
	return chunks;
}

const sized = (bytes: number): Change => ({ path: "p", text: "x".repeat(bytes) });

test("a request contains at most a hundred sources", async () => {
	const changes = Array.from({ length: 250 }, (_, index): Change => ({ path: `${index}`, deleted: true }));
	expect((await chunksOf(changes)).map(({ length }) => length)).toEqual([100, 100, 50]);
	expect(await chunksOf([])).toEqual([]);
});

test("a request contains at most 1 MiB, or a single larger source", async () => {
	const changes = [sized(10), sized(1024 * 1024), sized(10), sized(600_000), sized(600_000)];
	expect((await chunksOf(changes)).map(({ length }) => length)).toEqual([1, 1, 2, 1]);
});

test("the limit counts the bytes sent, not characters", async () => {
	const text: Change = { path: "p", text: "世".repeat(200_000) };
	expect((await chunksOf([text, text])).map(({ length }) => length)).toEqual([1, 1]);
});

test("no change is lost, repeated or reordered, for any sizes", async () => {
	const change = fc.record({ path: fc.string(), text: fc.string({ maxLength: 60 }) });
	await fc.assert(
		fc.asyncProperty(fc.array(change), async (changes) => {
			const chunks = await chunksOf(changes, { bytes: 100, changes: 3 });
			expect(chunks.flat()).toEqual(changes);
			for (const chunk of chunks) {
				expect(chunk.length).toBeGreaterThan(0);
				expect(chunk.length).toBeLessThanOrEqual(3);
				const bytes = Buffer.byteLength(chunk.map((one) => `${JSON.stringify(one)}\n`).join(""));
				expect(bytes <= 100 || chunk.length === 1).toBe(true);
			}
		}),
	);
});
