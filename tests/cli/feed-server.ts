import { createServer } from "node:http";
import { onTestFinished } from "vitest";

/** The response for a path (including its query): a body, or an object with a status, headers and a body. */
export type Page = string | Buffer | { status?: number; headers?: Record<string, string>; body?: string | Buffer };

/** Starts an HTTP server that serves these pages until the end of the test. Other paths return 404. */
export async function feedServer(pagesAt: (url: string) => Record<string, Page>) {
	const asked: string[] = [];
	let pages: Record<string, Page> = {};
	const server = createServer((incoming, response) => {
		const path = incoming.url ?? "";
		asked.push(path);
		const page = pages[path] ?? { status: 404, body: "There is nothing here.\n" };
		const isBody = typeof page === "string" || Buffer.isBuffer(page);
		const { status = 200, headers = {}, body = "" } = isBody ? { body: page } : page;
		response.writeHead(status, headers).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
	pages = pagesAt(url);
	return { url, asked };
}

/** Creates an RSS 2.0 feed. */
export function rss(items: string[], channel = ""): string {
	const head = `<title>Tides</title><link>https://tides.example/</link><description>On tides</description>${channel}`;
	const spaces = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"';
	return `<?xml version="1.0"?><rss version="2.0" ${spaces}><channel>${head}${items.join("")}</channel></rss>`;
}

/** Creates an RSS 2.0 item that uses its link as its guid. */
export function item(name: string, more = ""): string {
	const url = `https://tides.example/${name}/`;
	return `<item><title>${name}</title><link>${url}</link><guid>${url}</guid>${more}</item>`;
}
