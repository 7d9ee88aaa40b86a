import { Buffer } from "node:buffer";
import * as z from "zod";
import type { Repository } from "../../repositories.ts";
import { type Access, askFile, askHead, askJson, NotFoundError, post } from "./client.ts";
import { descend, fetchTree, filesOf, folderPart } from "./git-tree.ts";
import type { Host } from "./host.ts";

const branchSchema = z.object({ commit: z.object({ id: z.string() }) });
const blobSchema = z.object({ content: z.string(), encoding: z.literal("base64") });
const commitsSchema = z.array(z.object({ commit: z.object({ committer: z.object({ date: z.string() }) }) }));

/**
 * Creates a client for the API of Forgejo and Gitea (codeberg.org/api/swagger). Uses branches, trees, blobs, raw files,
 * commits and statuses.
 */
export function forgejo({ fullName, branch, folder }: Repository, access: Access): Host {
	const base = `/repos/${fullName.split("/").map(encodeURIComponent).join("/")}`;

	const tree = (sha: string, query: string) => fetchTree(access, `${base}/git/trees/${sha}?per_page=1000${query}`);
	return {
		async head() {
			const answer = await askHead(access, `${base}/branches/${encodeURIComponent(branch)}`);
			return answer === undefined ? null : branchSchema.parse(answer).commit.id;
		},
		root: (commit) => folderPart(commit, folder, ""),
		async list({ sha = "", way = "", prefix = "", page = "1" }) {
			const found = await tree(sha, `${way === "" ? "&recursive=true" : ""}&page=${page}`);
			const following = found.truncated ? [{ sha, way, prefix, page: String(Number(page) + 1) }] : [];
			if (way === "") return { files: filesOf(found, prefix), rest: following };
			const next = descend(found, way);
			const rest = next ? [next] : following;
			return rest.length > 0 ? { files: [], rest } : null;
		},
		async blob(hash, limit) {
			const answer = await askJson(access, `${base}/git/blobs/${hash}`);
			if (answer === undefined) throw new NotFoundError(`The file ${hash} no longer exists.`);
			const bytes = Buffer.from(blobSchema.parse(answer).content, "base64");
			return bytes.byteLength > limit ? null : bytes;
		},
		file: ({ file }, commit) => {
			const path = file.split("/").map(encodeURIComponent).join("/");
			return askFile(access, `${base}/raw/${path}?ref=${commit}`, "*/*");
		},
		async changed(file, commit) {
			const query = new URLSearchParams({ sha: commit, path: file, limit: "1", stat: "false", files: "false" });
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
