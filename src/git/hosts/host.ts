/** A file of a commit. */
export interface TreeFile {
	/** Relative to the content folder, with `/`. */
	path: string;
	/** Its Git blob hash, hex. */
	hash: string;
	/** In bytes, where the host tells. */
	size?: number | undefined;
	/** A symbolic link: what it holds is the path that it points to. */
	isLink: boolean;
}

/** A part of a tree that is still to be listed. Its form is the host's own affair. */
export type Part = Record<string, string>;

/** What one request has listed, and what is left because of it. Null: there is no such folder. */
type Listing = { files: TreeFile[]; rest: Part[] } | null;

/** How the publication of a commit went. */
export interface CommitStatus {
	succeeded: boolean;
	/** At most 140 characters. */
	description: string;
	/** Where there is more. */
	url: string;
}

/** What is needed of whoever runs a repository. Each method asks once, and throws as `ask` does. */
export interface Host {
	/** The newest commit of the branch; null if the branch is not there. */
	head(): Promise<string | null>;
	/** The content folder of a commit, to be listed. */
	root(commit: string): Part;
	list(part: Part): Promise<Listing>;
	/** The bytes of a file; null if there are more than `limit`. Throws `Missing` if the host has it no more. */
	blob(hash: string, limit: number): Promise<Uint8Array | null>;
	/** When a file was last changed, as of a commit, in milliseconds since 1970. `file`: its path in the repository. */
	changed(file: string, commit: string): Promise<number | undefined>;
	report(commit: string, status: CommitStatus): Promise<void>;
}
