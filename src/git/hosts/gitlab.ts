import * as z from "zod";
import type { Repository } from "../../repositories.ts";
import {
	type Access,
	ask,
	askFile,
	askHead,
	askJson,
	isNotFound,
	NotFoundError,
	PermanentError,
	post,
} from "./client.ts";
import type { Host } from "./host.ts";

const branchSchema = z.object({ commit: z.object({ id: z.string() }) });
const treeSchema = z.array(z.object({ id: z.string(), type: z.string(), path: z.string(), mode: z.string() }));
const commitsSchema = z.array(z.object({ committed_date: z.string() }));

/**
 * Creates a client for GitLab's REST API (docs.gitlab.com/api). Uses branches, the repository tree (with keyset
 * pagination), blobs, commits and statuses.
 */
export function gitlab({ fullName, branch, folder }: Repository, access: Access): Host {
	const project = `/projects/${encodeURIComponent(fullName)}`;
	const base = `${project}/repository`;
	const prefix = folder === "" ? "" : `${folder}/`;
	return {
		async head() {
			const answer = await askHead(access, `${base}/branches/${encodeURIComponent(branch)}`);
			return answer === undefined ? null : branchSchema.parse(answer).commit.id;
		},
		root: (commit) => ({ commit }),
		async list({ commit = "", token }) {
			const query = new URLSearchParams({
				...{ ref: commit, path: folder, recursive: "true", per_page: "100", pagination: "keyset" },
				...(token === undefined ? {} : { page_token: token }),
			});
			const { status, headers, bytes } = await ask(access, `${base}/tree?${query}`);
			if (isNotFound(status)) return null;
			if (bytes === null) throw new PermanentError("The response from GitLab is too long.");
			const entries = treeSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
			const files = entries
				.filter(({ type, path }) => type === "blob" && path.startsWith(prefix))
				.map(({ path, id, mode }) => ({ path: path.slice(prefix.length), hash: id, isLink: mode === "120000" }));
			const next = nextToken(headers.get("Link"));
			return { files, rest: next === null ? [] : [{ commit, token: next }] };
		},
		async blob(hash, limit) {
			const { status, bytes } = await ask(access, `${base}/blobs/${hash}/raw`, { accept: "*/*", limit });
			if (isNotFound(status)) throw new NotFoundError(`The file ${hash} no longer exists.`);
			return bytes;
		},
		file: ({ hash }) => askFile(access, `${base}/blobs/${hash}/raw`, "*/*"),
		async changed(file, commit) {
			const query = new URLSearchParams({ ref_name: commit, path: file, per_page: "1" });
			const [newest] = commitsSchema.parse((await askJson(access, `${base}/commits?${query}`)) ?? []);
			return newest && Date.parse(newest.committed_date);
		},
		async report(commit, { succeeded, description, url }) {
			const body = { state: succeeded ? "success" : "failed", description, target_url: url, name: "newsstand" };
			await post(access, `${project}/statuses/${commit}`, body);
		},
	};
}

/**
 * Extracts the token from the link to the next page (RFC 8288). We use only the token, because we never follow URLs in
 * responses.
 */
function nextToken(link: string | null): string | null {
	const [, address] = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(link ?? "") ?? [];
	if (address === undefined) return null;
	const token = URL.parse(address)?.searchParams.get("page_token");
	// Treating this as the last page would make all remaining files look deleted.
	if (!token) throw new PermanentError("GitLab's link to the next page of files has an unexpected format.");
	return token;
}
