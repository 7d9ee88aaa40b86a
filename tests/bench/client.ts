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

/** Hands sources over as the command line does: requests of at most 100 changes and about a megabyte. */
export async function publish(base: string, indexes: readonly number[], edition = 1): Promise<void> {
	let [body, changes] = ["", 0];
	const send = async () => {
		const response = await fetch(`${base}/api/sources`, {
			method: "POST",
			body,
			headers: { Authorization: `Bearer ${TOKEN}` },
		});
		if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
		await response.arrayBuffer();
		[body, changes] = ["", 0];
	};
	for (const index of indexes) {
		body += `${JSON.stringify(articleOf(index, edition))}\n`;
		if (++changes === 100 || body.length > 1_000_000) await send();
	}
	if (changes > 0) await send();
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
	const response = await fetch(url, { method: "PUT", body: new Uint8Array(body), headers: { "Content-Type": "application/rss+xml" } });
	if (!response.ok) throw new Error(`${url}: ${response.status}`);
}
