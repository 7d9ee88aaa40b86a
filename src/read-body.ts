/** Reads the body of a request or response. Returns null as soon as the body exceeds `limit` bytes. */
export async function readBounded(message: Request | Response, limit: number): Promise<Uint8Array | null> {
	if (Number(message.headers.get("Content-Length") ?? 0) > limit) {
		await message.body?.cancel();
		return null;
	}
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of message.body ?? []) {
		size += chunk.byteLength;
		if (size > limit) return null;
		chunks.push(chunk);
	}
	const bytes = new Uint8Array(size);
	let offset = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return bytes;
}
