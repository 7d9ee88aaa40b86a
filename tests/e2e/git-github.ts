import { type Api, json, notFound } from "./git-api.ts";

/** GitHub's REST API, version 2022-11-28: https://docs.github.com/en/rest */
export const github: Api = async (objects, { method, segments, query, accept }, treeLimit) => {
	if (method !== "GET") return undefined;
	const [area, kind] = segments;
	if (area === "branches") {
		const name = segments.slice(1).join("/");
		const sha = await objects.head(name);
		return sha === null ? notFound("Branch not found") : json({ name, commit: { sha }, protected: false });
	}
	if (area === "git" && kind === "trees") {
		const sha = segments.slice(2).join("/");
		// Any value turns on recursion, even `0` and `false`.
		const isRecursive = query.has("recursive");
		const entries = await objects.tree(sha, "", isRecursive);
		if (entries === null) return notFound();
		const isTruncated = isRecursive && entries.length > treeLimit;
		return json({ sha, tree: isTruncated ? entries.slice(0, treeLimit) : entries, truncated: isTruncated });
	}
	if (area === "git" && kind === "blobs") {
		const sha = segments[2] ?? "";
		const bytes = await objects.blob(sha);
		if (bytes === null) return notFound();
		if (/^application\/vnd\.github(\.v3)?\.raw(\+json)?$/.test(accept)) {
			return {
				status: 200,
				headers: { "Content-Type": "application/vnd.github.raw+json; charset=utf-8" },
				body: bytes,
			};
		}
		return json({ sha, size: bytes.length, encoding: "base64", content: bytes.toString("base64") });
	}
	if (area === "commits" && segments.length === 1) {
		const commit = await objects.lastCommit(query.get("sha") ?? "HEAD", query.get("path") ?? "");
		const signature = { name: "Ada", email: "ada@example.org", date: commit?.date };
		return json(commit ? [{ sha: commit.sha, commit: { author: signature, committer: signature } }] : []);
	}
	return undefined;
};
