import { isSourcePath } from "../article/source.ts";
import type { Host, Part, TreeFile } from "./hosts/host.ts";

/** The listing of a commit's content folder, request by request. It lives in memory: what is cut off begins anew. */
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

	/** Goes on for so many requests at most. False if there is no such folder. What fails may be called again. */
	async continue(requests: number): Promise<boolean> {
		for (let asked = 0; asked < requests; asked++) {
			const [part] = this.#parts;
			if (!part) return true;
			const listing = await this.#host.list(part);
			if (listing === null) return false;
			for (const file of listing.files) if (isSourcePath(file.path)) this.files.push(file);
			this.#parts = [...this.#parts.slice(1), ...listing.rest];
		}
		return true;
	}
}
