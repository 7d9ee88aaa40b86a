import type { Change } from "./api-client.ts";

/** A request holds so much, well under the 4 MiB that the Worker takes, so that each is answered soon. */
export const CHUNK = { bytes: 1024 * 1024, changes: 100 };

/** Puts changes together into requests, in their order. One that is over the limit by itself has its own request. */
export async function* inChunks(changes: AsyncIterable<Change>, limit = CHUNK): AsyncGenerator<Change[]> {
	let chunk: Change[] = [];
	let bytes = 0;
	for await (const change of changes) {
		const size = Buffer.byteLength(JSON.stringify(change)) + 1;
		if (chunk.length > 0 && (chunk.length >= limit.changes || bytes + size > limit.bytes)) {
			yield chunk;
			chunk = [];
			bytes = 0;
		}
		chunk.push(change);
		bytes += size;
	}
	if (chunk.length > 0) yield chunk;
}
