import type { GitObjects } from "./git-objects.ts";

/** A request to the API of a host, without the part of its path that names the repository. */
interface ApiRequest {
	method: string;
	/** What follows the repository's name, decoded. */
	segments: string[];
	query: URLSearchParams;
	accept: string;
	/** Of a POST. */
	body: Record<string, unknown>;
	/** Where it came to, for the addresses of further pages. */
	url: URL;
}

export interface ApiAnswer {
	status: number;
	headers?: Record<string, string>;
	body?: string | Uint8Array;
}

/** How a repository answers one request; undefined: the API knows no such address. */
export type Api = (objects: GitObjects, request: ApiRequest, treeLimit: number) => Promise<ApiAnswer | undefined>;

/** What was said of a commit. */
export interface CommitStatus {
	commit: string;
	state: string;
	description: string;
	/** Who says it: its `context`, which GitLab calls `name`. */
	context: string;
	url: string;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): ApiAnswer {
	return {
		status,
		headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
		body: JSON.stringify(body),
	};
}

export function notFound(message = "Not Found"): ApiAnswer {
	return json({ message }, 404);
}
