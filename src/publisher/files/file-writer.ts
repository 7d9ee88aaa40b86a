import { RpcTarget } from "cloudflare:workers";
import { fileKind, isFileOfBundle, isFilePath } from "../../article/file-kinds.ts";
import { splitFrontMatter } from "../../article/front-matter.ts";
import type { Problem } from "../../article/problem.ts";
import type { FileFault } from "../../media/content-type.ts";
import { addressName, mediaPath } from "../../media/file-name.ts";
import { fileTag } from "../kv-keys.ts";
import { restoring } from "../meta.ts";
import type { PublisherStore } from "../store.ts";
import { DAY, HOLD } from "../timing.ts";
import { refusal } from "../write/refusal.ts";
import { markArticle } from "./check-files.ts";
import { FileUploads } from "./file-uploads.ts";
import type { BlobFacts, FileRow } from "./files.ts";
import type { StoreLimits } from "./store-limits.ts";

/** A new or changed file to announce, or a file that was deleted. */
export type FileChange = { path: string; hash: string; bytes: number } | { path: string; deleted: true };

/** The state of a file, from which its sender can tell what to do next. */
export type FileState = "stored" | "wanted" | "waiting" | "unnamed" | "refused";

/** A file as the API returns it. */
export interface HeldFile extends Pick<FileRow, "path" | "hash" | "bytes" | "owner"> {
	state: FileState;
	type: string | null;
	width: number | null;
	height: number | null;
	/** Duration in seconds. */
	duration: number | null;
	/** Null unless the file is public. */
	url: string | null;
}

/** The result of announcing files. */
export interface Announced {
	stored: number;
	wanted: string[];
	waiting: string[];
	unnamed: number;
	removed: number;
	problems: Problem[];
}

/** Whether the bytes of a file may be stored now. */
export type Permission =
	| { kind: "go"; isPublic: boolean }
	| { kind: "stored"; file: HeldFile }
	| { kind: "unnamed" }
	/** Today's KV writes are used up. `seconds` is the time until KV accepts writes again. */
	| { kind: "waiting"; seconds: number }
	| { kind: "refused"; problem: FileFault };

/** The interface through which the API and repositories manage the files stored alongside articles. */
export class FileWriter extends RpcTarget {
	readonly #store: PublisherStore;
	readonly #limits: StoreLimits;
	readonly #commit: <T>(change: (now: number) => T) => Promise<T>;

	/** @param commit runs a change in a transaction, and schedules the KV writes that the change requires */
	constructor(store: PublisherStore, limits: StoreLimits, commit: <T>(change: (now: number) => T) => Promise<T>) {
		super();
		this.#store = store;
		this.#limits = limits;
		this.#commit = commit;
	}

	/**
	 * Lists the files of one owner, or all files if `owner` is omitted, sorted by path and starting after the path
	 * `after`.
	 */
	async list(after: string, limit: number, owner?: string): Promise<HeldFile[]> {
		const now = Date.now();
		return this.#store.files.list(after, limit, owner).map((row) => this.#held(row, now));
	}

	/** Returns a file, or null if it does not exist. */
	async get(path: string): Promise<HeldFile | null> {
		const row = this.#store.files.get(path);
		return row ? this.#held(row, Date.now()) : null;
	}

