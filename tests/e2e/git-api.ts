import type { GitObjects } from "./git-objects.ts";

/** A request to the API of a host, without the part of its path that names the repository. */
interface ApiRequest {
	method: string;
	/** The decoded path after the repository's name. */
	segments: string[];
	query: URLSearchParams;
	accept: string;
	/** For POST. */
	body: Record<string, unknown>;
	/** The full address, from which those of further pages are made. */
	url: URL;
}

export interface ApiAnswer {
	status: number;
	headers?: Record<string, string>;
	body?: string | Uint8Array;
}

/** How a repository answers a request; undefined: unknown address. */
export type Api = (objects: GitObjects, request: ApiRequest, treeLimit: number) => Promise<ApiAnswer | undefined>;

/** A commit's status. */
export interface CommitStatus {
	commit: string;
	state: string;
	description: string;
	/** Its `context`, which GitLab calls `name`. */
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
