import type { HostFile } from "./client.ts";

/** A file of a commit. */
export interface TreeFile {
	/** Relative to the content folder, with `/`. */
	path: string;
	/** Its Git blob hash in hex. */
	hash: string;
	/** In bytes, if the host returns it. */
	size?: number | undefined;
	/** Whether it is a symbolic link. Its content is then the path it points to. */
	isLink: boolean;
}

/** A part of a tree to list, in the host's own format. */
export type Part = Record<string, string>;

/** The files listed by one request, and the parts that remain. Null if there is no such folder. */
type Listing = { files: TreeFile[]; rest: Part[] } | null;

/** The result of publishing a commit. */
export interface CommitStatus {
	succeeded: boolean;
	/** At most 140 characters. */
	description: string;
	/** Link to details. */
	url: string;
}

/** The API of a Git host. Each method makes one request and throws like `ask`. */
export interface Host {
	/** The newest commit of the branch; null if there is no such branch. */
	head(): Promise<string | null>;
	/** The content folder of a commit, as the first part to list. */
	root(commit: string): Part;
	list(part: Part): Promise<Listing>;
	/** The bytes of a file; null if it is larger than `limit`. Throws `NotFoundError` if it no longer exists. */
	blob(hash: string, limit: number): Promise<Uint8Array | null>;
	/**
	 * The bytes of a file of any size, as a stream.
	 *
	 * @param file its hash, and its path in the repository
	 */
	file(file: Pick<TreeFile, "hash"> & { file: string }, commit: string): Promise<HostFile>;
	/**
	 * When a file last changed before or in a commit, in milliseconds since 1970.
	 *
	 * @param file its path in the repository
	 */
	changed(file: string, commit: string): Promise<number | undefined>;
	report(commit: string, status: CommitStatus): Promise<void>;
}
