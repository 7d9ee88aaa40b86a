import { Agent, request } from "node:http";
import { articleOf } from "./newsroom.ts";
import { TOKEN } from "./server.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

export interface Got {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	bytes: number;
	body: Buffer;
}

/** One request over a connection that is kept open; what comes is not decompressed. */
export function get(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Got> {
	return new Promise((resolve, reject) => {
		const sent = request(url, { agent, method, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("error", reject);
			response.on("end", () => {
				const body = Buffer.concat(chunks);
				resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: body.length, body });
			});
		});
		sent.on("error", reject).end();
	});
}

/** Hands sources over as the command line does, a hundred in a request. */
export async function publish(base: string, indexes: readonly number[], edition = 1): Promise<void> {
	let lines: string[] = [];
	for (const index of indexes) {
		lines.push(JSON.stringify(articleOf(index, edition)));
		if (lines.length < 100) continue;
		await send(base, lines);
		lines = [];
	}
	if (lines.length > 0) await send(base, lines);
}

/** Takes an article back. */
export function remove(base: string, index: number): Promise<void> {
	return send(base, [JSON.stringify({ path: articleOf(index).path, deleted: true })]);
}

async function send(base: string, lines: readonly string[]): Promise<void> {
	const headers = { Authorization: `Bearer ${TOKEN}` };
	const response = await fetch(`${base}/api/sources`, { method: "POST", body: lines.join("\n"), headers });
	const answer = await response.text();
	if (!response.ok) throw new Error(`${response.status}: ${answer}`);
}

/** Waits until all feeds are written. */
export async function calm(base: string): Promise<void> {
	for (;;) {
		const { pending } = JSON.parse((await get(`${base}/health`)).body.toString()) as { pending: number };
		if (pending === 0) return;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** Gives a bare Worker what it is to serve. */
export async function put(url: string, body: Buffer): Promise<void> {
	const response = await fetch(url, {
		method: "PUT",
		body: new Uint8Array(body),
		headers: { "Content-Type": "application/rss+xml" },
	});
	if (!response.ok) throw new Error(`${url}: ${response.status}`);
}
