import { createServer, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { blobHash } from "../../src/blob-hash.ts";

/** What one request asked for, and what came with it. */
export interface Asked {
	method: string;
	path: string;
	authorization: string | undefined;
	lines: string[];
}

const change = z.object({ path: z.string(), text: z.string().optional(), deleted: z.boolean().optional() });

/** A real HTTP server with the Worker's API, which holds sources in memory and lasts as long as the test. */
export async function standInWorker() {
	const held = new Map<string, string>();
	const asked: Asked[] = [];
	const worker = {
		/** The sources, path → hash. */
		held,
		/** The requests so far. */
		asked,
		/** Those that hand sources over. */
		publications: () => asked.filter(({ method }) => method === "POST"),
		/** Answers instead of the API, where it returns something. */
		instead: (_asked: Asked): { status: number; body: string } | null => null,
		problems: [] as unknown[],
		url: "",
	};
	const answer = (request: Asked): { status: number; body: string } => {
		const json = (body: unknown): { status: number; body: string } => ({ status: 200, body: JSON.stringify(body) });
		if (request.path === "/health") return json({ status: "ok", pending: 0 });
		if (request.path === "/feeds.json") return json({ feeds: [] });
		if (request.path === "/api/problems") return json({ problems: worker.problems });
		if (request.method === "GET") {
			return { status: 200, body: [...held].map(([path, hash]) => `${JSON.stringify({ path, hash })}\n`).join("") };
		}
		const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 };
		for (const { path, text } of request.lines.map((line) => change.parse(JSON.parse(line)))) {
			if (text === undefined) counts.removed += held.delete(path) ? 1 : 0;
			else {
				counts[held.has(path) ? "changed" : "added"]++;
				held.set(path, blobHash(Buffer.from(text)));
			}
		}
		return json({ ...counts, problems: [] });
	};
	const server = createServer(async (incoming, response) => {
		const { method = "", url = "", headers } = incoming;
		const lines = (await bodyOf(incoming)).split("\n").filter((line) => line !== "");
		const request = { method, path: url, authorization: headers.authorization, lines };
		asked.push(request);
		const { status, body } = worker.instead(request) ?? answer(request);
		response.writeHead(status).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	worker.url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
	return worker;
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
	return Buffer.concat(await incoming.toArray()).toString();
}
