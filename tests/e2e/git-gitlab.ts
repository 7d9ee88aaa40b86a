import { type Api, json, notFound } from "./git-api.ts";

/** GitLab's REST API, version 4: https://docs.gitlab.com/api/rest/ */
export const gitlab: Api = async (objects, { method, segments, query, url }) => {
	const [area, kind, sha = "", raw] = segments;
	if (method !== "GET" || area !== "repository") return undefined;
	if (kind === "branches") {
		const name = segments.slice(2).join("/");
		const id = await objects.head(name);
		return id === null ? notFound("404 Branch Not Found") : json({ name, commit: { id }, protected: true });
	}
	if (kind === "tree") {
		const isRecursive = query.get("recursive") === "true";
		const entries = await objects.tree(query.get("ref") ?? "HEAD", query.get("path") ?? "", isRecursive);
		if (entries === null) return notFound("404 Tree Not Found");
		const size = Math.min(Number(query.get("per_page") ?? 20), 100);
		const from = Number(query.get("page_token") ?? 0);
		const page = entries.slice(from, from + size).map(({ path, mode, type, sha: id }) => {
			return { id, name: path.split("/").at(-1), type, path, mode };
		});
		if (from + size >= entries.length) return json(page);
		const next = new URL(url);
		next.searchParams.set("page_token", String(from + size));
		return json(page, 200, { Link: `<${next.href}>; rel="next"` });
	}
	if (kind === "blobs" && raw === "raw") {
		const bytes = await objects.blob(sha);
		if (bytes === null) return notFound("404 Blob Not Found");
		return { status: 200, headers: { "Content-Type": "application/octet-stream" }, body: bytes };
	}
	if (kind === "commits" && segments.length === 2) {
		const commit = await objects.lastCommit(query.get("ref_name") ?? "HEAD", query.get("path") ?? "");
		return json(commit ? [{ id: commit.sha, committed_date: commit.date, authored_date: commit.date }] : []);
	}
	return undefined;
};
