import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { z } from "zod";
import { NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";

/** What became of a file. `kept`: it is the author's now. */
export type Outcome = "new" | "changed" | "unchanged" | "kept";

/** Remembers what was written, next to it. Lines are added as files are written, so nothing is lost at an interruption. */
export const RECORD = ".newsstand-import.jsonl";

const fileLine = z.object({ key: z.string(), path: z.string(), hash: z.string() });
const mediaLine = z.object({ media: z.string(), path: z.string() });

type FileLine = z.infer<typeof fileLine>;

/** Why a file was kept. */
export interface Kept {
	path: string;
	reason: string;
}

/**
 * The folder that articles are imported into. A file is written only if it is new, or still as an import wrote it: what
 * somebody edited, deleted or put there stays so.
 */
export class TargetFolder {
	readonly directory: string;
	readonly kept: Kept[] = [];
	readonly #isDry: boolean;
	readonly #byKey = new Map<string, FileLine>();
	/** Keys of all names in use, without extensions and in lower case: two of them would be one address. */
	readonly #stems = new Map<string, string>();
	readonly #media = new Map<string, string>();
	#record: FileHandle | null = null;

	private constructor(directory: string, isDry: boolean) {
		this.directory = directory;
		this.#isDry = isDry;
	}

	/** Opens the folder, which may not exist yet. */
	static async open(directory: string, { isDry }: { isDry: boolean }): Promise<TargetFolder> {
		const folder = new TargetFolder(directory, isDry);
		try {
			const text = await readOrNull(join(directory, RECORD));
			for (const line of text?.split("\n") ?? []) folder.#remember(line);
			if (!isDry) {
				await mkdir(directory, { recursive: true });
				folder.#record = await open(join(directory, RECORD), "a");
				// A line that an interruption cut must not swallow the next one.
				if (text !== null && text !== "" && !text.endsWith("\n")) await folder.#record.appendFile("\n");
			}
		} catch (error) {
			throw unwritable(directory, error);
		}
		return folder;
	}

	async close(): Promise<void> {
		await this.#record?.close();
	}

	#remember(line: string): void {
		let parsed: unknown;
		try {
			parsed = JSON.parse(line);
		} catch {
			return;
		}
		const file = fileLine.safeParse(parsed).data;
		const media = mediaLine.safeParse(parsed).data;
		if (file) {
			this.#byKey.set(file.key, file);
			this.#stems.set(stemOf(file.path), file.key);
		} else if (media) this.#media.set(media.media, media.path);
	}

	/** Where a file that was downloaded from an address is. */
	mediaPath(url: string): string | undefined {
		return this.#media.get(url);
	}

	/** Every path of a downloaded file. */
	mediaPaths(): Iterable<string> {
		return this.#media.values();
	}

	async rememberMedia(url: string, path: string): Promise<void> {
		this.#media.set(url, path);
		await this.#record?.appendFile(`${JSON.stringify({ media: url, path })}\n`);
	}

	/**
	 * The path of a file without its extension: the same as at the last import, otherwise the wanted one, with a number if
	 * another file has it.
	 */
	stem(key: string, wanted: string): string {
		const known = this.#byKey.get(key);
		if (known) return known.path.slice(0, -extname(known.path).length);
		for (let number = 1; ; number++) {
			const stem = number === 1 ? wanted : `${wanted}-${number}`;
			const owner = this.#stems.get(fold(stem));
			if (owner !== undefined && owner !== key) continue;
			this.#stems.set(fold(stem), key);
			return stem;
		}
	}

	/** Writes a file, unless it belongs to the author now. */
	async write(key: string, path: string, text: string): Promise<Outcome> {
		try {
			return await this.#write(key, path, text);
		} catch (error) {
			throw unwritable(join(this.directory, path), error);
		}
	}

	async #write(key: string, path: string, text: string): Promise<Outcome> {
		const hash = hashOf(text);
		const known = this.#byKey.get(key);
		const former = known ? await readOrNull(join(this.directory, known.path)) : null;
		const isMoved = known !== undefined && known.path !== path;
		const current = isMoved || known === undefined ? await readOrNull(join(this.directory, path)) : former;
		if (known) {
			const isEdited = former === null || (hashOf(former) !== known.hash && former !== text);
			// What the author did with it counts as long as the export says nothing new.
			if (isEdited && known.hash === hash) return "unchanged";
			if (isEdited) return this.#keep(known.path, former === null ? "you deleted it" : "you edited it");
		}
		if (current === text) {
			if (known?.hash !== hash || isMoved) await this.#add({ key, path, hash });
			return known === undefined || known.hash === hash ? "unchanged" : "changed";
		}
		if (current !== null && (known === undefined || isMoved)) {
			return this.#keep(path, "a file of this name was there before");
		}
		if (!this.#isDry) {
			const file = join(this.directory, path);
			await mkdir(dirname(file), { recursive: true });
			// In one step: an interruption leaves no half file.
			await writeFile(`${file}.part`, text);
			await rename(`${file}.part`, file);
		}
		await this.#add({ key, path, hash });
		if (isMoved && !this.#isDry) await rm(join(this.directory, known.path), { force: true });
		return known === undefined ? "new" : "changed";
	}

	#keep(path: string, reason: string): Outcome {
		this.kept.push({ path, reason });
		return "kept";
	}

	async #add(line: FileLine): Promise<void> {
		this.#byKey.set(line.key, line);
		await this.#record?.appendFile(`${JSON.stringify(line)}\n`);
	}
}

function unwritable(path: string, error: unknown): unknown {
	return codeOf(error) === "" ? error : new NetworkError(`${path} cannot be written: ${reasonOf(error)}`);
}

async function readOrNull(file: string): Promise<string | null> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		throw error;
	}
}

function hashOf(text: string): string {
	return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

function stemOf(path: string): string {
	return fold(path.slice(0, path.length - extname(path).length));
}

/** Names that are one on a disk that ignores case. */
function fold(path: string): string {
	return path.normalize("NFC").toLowerCase();
}
