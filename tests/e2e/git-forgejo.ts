import { type Api, json, notFound } from "./git-api.ts";

/** The REST API of Forgejo and Gitea, version 1: https://codeberg.org/api/swagger */
export const forgejo: Api = async (objects, { method, segments, query }, treeLimit) => {
	if (method !== "GET") return undefined;
	const [area, kind, sha = ""] = segments;
	if (area === "branches") {
		const name = segments.slice(1).join("/");
		const id = await objects.head(name);
		return id === null ? notFound("branch does not exist") : json({ name, commit: { id }, protected: false });
	}
	if (area === "git" && kind === "trees") {
		const entries = await objects.tree(sha, "", query.get("recursive") === "true");
		if (entries === null) return notFound();
		const size = Math.min(Number(query.get("per_page") || 1000), 1000, treeLimit);
		const page = Math.max(Number(query.get("page") ?? 1), 1);
		const tree = entries.slice((page - 1) * size, page * size);
		return json({ sha, tree, truncated: page * size < entries.length, page, total_count: entries.length });
	}
	if (area === "git" && kind === "blobs") {
		const bytes = await objects.blob(sha);
		if (bytes === null) return notFound();
		return json({ sha, size: bytes.length, encoding: "base64", content: bytes.toString("base64") });
	}
	if (area === "raw") {
		const path = segments.slice(1).join("/");
		const entry = (await objects.tree(query.get("ref") ?? "HEAD", "", true))?.find((one) => one.path === path);
		const bytes = entry && (await objects.blob(entry.sha));
		return bytes ? { status: 200, headers: { "Content-Type": "application/octet-stream" }, body: bytes } : notFound();
	}
	if (area === "commits" && segments.length === 1) {
		const commit = await objects.lastCommit(query.get("sha") ?? "HEAD", query.get("path") ?? "");
		const signature = { name: "Ada", email: "ada@example.org", date: commit?.date };
		return json(commit ? [{ sha: commit.sha, created: commit.date, commit: { committer: signature } }] : []);
	}
	return undefined;
};
