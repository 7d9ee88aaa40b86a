import type { AskedRange, Part } from "./store.ts";

/** What a `Range` header asks for (RFC 9110, section 14.2); null: all, as for several ranges or another unit. */
export function askedRange(header: string | null): AskedRange | null {
	const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
	if (first === undefined || last === undefined || (first === "" && last === "")) return null;
	if (first === "") return { suffix: Number(last) };
	return { first: Number(first), last: last === "" ? null : Number(last) };
}

/** The part that is sent; null if there is no such part. */
export function partOfFile(asked: AskedRange, size: number): Part | null {
	if ("suffix" in asked) {
		const length = Math.min(asked.suffix, size);
		return length === 0 ? null : { offset: size - length, length };
	}
	const { first, last } = asked;
	if (first >= size || (last !== null && last < first)) return null;
	return { offset: first, length: Math.min(last ?? size, size - 1) - first + 1 };
}

/** Bytes read at a time: fewer and larger reads take less CPU. */
const CHUNK_BYTES = 512 * 1024;

/** Part of a stream, of which no more is read than necessary. Its length is known to whoever sends it on. */
export function sliceOf(whole: ReadableStream<Uint8Array>, part: Part): ReadableStream {
	const { readable, writable } = new FixedLengthStream(part.length);
	// Whoever reads the part learns of a failure, and ends the copying by no longer reading.
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
			if (!value?.byteLength) throw new Error("The stored file is shorter than its metadata say.");
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
