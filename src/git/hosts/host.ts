import type { HostFile } from "./client.ts";

/** A file of a commit. */
export interface TreeFile {
	/** Relative to the content folder, with `/` as the separator. */
	path: string;
	/** The file's Git blob hash in hex. */
	hash: string;
	/** The file's size in bytes, if the host returns it. */
	size?: number | undefined;
	/** Whether the file is a symbolic link, whose content is the path that it points to. */
	isLink: boolean;
}

/** A part of a tree to list, in the host's own format. */
export type Part = Record<string, string>;

/**
 * The files that one request returned, and the parts that still have to be listed. Null if the content folder does not
 * exist.
 */
type Listing = { files: TreeFile[]; rest: Part[] } | null;

/** The result of publishing a commit. */
export interface CommitStatus {
	succeeded: boolean;
	/** At most 140 characters. */
	description: string;
	/** Link to details. */
	url: string;
}

/** The API of a Git host. Each method makes one request, and throws the same errors as `ask`. */
export interface Host {
	/** Returns the newest commit of the branch; null if there is no such branch. */
	head(): Promise<string | null>;
	/** Returns the first part to list, which is the content folder of a commit. */
	root(commit: string): Part;
	list(part: Part): Promise<Listing>;
	/**
	 * Returns the bytes of a file; null if it is larger than `limit`. Throws `NotFoundError` if the file no longer
	 * exists.
	 */
	blob(hash: string, limit: number): Promise<Uint8Array | null>;
	/**
	 * Returns the bytes of a file of any size as a stream.
	 *
	 * @param file its hash, and its path in the repository
	 */
	file(file: Pick<TreeFile, "hash"> & { file: string }, commit: string): Promise<HostFile>;
	/**
	 * Returns when a file last changed in the history up to and including a commit, in milliseconds since 1970.
	 *
	 * @param file its path in the repository
	 */
	changed(file: string, commit: string): Promise<number | undefined>;
	report(commit: string, status: CommitStatus): Promise<void>;
}