	/** Returns those of these paths to which an article may refer. Files at the other paths need not be announced. */
	async mayBeNamed(paths: string[]): Promise<string[]> {
		return paths.filter((path) => this.#store.references.mayName(path));
	}

	/** Records the current versions of files. The result tells the sender which files to upload. */
	announce(changes: FileChange[], owner: string): Promise<Announced> {
		return this.#commit((now) => {
			const result: Announced = { stored: 0, wanted: [], waiting: [], unnamed: 0, removed: 0, problems: [] };
			const latest = [...new Map(changes.map((change) => [change.path, change])).values()];
			const paths: string[] = [];
			for (const change of latest) {
				const { path } = change;
				const problem = this.#refusal(path, owner) ?? ("deleted" in change ? undefined : nameFault(path));
				if (problem) result.problems.push(problemOf("error", path, problem));
				else if (!("deleted" in change) && this.#isArticle(path)) {
					this.#remove(path, now);
					result.unnamed++;
				} else if (!("deleted" in change)) {
					this.#put(path, change.hash, change.bytes, owner, now);
					paths.push(path);
				} else if (this.#remove(path, now)) result.removed++;
			}
			for (const file of paths.flatMap((path) => this.#store.files.get(path) ?? [])) {
				const { state } = this.#held(file, now);
				if (state === "stored" || state === "unnamed") result[state]++;
				else if (state !== "refused") result[state].push(file.path);
				if (file.fault !== null) result.problems.push(problemOf("warning", file.path, faultOf(file.fault)));
			}
			return result;
		});
	}

	/**
	 * Requests permission to store a file's bytes. If the bytes are to be stored in KV, granting permission counts as a
	 * KV write.
	 */
	permit(path: string, hash: string, bytes: number, owner: string): Promise<Permission> {
		return this.#commit((now): Permission => {
			const { files, publications } = this.#store;
			const problem = this.#refusal(path, owner) ?? nameFault(path) ?? (this.#isArticle(path) ? AN_ARTICLE : undefined);
			if (problem) return { kind: "refused", problem };
			this.#put(path, hash, bytes, this.#isRestored(path) ? (files.get(path)?.owner ?? owner) : owner, now);
			const row = files.get(path);
			if (!row) return { kind: "unnamed" };
			const file = this.#held(row, now);
			if (file.state === "stored") return { kind: "stored", file };
			if (file.state === "unnamed") return { kind: "unnamed" };
			if (file.state === "waiting") return { kind: "waiting", seconds: Math.ceil((DAY - (now % DAY)) / 1000) };
			if (row.fault !== null && bytes > this.#limits.bytes) return { kind: "refused", problem: faultOf(row.fault) };
			if (this.#limits.name === "kv") publications.countWrites(1, now);
			return { kind: "go", isPublic: files.isForEverybody(hash) };
		});
	}

	/**
	 * Records that a file's bytes are stored. If more files follow, all articles that refer to any of these files are
	 * rendered again together, after the last file.
	 *
	 * @param isPublic whether the file is stored as a public file
	 * @param isMore whether more files follow immediately
	 */
	stored(path: string, hash: string, facts: BlobFacts, isPublic: boolean, isMore: boolean): Promise<HeldFile | null> {
		return this.#commit((now) => {
			const { files } = this.#store;
			if (files.blob(hash) === undefined) {
				files.putBlob(hash, facts, isPublic, now, isMore ? now + HOLD : now);
				// No articles need to be marked: at the end of a restore, everything is rendered anyway, with the update times
				// from the backup.
				if (restoring(this.#store.meta)) files.setChecked(hash, null, now);
				this.#store.purges.note([fileTag(hash)], now, now);
			}
			const row = files.get(path);
			return row ? this.#held(row, now) : null;
		});
	}

	/** Records why a file's bytes cannot be published. */
	unfit(path: string, hash: string, fault: FileFault): Promise<void> {
		return this.#commit(() => this.#store.files.setFault(path, hash, fault));
	}

	/** Deletes a file. Its URL stops working immediately. Returns null if the file does not exist. */
	remove(path: string, owner: string): Promise<HeldFile | FileFault | null> {
		return this.#commit((now) => {
			const problem = this.#refusal(path, owner);
			if (problem) return problem;
			const row = this.#store.files.get(path);
			const file = row ? this.#held(row, now) : null;
			this.#remove(path, now);
			return file;
		});
	}

	/** Returns the unfinished uploads of large files. */
	uploads(): FileUploads {
		return new FileUploads(this.#store.sql);
	}

	#put(path: string, hash: string, bytes: number, owner: string, now: number): void {
		const { files, references } = this.#store;
		const isNew = files.get(path) === undefined;
		const replaced = files.put(path, hash, bytes, owner, now);
		const fault = files.get(path)?.fault ?? null;
		if (bytes > this.#limits.bytes) files.setFault(path, hash, tooLarge(path, bytes, this.#limits));
		else if (fault !== null && faultOf(fault).limit !== undefined) files.setFault(path, hash, null);
		if (isNew) for (const article of references.findAgain(path, now)) markArticle(this.#store, article);
		if (isNew || replaced !== undefined) files.check([hash, ...(replaced ? [replaced] : [])], now);
		if (replaced !== undefined) for (const article of references.to(path)) markArticle(this.#store, article);
	}

	#remove(path: string, now: number): boolean {
		const { files, references } = this.#store;
		const articles = references.to(path);
		const hashes = files.remove(path);
		files.check(hashes, now);
		for (const article of new Set([...articles, ...references.findAgain(path, now)])) markArticle(this.#store, article);
		return hashes.length > 0;
	}

	/** Whether this file belongs to the backup being restored. */
	#isRestored(path: string): boolean {
		return restoring(this.#store.meta) !== undefined && this.#store.files.get(path) !== undefined;
	}

	/** Whether a plain-text file is an article. A plain-text file that was never uploaded as an article is not one. */
	#isArticle(path: string): boolean {
		const { sources } = this.#store;
		const source = /\.txt$/i.test(path) ? sources.get(path) : undefined;
		if (source === undefined) return false;
		const isOfBundle = isFileOfBundle(path, (other) => sources.hash(other) !== undefined);
		if (!isOfBundle || "fault" in source) return !isOfBundle;
		const matter = splitFrontMatter(source.text);
		return "message" in matter || matter.yaml !== "";
	}

	#refusal(path: string, owner: string): FileFault | undefined {
		if (this.#isRestored(path)) return undefined;
		const holder = this.#store.files.get(path)?.owner;
		return refusal(this.#store, path, owner, holder)[0];
	}

	#held({ path, hash, bytes, owner, fault }: FileRow, now: number): HeldFile {
		const { files, site } = this.#store;
		const blob = files.blob(hash);
		const file = { path, hash, bytes, owner };
		if (!blob) {
			const state = fault === null ? this.#missingState(path, now) : "refused";
			return { ...file, state, type: null, width: null, height: null, duration: null, url: null };
		}
		const { type, width, height, duration } = blob;
		const url = blob.is_public === 1 ? site.url + mediaPath(hash, addressName(path, blob.extension)) : null;
		return { ...file, state: "stored", type, width, height, duration, url };
	}

	#missingState(path: string, now: number): FileState {
		const { files, publications } = this.#store;
		if (!files.isFileNamed(path, now)) return "unnamed";
		return publications.usage(now).writes >= this.#limits.writes ? "waiting" : "wanted";
	}
}

