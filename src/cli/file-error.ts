import { z } from "zod";

const errno = z.object({ code: z.string() });

/** The code of an error of the file system (`ENOENT`); empty for any other error. */
export function codeOf(error: unknown): string {
	return errno.safeParse(error).data?.code ?? "";
}

const WORDS = new Map([
	["EACCES", "permission denied"],
	["EPERM", "permission denied"],
	["ENOENT", "it is not there"],
	["ENOTDIR", "it is not there"],
	["EEXIST", "a file of that name is there"],
	["ELOOP", "it is a link that leads in a circle"],
]);

/** An error of the file system in words, without the path that Node puts into its own message. */
export function reasonOf(error: unknown): string {
	const code = codeOf(error);
	return WORDS.get(code) ?? (code === "" ? String(error) : code);
}
