import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { totalsOf } from "../../src/article/totals.ts";
import { blobHash } from "../../src/git-hash.ts";
import { StandInFiles } from "./files/stand-in-files.ts";

/** A request and its body. */
export interface Asked {
	method: string;
	path: string;
	authorization: string | undefined;
	lines: string[];
}

/** A response. */
export interface Answer {
	status: number;
	body: string | Buffer;
	headers?: Record<string, string>;
}

const change = z.object({
	...{ path: z.string(), text: z.string().optional(), deleted: z.boolean().optional() },
	unreadable: z.object({ hash: z.string(), message: z.string() }).optional(),
});

/** Starts an HTTP server with the Worker's API. It keeps sources in memory and runs until the end of the test. */
export async function standInWorker() {
	const held = new Map<string, string>();
	const asked: Asked[] = [];
	const files = new StandInFiles();
	const worker = {
		/** The files stored alongside articles. */
		files,
		/** The hashes of sources uploaded with another token, keyed by path. */
		others: new Map<string, string>(),
		/** Paths that belong to a followed repository. */
		followed: new Set<string>(),
		/** The jobs, newest first. */
		jobs: [] as { id: string; state: string }[],
		/** The number of feeds that are not rendered yet. */
		pending: 0,
		/** The hashes of the sources, keyed by path. */
		held,
		/** The requests so far. */
		asked,
		/** The requests that upload sources. */
		publications: () => asked.filter(({ method, path }) => method === "POST" && path.startsWith("/api/sources")),
		/** Returns a response to send instead of the API's, or null. */
		instead: (_asked: Asked): Answer | null => null,
		problems: [] as unknown[],
		url: "",
	};
	const answer = (request: Asked): Answer => {
		const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });
		if (request.path === "/health") return json({ status: "ok", pending: worker.pending });
		const [, jobs, id, action] = /^\/api\/(jobs)(?:\/([^/]+))?(\/retry)?$/.exec(request.path) ?? [];
		if (jobs !== undefined && id === undefined) return json({ jobs: worker.jobs });
		if (jobs !== undefined) {
			const job = worker.jobs.find((one) => one.id === id);
			if (job === undefined) return json({ error: "There is no such job." }, 404);
			if (action === undefined) return json(job);
			if (job.state !== "parked") return json({ error: "The job is done." }, 409);
			job.state = "waiting";
			return json(job, 202);
		}
		if (request.path === "/feeds.json") return json({ feeds: [] });
		if (request.path === "/api/problems") return json({ problems: worker.problems });
		if (request.method === "GET") {
			const listed = request.path.endsWith("?own=true") ? held : new Map([...held, ...worker.others]);
			return {
				status: 200,
				body: [...listed].map(([path, hash]) => `${JSON.stringify({ path, hash, owner: "token:test" })}\n`).join(""),
			};
		}
		const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 };
		const refused: unknown[] = [];
		for (const { path, text, unreadable } of request.lines.map((line) => change.parse(JSON.parse(line)))) {
			if (worker.followed.has(path)) {
				const message = "This source belongs to a repository.";
				refused.push({ severity: "error", path, line: null, message, hint: "Change it there." });
			} else if (unreadable) {
				counts[held.has(path) ? "changed" : "added"]++;
				held.set(path, unreadable.hash);
			} else if (text === undefined) counts.removed += held.delete(path) ? 1 : 0;
			else {
				counts[held.has(path) ? "changed" : "added"]++;
				held.set(path, blobHash(Buffer.from(text)));
			}
		}
		return json({ ...counts, problems: [], refused, totals: totalsOf(allPublished(held)) });
	};
	const server = createServer(async (incoming, response) => {
		const { method = "", url = "", headers } = incoming;
		const bytes = Buffer.concat(await incoming.toArray());
		const isText = !bytes.includes(0);
		const lines = isText
			? bytes
					.toString()
					.split("\n")
					.filter((line) => line !== "")
			: [];
		const request = { method, path: url, authorization: headers.authorization, lines };
		asked.push(request);
		const {
			status,
			body,
			headers: also = {},
		} = worker.instead(request) ?? files.answer(method, url, bytes) ?? answer(request);
		response.writeHead(status, also).end(body);
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

/** Returns totals that count every source as a published article without reading it. */
function allPublished(held: ReadonlyMap<string, string>) {
	return [...held.keys()].map((path) => ({ path, kind: "published" as const }));
}
