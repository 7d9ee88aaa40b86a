import { createServer, type IncomingHttpHeaders } from "node:http";

/** A shared cache (RFC 9111) in front of a site, like those that companies and internet providers run. */
export interface CachingProxy {
	url: string;
	/** The bodies of cached responses, keyed by URL. */
	kept: Map<string, string>;
	/** Number of responses from the cache. */
	hits(): number;
	close(): Promise<void>;
}

interface Stored {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** Starts a proxy that caches as much as a shared cache may, by URL only (sections 3 and 4.2.2). */
export async function cachingProxy(site: string): Promise<CachingProxy> {
	const stored = new Map<string, Stored>();
	const kept = new Map<string, string>();
	let hits = 0;
	const server = createServer(async (request, response) => {
		const { method = "", url = "" } = request;
		const known = method === "GET" ? stored.get(url) : undefined;
		if (known) {
			hits++;
			response.writeHead(known.status, { ...known.headers, "x-cache": "hit" }).end(known.body);
			return;
		}
		const answer = await fetch(site + url, { method, redirect: "manual", headers: { "accept-encoding": "identity" } });
		const headers = Object.fromEntries(
			[...answer.headers].filter(([name]) => !/^(connection|transfer-.*)$/.test(name)),
		);
		const body = Buffer.from(await answer.arrayBuffer());
		if (method === "GET" && mayBeKept(answer.headers.get("cache-control"))) {
			stored.set(url, { status: answer.status, headers, body });
			kept.set(url, body.toString());
		}
		response.writeHead(answer.status, headers).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = address !== null && typeof address === "object" ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}`,
		kept,
		hits: () => hits,
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}

/**
 * Whether a response may be cached. Without Cache-Control, a cache may choose a lifetime itself, so only a directive
 * prevents caching.
 */
function mayBeKept(cacheControl: string | null): boolean {
	return !/\b(no-store|private|no-cache)\b/i.test(cacheControl ?? "");
}