function problemOf(severity: Problem["severity"], path: string, { message, hint }: FileFault): Problem {
	return { severity, path, line: null, message, hint };
}

function nameFault(path: string): FileFault | undefined {
	if (isFilePath(path)) return undefined;
	const hint =
		"Publish a picture, audio file, video, PDF, caption file, plain text file, office document or archive instead.";
	if (fileKind(path) === undefined) return { message: "Files of this type cannot be published.", hint };
	return { message: "Hidden files and configuration files are not published.", hint: "Rename the file." };
}

const AN_ARTICLE: FileFault = {
	message: "This text file is an article, so it cannot be published as a file.",
	hint: "Move it next to an `index.md` and remove its front matter, or change its extension.",
};

function tooLarge(path: string, bytes: number, { name, bytes: limit }: StoreLimits): FileFault {
	const size = `${path} is too large: it has ${mebibytes(bytes)} MiB, and this site can publish files of up to ${mebibytes(limit)} MiB.`;
	const hint =
		name === "r2"
			? "store it elsewhere and link to it."
			: "let the site store files in R2, as described in docs/settings.md.";
	return { message: size, hint: `Make it smaller, or ${hint}`, limit };
}

function mebibytes(bytes: number): string {
	return String(Math.ceil((bytes / 1024 / 1024) * 10) / 10);
}

/** Parses a column that only `Files` writes. */
function faultOf(json: string): FileFault {
	return JSON.parse(json);
}
