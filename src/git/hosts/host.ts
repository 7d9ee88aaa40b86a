import type { HostFile } from "./client.ts";

/** A file of a commit. */
export interface TreeFile {
	/** Relative to the content folder, with `/`. */
	path: string;
	/** Its Git blob hash, hex. */
	hash: string;
	/** In bytes, if the host returns it. */
	size?: number | undefined;
	/** A symbolic link; its content is the path that it points to. */
	isLink: boolean;
}

/** A part of a tree still to be listed, in a form of the host's own. */
export type Part = Record<string, string>;

/** What one request listed, and the parts it left. Null: there is no such folder. */
type Listing = { files: TreeFile[]; rest: Part[] } | null;

/** The result of publishing a commit. */
export interface CommitStatus {
	succeeded: boolean;
	/** At most 140 characters. */
	description: string;
	/** Link to details. */
	url: string;
}

/** The API of a Git host. Each method makes one request, and throws as `ask` does. */
export interface Host {
	/** The newest commit of the branch; null if there is no such branch. */
	head(): Promise<string | null>;
	/** The content folder of a commit, for listing. */
	root(commit: string): Part;
	list(part: Part): Promise<Listing>;
	/** The bytes of a file; null if there are more than `limit`. Throws `NotFoundError` if it no longer exists. */
	blob(hash: string, limit: number): Promise<Uint8Array | null>;
	/** The bytes of a file of any size, as a stream. `file`: its path in the repository. */
	file(file: Pick<TreeFile, "hash"> & { file: string }, commit: string): Promise<HostFile>;
	/** When a file last changed as of a commit, in milliseconds since 1970. `file`: its path in the repository. */
	changed(file: string, commit: string): Promise<number | undefined>;
	report(commit: string, status: CommitStatus): Promise<void>;
}
