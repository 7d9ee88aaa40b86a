import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { type Api, type ApiAnswer, type CommitStatus, json, notFound } from "./git-api.ts";
import { forgejo } from "./git-forgejo.ts";
import { github } from "./git-github.ts";
import { gitlab } from "./git-gitlab.ts";
import type { GitRepository } from "./git-repository.ts";
import { takeStatus } from "./git-status.ts";

/** A repository on the stand-in host. Changes to this object take effect with the next request. */
export interface Hosted {
	/** The token that the host accepts. */
	token: string;
	/** Whether requests require the token. */
	isPrivate: boolean;
	/** Whether to behave like a deleted repository. */
	isGone: boolean;
	/** Maximum number of entries in a recursive tree or, for Forgejo, in one page of the tree. */
	treeLimit: number;
	/** Responses to the next requests of any kind. `hang` means that no response is sent. */
	nextAnswers: (ApiAnswer | "hang")[];
	/** Outdated commits that GitHub's API returns at first instead of the newest one, as it may after a push. */
	nextHeads: string[];
	/** The requests so far, each as a string such as `GET /repos/acme/news/branches/main`. */
	requests: string[];
	statuses: CommitStatus[];
	/** Files in Git LFS, keyed by SHA-256. */
	lfs: Map<string, Uint8Array>;
}

/** A local Git host with the APIs of GitHub, GitLab and Forgejo, each under its own path. */
export interface GitHost {
	/**
	 * `http://127.0.0.1:<port>`. The APIs are at `/api/v3` (GitHub, also at the root), `/api/v4` (GitLab) and `/api/v1`
	 * (Forgejo).
	 */
	url: string;
	/** All requests, including those for unknown repositories. */
	requests: string[];
	add(fullName: string, repository: GitRepository): Hosted;
	close(): Promise<void>;
}

const APIS = { github, gitlab, forgejo };

interface Entry {
	hosted: Hosted;
	repository: GitRepository;
}

export async function startGitHost(): Promise<GitHost> {
	const entries = new Map<string, Entry>();
	const requests: string[] = [];
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		answerTo(request, entries).then(
			(answer) => send(response, answer),
			(error: unknown) => send(response, json({ message: String(error) }, 500)),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The server has no port.");
	return {
		url: `http://127.0.0.1:${address.port}`,
		requests,
		add(fullName, repository) {
			const hosted: Hosted = {
				...{ token: "", isPrivate: false, isGone: false, treeLimit: Number.POSITIVE_INFINITY },
				...{ nextAnswers: [], nextHeads: [], requests: [], statuses: [], lfs: new Map() },
			};
			entries.set(fullName, { hosted, repository });
			return hosted;
		},
		async close() {
			for (const { repository } of entries.values()) repository.objects.close();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function answerTo(message: IncomingMessage, entries: Map<string, Entry>): Promise<ApiAnswer | "hang"> {
	const url = new URL(message.url ?? "/", `http://${message.headers.host}`);
	const lfs = await answerOfLfs(message, url, entries);
	if (lfs) return lfs;
	const address = addressOf(url.pathname);
	const entry = address && entries.get(address.fullName);
	if (!address || !entry) return notFound();
	const { hosted, repository } = entry;
	const body = await bodyOf(message);
	hosted.requests.push(`${message.method} ${url.pathname}${url.search}`);
	const next = hosted.nextAnswers.shift();
	if (next) return next;
	if (hosted.isGone) return notFound();
	if (address.kind === "github" && !message.headers["user-agent"]) return json({ message: "Request forbidden" }, 403);
	const given = tokenOf(message);
	if (given !== undefined && given !== hosted.token) return json({ message: "Bad credentials" }, 401);
	if (given === undefined && hosted.isPrivate) return notFound();
	const [area, commit = ""] = address.segments;
	const old = address.kind === "github" && area === "branches" ? hosted.nextHeads.shift() : undefined;
	if (old !== undefined) return json({ name: address.segments.slice(1).join("/"), commit: { sha: old } });
	if (area === "statuses" && message.method === "POST") {
		if (given === undefined) return json({ message: "Requires authentication" }, 401);
		return takeStatus(address.kind, commit, body, hosted.statuses);
	}
	const api: Api = APIS[address.kind];
	const { method = "GET", headers } = message;
	const request = {
		method,
		segments: address.segments,
		query: url.searchParams,
		accept: headers.accept ?? "",
		body,
		url,
	};
	return (await api(repository.objects, request, hosted.treeLimit)) ?? notFound();
}

/**
 * Responds as Git LFS does (see docs/api/batch.md of Git LFS) to batch requests and to requests for files. Files require
 * a signature instead of the token.
 */
async function answerOfLfs(
	message: IncomingMessage,
	url: URL,
	entries: Map<string, Entry>,
): Promise<ApiAnswer | undefined> {
	const [, name, rest] = /^\/(.+)\.git\/(info\/lfs\/objects\/batch|store\/.+)$/.exec(url.pathname) ?? [];
	const { hosted } = entries.get(name ?? "") ?? {};
	if (!hosted || rest === undefined) return undefined;
	hosted.requests.push(`${message.method} ${url.pathname}`);
	if (rest.startsWith("store/")) {
		const bytes = hosted.lfs.get(rest.slice("store/".length));
		const isAllowed = message.headers["x-signature"] === "signed" && message.headers.authorization === undefined;
		return bytes && isAllowed ? { status: 200, body: bytes } : notFound();
	}
	const given = Buffer.from((message.headers.authorization ?? "").replace(/^Basic /, ""), "base64").toString();
	if (hosted.isPrivate && given.split(":")[1] !== hosted.token) return json({ message: "Credentials needed" }, 401);
	const { objects } = lfsRequest.parse(await bodyOf(message));
	return json({
		transfer: "basic",
		objects: objects.map(({ oid, size }) => {
			if (!hosted.lfs.has(oid)) return { oid, size, error: { code: 404, message: "Object does not exist" } };
			const href = `${url.origin}/${name}.git/store/${oid}`;
			return { oid, size, actions: { download: { href, header: { "X-Signature": "signed" } } } };
		}),
	});
}

const lfsRequest = z.object({ objects: z.array(z.object({ oid: z.string(), size: z.number() })) });

/** Splits a path into the API, the repository and the remaining decoded segments. */
function addressOf(path: string): { kind: keyof typeof APIS; fullName: string; segments: string[] } | null {
	const segments = path.split("/").slice(1).map(decodeURIComponent);
	const [api, version] = segments;
	const version3 = api === "api" && version === "v3";
	if (api === "api" && version === "v4") {
		const [projects, fullName = "", ...rest] = segments.slice(2);
		return projects === "projects" ? { kind: "gitlab", fullName, segments: rest } : null;
	}
	const kind = api === "api" && version === "v1" ? "forgejo" : "github";
	const [repos, owner, name, ...rest] = kind === "forgejo" || version3 ? segments.slice(2) : segments;
	return repos === "repos" ? { kind, fullName: `${owner}/${name}`, segments: rest } : null;
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
	const own = headers["private-token"];
	if (typeof own === "string") return own;
	return /^(?:Bearer|token) +(.*)$/i.exec(headers.authorization ?? "")?.[1];
}

async function bodyOf(message: IncomingMessage): Promise<Record<string, unknown>> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of message) chunks.push(chunk);
	const text = Buffer.concat(chunks).toString("utf8");
	return text === "" ? {} : JSON.parse(text);
}

function send(response: ServerResponse, answer: ApiAnswer | "hang"): void {
	if (answer === "hang") return;
	response.writeHead(answer.status, answer.headers ?? {}).end(answer.body);
}
