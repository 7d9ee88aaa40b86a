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
import { descend, fetchTree, filesOf, folderPart, foldersOf } from "./git-tree.ts";
import type { Host } from "./host.ts";

const branchSchema = z.object({ commit: z.object({ sha: z.string() }) });
const commitsSchema = z.array(z.object({ commit: z.object({ committer: z.object({ date: z.string() }) }) }));

/** Creates a client for GitHub's REST API (docs.github.com/rest). Uses branches, trees, blobs, commits and statuses. */
export function github({ fullName, branch, folder }: Repository, access: Access): Host {
	const base = `/repos/${fullName.split("/").map(encodeURIComponent).join("/")}`;

	const tree = (sha: string, query = "") => fetchTree(access, `${base}/git/trees/${sha}${query}`);
	return {
		async head() {
			const answer = await askHead(access, `${base}/branches/${encodeURIComponent(branch)}`);
			return answer === undefined ? null : branchSchema.parse(answer).commit.sha;
		},
		root: (commit) => folderPart(commit, folder, ""),
		async list({ sha = "", way = "", prefix = "" }) {
			if (way !== "") {
				const next = descend(await tree(sha), way);
				return next && { files: [], rest: [next] };
			}
			const all = await tree(sha, "?recursive=1");
			if (!all.truncated) return { files: filesOf(all, prefix), rest: [] };
			const level = await tree(sha);
			if (level.truncated)
				throw new PermanentError(
					`The folder ${prefix} contains more files than GitHub's API lists. Split it into several folders.`,
				);
			return { files: filesOf(level, prefix), rest: foldersOf(level, prefix) };
		},
		async blob(hash, limit) {
			const accept = "application/vnd.github.raw+json";
			const { status, bytes } = await ask(access, `${base}/git/blobs/${hash}`, { accept, limit });
			if (isNotFound(status)) throw new NotFoundError(`The file ${hash} no longer exists.`);
			return bytes;
		},
		file: ({ hash }) => askFile(access, `${base}/git/blobs/${hash}`, "application/vnd.github.raw+json"),
		async changed(file, commit) {
			const query = new URLSearchParams({ sha: commit, path: file, per_page: "1" });
			const [newest] = commitsSchema.parse((await askJson(access, `${base}/commits?${query}`)) ?? []);
			return newest && Date.parse(newest.commit.committer.date);
		},
		async report(commit, { succeeded, description, url }) {
			const state = succeeded ? "success" : "failure";
			const body = { state, description, target_url: url, context: "newsstand" };
			await post(access, `${base}/statuses/${commit}`, body);
		},
	};
}
