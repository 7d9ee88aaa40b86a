/** Headers of every feed response, in addition to those stored with the value. */
const FEED = {
	"Cache-Control": "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
	"Cloudflare-CDN-Cache-Control": "max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
	Link: '<http://localhost:8787/feed.rss>; rel="self", <http://localhost:8787/hub>; rel="hub", <http://localhost:8787/>; rel="alternate"; type="text/html"',
	"Access-Control-Allow-Origin": "*",
	"Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
	"X-Content-Type-Options": "nosniff",
	"Cache-Tag": "/feed,site",
	Vary: "Accept-Encoding, Sec-Fetch-Dest",
};

/** Additional headers of a feed's 200 response. */
const FEED_SENT = {
	"Content-Encoding": "gzip",
	"X-Frame-Options": "DENY",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"Content-Security-Policy":
		"default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

const FILE = { "Cache-Control": "public, max-age=31536000, immutable" };

/**
 * The simplest possible Worker: streams a feed or file from KV with the headers that Newsstand sends, or returns 304
 * based on the metadata. PUT stores a value unchanged.
 */
export default {
	async fetch(request, env) {
		const { pathname } = new URL(request.url);
		const key = `bare:${pathname}`;
		if (request.method === "PUT") {
			const metadata = { type: request.headers.get("Content-Type"), etag: '"1"', modified: new Date(0).toUTCString() };
			await env.KV.put(key, await request.arrayBuffer(), { metadata });
			return new Response(null, { status: 204 });
		}
		const { value, metadata } = await env.KV.getWithMetadata(key, "stream");
		if (value === null) return new Response("not found", { status: 404 });
		const isFeed = pathname.endsWith(".rss");
		const headers = {
			"Content-Type": metadata.type,
			ETag: metadata.etag,
			"Last-Modified": metadata.modified,
			...(isFeed ? FEED : FILE),
		};
		const isKnown =
			request.headers.get("If-None-Match") === metadata.etag ||
			request.headers.get("If-Modified-Since") === metadata.modified;
		if (!isKnown && isFeed) return new Response(value, { headers: { ...headers, ...FEED_SENT }, encodeBody: "manual" });
		if (!isKnown) return new Response(value, { headers });
		await value.cancel();
		return new Response(null, { status: 304, headers });
	},
};
