import type { GitObjects } from "./git-objects.ts";

/** A request about one repository to a Git host's API. */
interface ApiRequest {
	method: string;
	/** The decoded segments of the path after the repository's name. */
	segments: string[];
	query: URLSearchParams;
	accept: string;
	/** The body of a POST request. */
	body: Record<string, unknown>;
	/** The full URL, used as the base for the URLs of further pages. */
	url: URL;
}

export interface ApiAnswer {
	status: number;
	headers?: Record<string, string>;
	body?: string | Uint8Array;
}

/** Returns a repository's response to a request; undefined for an unknown address. */
export type Api = (objects: GitObjects, request: ApiRequest, treeLimit: number) => Promise<ApiAnswer | undefined>;

/** The status of a commit. */
export interface CommitStatus {
	commit: string;
	state: string;
	description: string;
	/** The status's `context`, which GitLab calls `name`. */
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
