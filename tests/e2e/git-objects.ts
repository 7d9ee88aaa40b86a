import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { GIT_ENVIRONMENT, git } from "./git-command.ts";

/** An entry of a tree. Its path is relative to the repository's root. */
export interface TreeEntry {
	path: string;
	mode: string;
	type: "blob" | "tree" | "commit";
	sha: string;
	/** The size of a blob in bytes. */
	size?: number;
}

/** Reads a bare repository on behalf of its host. All data comes from Git. */
export class GitObjects {
	readonly #folder: string;
	#reader: BlobReader | undefined;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** Returns the newest commit of a branch; null if the branch does not exist. */
	head(branch: string): Promise<string | null> {
		return this.#ask("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`);
	}

	/** Lists the entries of a folder; null if it does not exist. The root is "". A recursive list includes folders. */
	async tree(revision: string, folder: string, isRecursive: boolean): Promise<TreeEntry[] | null> {
		const flags = isRecursive ? ["-r", "-t"] : [];
		const listing = await this.#ask("ls-tree", "-z", "-l", ...flags, `${revision}:${folder}`);
		if (listing === null) return null;
		const prefix = folder === "" ? "" : `${folder}/`;
		return listing.split("\0").flatMap((line) => {
			const match = /^(\d+) (blob|tree|commit) (\w+) +(\d+|-)\t(.+)$/s.exec(line);
			if (!match) return [];
			const [, mode = "", type, sha = "", size = "", path = ""] = match;
			if (type !== "blob" && type !== "tree" && type !== "commit") return [];
			return [{ path: prefix + path, mode, type, sha, ...(size === "-" ? {} : { size: Number(size) }) }];
		});
	}

	/** Returns the bytes of a blob; null if it does not exist. */
	blob(sha: string): Promise<Buffer | null> {
		if (!/^[0-9a-f]{40}$/.test(sha)) return Promise.resolve(null);
		this.#reader ??= new BlobReader(this.#folder);
		return this.#reader.read(sha);
	}

	/** Returns the last commit of a path ("" means the whole repository) and its date; null if there is none. */
	async lastCommit(revision: string, path: string): Promise<{ sha: string; date: string } | null> {
		const only = path === "" ? [] : ["--", `:(literal)${path}`];
		const [sha, date] = ((await this.#ask("log", "-1", "--format=%H %cI", revision, ...only)) ?? "").split(" ");
		return sha && date ? { sha, date } : null;
	}

	close(): void {
		this.#reader?.close();
	}

	async #ask(...args: string[]): Promise<string | null> {
		try {
			return (await git(this.#folder, ...args)).replace(/\n$/, "");
		} catch {
			return null;
		}
	}
}

/** Reads all blobs with one `git cat-file --batch`. One process per blob would dominate the cost of a large push. */
class BlobReader {
	readonly #process: ChildProcessWithoutNullStreams;
	readonly #waiting: ((blob: Buffer | null) => void)[] = [];
	#received: Buffer = Buffer.alloc(0);

	constructor(folder: string) {
		this.#process = spawn("git", ["cat-file", "--batch"], { cwd: folder, env: GIT_ENVIRONMENT });
		this.#process.stdout.on("data", (bytes: Buffer) => {
			this.#received = Buffer.concat([this.#received, bytes]);
			while (this.#takeOne());
		});
	}

	read(sha: string): Promise<Buffer | null> {
		return new Promise((resolve) => {
			this.#waiting.push(resolve);
			this.#process.stdin.write(`${sha}\n`);
		});
	}

	close(): void {
		this.#process.stdin.end();
	}

	/** Parses a response: `<sha> <type> <size>`, the bytes and a line feed, or `<sha> missing`. */
	#takeOne(): boolean {
		const end = this.#received.indexOf(0x0a);
		if (end === -1) return false;
		const [, type, size] = this.#received.toString("latin1", 0, end).split(" ");
		const length = size === undefined ? 0 : Number(size) + 1;
		if (this.#received.length < end + 1 + length) return false;
		const content = this.#received.subarray(end + 1, end + length);
		this.#waiting.shift()?.(type === "blob" ? Buffer.from(content) : null);
		this.#received = this.#received.subarray(end + 1 + length);
		return true;
	}
}
