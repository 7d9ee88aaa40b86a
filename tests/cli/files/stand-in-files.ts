import { z } from "zod";
import { blobHash } from "../../../src/git-hash.ts";

const line = z.union([
	z.object({ path: z.string(), hash: z.string(), bytes: z.number() }),
	z.object({ path: z.string(), deleted: z.literal(true) }),
]);

interface Announced {
	hash: string;
	bytes: number;
}

interface FileAnswer {
	status: number;
	body: string | Buffer;
	headers?: Record<string, string>;
}

/** An in-memory version of the Worker's API for files stored alongside articles. */
export class StandInFiles {
	/** Announced files, keyed by path. */
	readonly announced = new Map<string, Announced>();
	/** The lengths of the uploaded files, keyed by hash. */
	readonly stored = new Map<string, number>();
	readonly #bytes = new Map<string, Buffer>();
	readonly #uploads = new Map<string, { bytes: number; parts: Map<number, Buffer> }>();
	/** Paths that no article refers to. */
	readonly unnamed = new Set<string>();
	/** How many more files can be stored today. */
	budget = Number.POSITIVE_INFINITY;
	limits: { file: number; request: number; part: number | null } = {
		file: 300 * 2 ** 20,
		request: 25 * 2 ** 20,
		part: 5 * 2 ** 20,
	};

	/** Returns the response to a request; null if the request is not about files. */
	answer(method: string, url: string, body: Buffer): FileAnswer | null {
		const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
		const segments = pathname.split("/").slice(1).map(decodeURIComponent);
		const [, room, ...rest] = segments;
		if (room === "files" && rest.length === 0) return method === "GET" ? this.#list() : this.#announce(body);
		if (room === "files" && method === "GET") return this.#get(rest.join("/"));
		if (room === "files") return this.#put(rest.join("/"), searchParams.get("hash") ?? "", body);
		if (room !== "uploads") return null;
		const [hash = "", what, part = ""] = rest;
		if (hash === "") return this.#begin(searchParams, body);
		const upload = this.#uploads.get(hash);
		if (!upload) return json({ error: "No such upload was begun." }, 404);
		if (what === "parts") upload.parts.set(Number(part), body);
		else {
			const bytes = Buffer.concat([...upload.parts].sort(([a], [b]) => a - b).map(([, data]) => data));
			if (blobHash(bytes) !== hash || bytes.length !== upload.bytes) return json({ error: "Parts are missing." }, 409);
			this.keep(hash, bytes);
			this.#uploads.delete(hash);
		}
		return this.#progress(hash);
	}

	#list(): FileAnswer {
		const held = [...this.announced].map(([path, { hash, bytes }]) => ({
			...{ path, hash, bytes, owner: "token:test", state: this.#stateOf(path) },
			...{ type: null, width: null, height: null, duration: null, url: null },
		}));
		return { status: 200, body: held.map((one) => `${JSON.stringify(one)}\n`).join("") };
	}

	#stateOf(path: string): "stored" | "wanted" | "waiting" | "unnamed" {
		if (this.unnamed.has(path)) return "unnamed";
		if (this.stored.has(this.announced.get(path)?.hash ?? "")) return "stored";
		return this.budget > 0 ? "wanted" : "waiting";
	}

	#announce(body: Buffer): FileAnswer {
		const paths: string[] = [];
		let removed = 0;
		for (const text of body
			.toString()
			.split("\n")
			.filter((one) => one !== "")) {
			const one = line.parse(JSON.parse(text));
			if ("deleted" in one) removed += this.announced.delete(one.path) ? 1 : 0;
			else {
				this.announced.set(one.path, one);
				paths.push(one.path);
			}
		}
		const fitting = paths.filter((path) => (this.announced.get(path)?.bytes ?? 0) <= this.limits.file);
		const those = (state: string) => fitting.filter((path) => this.#stateOf(path) === state);
		const problems = paths
			.filter((path) => !fitting.includes(path))
			.map((path) => ({ severity: "error", path, line: null, message: "The file is too large.", hint: "Use R2." }));
		return json({
			...{ stored: those("stored").length, wanted: those("wanted"), waiting: those("waiting") },
			...{ unnamed: those("unnamed").length, removed, problems, limits: this.limits },
		});
	}

	#put(path: string, hash: string, body: Buffer): FileAnswer {
		if (this.announced.get(path)?.hash !== hash) return json({ error: "No article refers to this file." }, 409);
		if (blobHash(body) !== hash) return json({ error: "The bytes do not match the hash." }, 422);
		if (body.subarray(0, 2).toString() === "<s") return json({ error: `${path} contains HTML` }, 415);
		if (this.budget === 0) return { ...json({ error: "Tomorrow." }, 429), headers: { "Retry-After": "3600" } };
		this.budget--;
		this.keep(hash, body);
		return json({});
	}

	/** Stores the bytes of a file. */
	keep(hash: string, bytes: Buffer): void {
		this.stored.set(hash, bytes.length);
		this.#bytes.set(hash, bytes);
	}

	#get(path: string): FileAnswer {
		const bytes = this.#bytes.get(this.announced.get(path)?.hash ?? "");
		return bytes ? { status: 200, body: bytes } : json({ error: "There is no file at this path." }, 404);
	}

	#begin(query: URLSearchParams, head: Buffer): FileAnswer {
		const hash = query.get("hash") ?? "";
		if (head.length < 4100) return json({ error: "The head is too short." }, 400);
		if (!this.#uploads.has(hash)) this.#uploads.set(hash, { bytes: Number(query.get("bytes")), parts: new Map() });
		return this.#progress(hash);
	}

	#progress(hash: string): FileAnswer {
		return json({ hash, part: this.limits.part, parts: [...(this.#uploads.get(hash)?.parts.keys() ?? [])] });
	}
}

function json(body: unknown, status = 200): FileAnswer {
	return { status, body: JSON.stringify(body) };
}
