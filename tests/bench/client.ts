import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { articleOf } from "./newsroom.ts";
import { TOKEN } from "./server-config.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

export interface Got {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	bytes: number;
	body: Buffer;
}

/**
 * Sends a request over a keep-alive connection, or over a new one if the server has closed it. Does not decompress the
 * response.
 */
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
		sent.on("error", (error) => (sent.reusedSocket ? resolve(get(url, headers, method)) : reject(error))).end();
	});
}

/**
 * Uploads sources as the command line does: a hundred per request, without rendering before the last request.
 *
 * @param size size of the bodies in bytes; by default, the size of the newsroom's usual bodies
 */
export async function publish(base: string, indexes: readonly number[], edition = 1, size?: number): Promise<void> {
	for (let from = 0; from < indexes.length; from += PER_REQUEST) {
		const lines = indexes.slice(from, from + PER_REQUEST).map((index) => {
			const { path, text } = articleOf(index, edition, size);
			return JSON.stringify({ path, text });
		});
		await send(base, lines, from + PER_REQUEST < indexes.length);
	}
}

const PER_REQUEST = 100;

/** Publishes an article and a file that it links to. Returns the path at which the site serves the file. */
export async function publishFile(base: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const text = `---\ntitle: ${name}\ndate: 2026-05-04\n---\n[${name}](${name})`;
	await send(base, [JSON.stringify({ path: `${name}.md`, text })]);
	const hash = createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
	const headers = { Authorization: `Bearer ${TOKEN}` };
	const response = await fetch(`${base}/api/files/${name}?hash=${hash}`, {
		method: "PUT",
		body: new Blob([Uint8Array.from(bytes)]),
		headers,
	});
	if (!response.ok) throw new Error(`Uploading ${name} returned ${response.status}: ${await response.text()}`);
	return `/media/${hash}/${name}`;
}

/** Unpublishes an article. */
export function remove(base: string, index: number): Promise<void> {
	return send(base, [JSON.stringify({ path: articleOf(index).path, deleted: true })]);
}

async function send(base: string, lines: readonly string[], isMore = false): Promise<void> {
	const headers = { Authorization: `Bearer ${TOKEN}` };
	const response = await fetch(`${base}/api/sources${isMore ? "?more=true" : ""}`, {
		method: "POST",
		body: lines.join("\n"),
		headers,
	});
	const answer = await response.text();
	if (!response.ok) throw new Error(`${response.status}: ${answer}`);
}

/** Milliseconds between two checks of whether all feeds are written. Each check adds to the measured cost. */
const PAUSE = 50;

/** Waits until all feeds are written. */
export async function calm(base: string): Promise<void> {
	for (let pause = PAUSE; ; pause = Math.min(pause * 1.2, 20 * PAUSE)) {
		const { pending }: { pending: number } = JSON.parse((await get(`${base}/health`)).body.toString());
		if (pending === 0) return;
		await new Promise((resolve) => setTimeout(resolve, pause));
	}
}

/** Uploads a response for a bare Worker to serve. */
export async function put(url: string, body: Buffer): Promise<void> {
	const response = await fetch(url, {
		method: "PUT",
		body: new Uint8Array(body),
		headers: { "Content-Type": "application/rss+xml" },
	});
	if (!response.ok) throw new Error(`${url}: ${response.status}`);
}
