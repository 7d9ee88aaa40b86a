import * as z from "zod";
import { type Access, askJson, NotFoundError } from "./client.ts";
import type { Part, TreeFile } from "./host.ts";

/** A tree as GitHub and Forgejo give it. */
const treeSchema = z.object({
	tree: z.array(
		z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string(), size: z.number().nullish() }),
	),
	truncated: z.boolean().default(false),
});
type Tree = z.infer<typeof treeSchema>;

/** A tree out of the API. Throws `Missing` if it is there no more. */
export async function fetchTree(access: Access, path: string): Promise<Tree> {
	const answer = await askJson(access, path);
	if (answer === undefined) throw new NotFoundError("The commit is gone.");
	return treeSchema.parse(answer);
}

/** The mode that Git gives to symbolic links. */
const LINK = "120000";

/** The files of a tree; `prefix` is where it stands in the content folder: empty, or with a slash at its end. */
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

/** A folder to be listed with all that is below it; `way` leads from it to the content folder. */
export function folderPart(sha: string, way: string, prefix: string): Part {
	return { sha, way, prefix };
}

/** One step of the way to the content folder; null if it leads nowhere. */
export function descend({ tree }: Tree, way: string): Part | null {
	const [name = "", ...rest] = way.split("/");
	const folder = tree.find(({ path, type }) => path === name && type === "tree");
	return folder ? folderPart(folder.sha, rest.join("/"), "") : null;
}

/** The folders of a tree that was too large to be listed at once, each to be listed by itself. */
export function foldersOf({ tree }: Tree, prefix: string): Part[] {
	return tree.filter(({ type }) => type === "tree").map(({ path, sha }) => folderPart(sha, "", `${prefix}${path}/`));
}
