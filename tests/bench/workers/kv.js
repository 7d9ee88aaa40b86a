import { Buffer } from "node:buffer";

/**
 * Workers KV for a bare workerd, on disk, with one file per value and one for its metadata. Implements the protocol of
 * workerd's KV binding: GET, PUT and DELETE of `/<key>?urlencoded=true`, with metadata in `CF-KV-Metadata`.
 */
export default {
	async fetch(request, env) {
		const key = decodeURIComponent(new URL(request.url).pathname.slice(1));
		const file = `http://disk/${await nameOf(key)}`;
		if (request.method === "PUT") {
			await Promise.all([
				env.DISK.fetch(file, { method: "PUT", body: await request.arrayBuffer() }),
				env.DISK.fetch(`${file}.meta`, { method: "PUT", body: request.headers.get("CF-KV-Metadata") ?? "" }),
			]);
			return new Response(null);
		}
		if (request.method === "DELETE") {
			await Promise.all([file, `${file}.meta`].map((one) => env.DISK.fetch(one, { method: "DELETE" })));
			return new Response(null);
		}
		const [value, metadata] = await Promise.all([env.DISK.fetch(file), env.DISK.fetch(`${file}.meta`)]);
		if (!value.ok) {
			await Promise.all([value.body?.cancel(), metadata.body?.cancel()]);
			return new Response(null, { status: 404 });
		}
		const text = await metadata.text();
		return new Response(value.body, { headers: text === "" ? {} : { "CF-KV-Metadata": text } });
	},
};

/**
 * Returns a key's file name. Keys may be too long for file names, and may contain characters that are not allowed in
 * file names.
 */
async function nameOf(key) {
	const name = encodeURIComponent(key).replaceAll("%", "_").replaceAll(".", "-");
	if (name.length < 200) return name;
	const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
	return Buffer.from(digest).toString("hex");
}
