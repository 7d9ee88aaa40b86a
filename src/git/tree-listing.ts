import { isFilePath } from "../article/file-kinds.ts";
import { isCountedPath } from "../article/source.ts";
import type { Repository } from "../repositories.ts";
import type { Host, Part, TreeFile } from "./hosts/host.ts";

/** A picture, audio, video or document in a commit. */
export interface OwnFile {
	/** The path that articles use: relative to the content folder, in NFC. */
	path: string;
	/** The file's path in the repository. */
	file: string;
	hash: string;
	/** The file's size in bytes, if the host returns it. */
	size?: number | undefined;
}

/** Folders next to the content folder in which site generators keep files. */
const FILE_FOLDERS = ["static", "public", "assets", "images"];

/** A folder of the commit to list. */
interface Listed {
	host: Host;
	/** Prefix of paths in articles: empty for the content folder, otherwise the folder's name and a slash. */
	prefix: string;
	/** Prefix of paths in the repository. */
	folder: string;
}

/**
 * Lists a commit's content folder in several requests. Keeps its progress only in memory. If the progress is lost, the
 * listing starts over.
 */
export class TreeListing {
	readonly commit: string;
	readonly files: TreeFile[] = [];
	/** Files that articles may refer to, by path. */
	readonly own = new Map<string, OwnFile>();
	#parts: { part: Part; listed: Listed }[];

	/** @param hostOf returns the API of the same repository with a different content folder */
	constructor({ folder }: Pick<Repository, "folder">, commit: string, hostOf: (folder: string) => Host) {
		this.commit = commit;
		const above = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/") + 1) : "";
		const beside = folder === "" ? [] : FILE_FOLDERS.map((name) => ({ name: `${name}/`, of: above + name }));
		this.#parts = [{ name: "", of: folder }, ...beside].map(({ name, of }) => {
			const listed = { host: hostOf(of), prefix: name, folder: of === "" ? "" : `${of}/` };
			return { part: listed.host.root(commit), listed };
		});
	}

	get isDone(): boolean {
		return this.#parts.length === 0;
	}

	/**
	 * Continues the listing with up to `requests` requests. Returns false if the content folder does not exist. Can be
	 * called again after a failure.
	 */
	async continue(requests: number): Promise<boolean> {
		for (let count = 0; count < requests; count++) {
			const [next, ...others] = this.#parts;
			if (!next) return true;
			const { part, listed } = next;
			const listing = await listed.host.list(part);
			if (listing === null && listed.prefix === "") return false;
			for (const file of listing?.files ?? []) this.#take(file, listed);
			this.#parts = [...others, ...(listing?.rest ?? []).map((rest) => ({ part: rest, listed }))];
		}
		return true;
	}

	#take(file: TreeFile, { prefix, folder }: Listed): void {
		if (prefix === "" && isCountedPath(file.path)) this.files.push(file);
		const path = (prefix + file.path).normalize("NFC");
		if (file.isLink || !isFilePath(path) || this.own.has(path)) return;
		this.own.set(path, { path, file: folder + file.path, hash: file.hash, size: file.size });
	}
}
