import { partOfFile } from "./byte-range.ts";
import type { AskedRange, FileStore, Part, ReadFile, StoredFacts } from "./store.ts";

/** The metadata of the KV value. */
interface Metadata extends StoredFacts {
	isPublic: boolean;
}

function fileKey(hash: string): string {
	return `media:${hash}`;
}

/**
 * Stores files as KV values. KV can read only whole values, so requested ranges are cut out of them. The metadata of a
 * value record whether the file is public.
 */
export class KvStore implements FileStore {
	readonly #kv: KVNamespace;

	constructor(kv: KVNamespace) {
		this.#kv = kv;
	}

	async put(hash: string, body: ReadableStream | ArrayBuffer, facts: StoredFacts, isPublic: boolean): Promise<void> {
		const metadata: Metadata = { ...facts, isPublic };
		await this.#kv.put(fileKey(hash), body, { metadata });
	}

	async get(hash: string, mayBeClosed: boolean, asked: AskedRange | null): Promise<ReadFile | null> {
		const { value, metadata } = await this.#kv.getWithMetadata<Metadata>(fileKey(hash), "stream");
		if (value === null) return null;
		if (metadata === null || !(metadata.isPublic || mayBeClosed)) {
			await value.cancel();
			return null;
		}
		if (asked === null) return { ...metadata, body: value };
		const part = partOfFile(asked, metadata.bytes);
		if (part !== null) return { ...metadata, body: sliceOf(value, part), part };
		await value.cancel();
		return { ...metadata, body: null };
	}

	async setPublic(hash: string, isPublic: boolean): Promise<boolean> {
		const { value, metadata } = await this.#kv.getWithMetadata<Metadata>(fileKey(hash), "arrayBuffer");
		if (value === null || metadata === null) return false;
		// The value is written even if the metadata already match, because KV may return metadata that are a minute old.
		await this.put(hash, value, metadata, isPublic);
		return true;
	}

	async delete(hash: string): Promise<void> {
		await this.#kv.delete(fileKey(hash));
	}
}

/** Number of bytes read at a time. Fewer, larger reads take less CPU time. */
const CHUNK_BYTES = 512 * 1024;

/**
 * Returns a part of a stream, reading the stream only as far as necessary. The length of the part is known in advance,
 * so the response has a Content-Length.
 */
function sliceOf(whole: ReadableStream<Uint8Array>, part: Part): ReadableStream {
	const { readable, writable } = new FixedLengthStream(part.length);
	// Errors can be ignored: if copying fails, the client's read fails too; if the client cancels, copying stops.
	copyPart(whole, part, writable).catch(() => undefined);
	return readable;
}

async function copyPart(
	whole: ReadableStream<Uint8Array>,
	{ offset, length }: Part,
	writable: WritableStream<Uint8Array>,
): Promise<void> {
	const reader = whole.getReader({ mode: "byob" });
	const writer = writable.getWriter();
	try {
		for (let left = offset + length; left > 0; ) {
			const isBefore = left > length;
			const size = Math.min(CHUNK_BYTES, isBefore ? left - length : left);
			const { value } = await reader.readAtLeast(size, new Uint8Array(size));
			if (!value?.byteLength) throw new Error("The stored file is shorter than the length in its metadata.");
			if (!isBefore) await writer.write(value);
			left -= value.byteLength;
		}
		await writer.close();
	} catch (error) {
		await writer.abort(error);
	} finally {
		await reader.cancel();
	}
}
