import { isCountedPath } from "../article/source.ts";
import type { Host, Part, TreeFile } from "./hosts/host.ts";

/** Lists a commit's content folder, request by request. Kept in memory: if interrupted, it starts over. */
export class TreeListing {
	readonly commit: string;
	readonly files: TreeFile[] = [];
	readonly #host: Host;
	#parts: Part[];

	constructor(host: Host, commit: string) {
		this.commit = commit;
		this.#host = host;
		this.#parts = [host.root(commit)];
	}

	get isDone(): boolean {
		return this.#parts.length === 0;
	}

	/** Makes up to `requests` requests. False if there is no such folder. Can be called again after a failure. */
	async continue(requests: number): Promise<boolean> {
		for (let count = 0; count < requests; count++) {
			const [part] = this.#parts;
			if (!part) return true;
			const listing = await this.#host.list(part);
			if (listing === null) return false;
			for (const file of listing.files) if (isCountedPath(file.path)) this.files.push(file);
			this.#parts = [...this.#parts.slice(1), ...listing.rest];
		}
		return true;
	}
}
