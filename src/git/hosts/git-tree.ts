import * as z from "zod";
import { type Access, askJson, NotFoundError } from "./client.ts";
import type { Part, TreeFile } from "./host.ts";

/** A tree in the APIs of GitHub and Forgejo. */
const treeSchema = z.object({
	tree: z.array(
		z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string(), size: z.number().nullish() }),
	),
	truncated: z.boolean().default(false),
});
type Tree = z.infer<typeof treeSchema>;

/** Fetches a tree. Throws `NotFoundError` if the tree no longer exists. */
export async function fetchTree(access: Access, path: string): Promise<Tree> {
	const answer = await askJson(access, path);
	if (answer === undefined) throw new NotFoundError("The commit no longer exists.");
	return treeSchema.parse(answer);
}

/** The mode that Git uses for symbolic links. */
const LINK = "120000";

/**
 * Returns the files of a tree.
 *
 * @param prefix the tree's path in the content folder: empty, or with a trailing slash
 */
export function filesOf({ tree }: Tree, prefix: string): TreeFile[] {
	return tree
		.filter(({ type }) => type === "blob")
		.map(({ path, sha, mode, size }) => ({
			path: prefix + path,
			hash: sha,
			isLink: mode === LINK,
			size: size ?? undefined,
		}));
}

/**
 * Returns the part for listing a folder recursively.
 *
 * @param way path from this folder to the content folder
 */
export function folderPart(sha: string, way: string, prefix: string): Part {
	return { sha, way, prefix };
}

/** Descends one level towards the content folder. Returns null if the folder does not exist. */
export function descend({ tree }: Tree, way: string): Part | null {
	const [name = "", ...rest] = way.split("/");
	const folder = tree.find(({ path, type }) => path === name && type === "tree");
	return folder ? folderPart(folder.sha, rest.join("/"), "") : null;
}

/** Returns the subfolders of a tree that is too large for one response, so that each can be listed separately. */
export function foldersOf({ tree }: Tree, prefix: string): Part[] {
	return tree.filter(({ type }) => type === "tree").map(({ path, sha }) => folderPart(sha, "", `${prefix}${path}/`));
}
