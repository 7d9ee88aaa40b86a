/** A part of a file, as a client asks for it: from an offset, up to another one, or so many bytes at the end. */
export type AskedRange = { first: number; last: number | null } | { suffix: number };

/** Part of a file of known length. */
export interface Part {
	offset: number;
	length: number;
}

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

/** Part of a stream, of which no more is read than necessary. */
export function sliceOf(
	whole: ReadableStream<Uint8Array<ArrayBuffer>>,
	{ offset, length }: Part,
): ReadableStream<Uint8Array> {
	const reader = whole.getReader();
	let skip = offset;
	let room = length;
	return new ReadableStream({
		type: "bytes",
		async pull(controller) {
			for (;;) {
				const { done, value } = await reader.read();
				if (done) throw new Error("The stored file is shorter than its metadata say.");
				const rest = value.subarray(Math.min(skip, value.byteLength));
				skip -= value.byteLength - rest.byteLength;
				if (rest.byteLength === 0) continue;
				const chunk = rest.subarray(0, room);
				room -= chunk.byteLength;
				controller.enqueue(chunk);
				if (room > 0) return;
				controller.close();
				return reader.cancel();
			}
		},
		cancel: (reason) => reader.cancel(reason),
	});
}
