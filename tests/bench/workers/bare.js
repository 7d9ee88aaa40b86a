/**
 * The simplest possible Worker: streams a stored feed from KV, or returns 304 based on the metadata. PUT stores a value
 * unchanged.
 */
export default {
	async fetch(request, env) {
		const key = `bare:${new URL(request.url).pathname}`;
		if (request.method === "PUT") {
			const metadata = { type: request.headers.get("Content-Type"), etag: '"1"', modified: new Date(0).toUTCString() };
			await env.KV.put(key, await request.arrayBuffer(), { metadata });
			return new Response(null, { status: 204 });
		}
		const { value, metadata } = await env.KV.getWithMetadata(key, "stream");
		if (value === null) return new Response("not found", { status: 404 });
		const headers = {
			"Content-Type": metadata.type,
			ETag: metadata.etag,
			"Last-Modified": metadata.modified,
			"Cache-Control": "public, max-age=300",
		};
		const isKnown =
			request.headers.get("If-None-Match") === metadata.etag ||
			request.headers.get("If-Modified-Since") === metadata.modified;
		if (!isKnown) return new Response(value, { headers });
		await value.cancel();
		return new Response(null, { status: 304, headers });
	},
};
