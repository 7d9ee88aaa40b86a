import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { z } from "zod";
import { NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";

/**
 * What an import did with a file. `kept` means that the author had edited or deleted the file, so the import did not
 * change it.
 */
export type Outcome = "new" | "changed" | "unchanged" | "kept";

/**
 * The record of written files, in the same folder. A line is appended as soon as a file is written, so an interruption
 * loses nothing.
 */
export const RECORD = ".newsstand-import.jsonl";

const fileLine = z.object({ key: z.string(), path: z.string(), hash: z.string() });
const mediaLine = z.object({ media: z.string(), path: z.string() });

type FileLine = z.infer<typeof fileLine>;

/** A file that was left unchanged, and the reason. */
export interface Kept {
	path: string;
	reason: string;
}

/**
 * The folder that articles are imported into. Writes a file only if it is new, or if nobody has changed it since the
 * last import. Leaves files alone that someone has edited, deleted or added.
 */
export class TargetFolder {
	readonly directory: string;
	readonly kept: Kept[] = [];
	readonly #isDry: boolean;
	readonly #byKey = new Map<string, FileLine>();
	/**
	 * The names in use, in lower case and without extensions, because two files that differ only in case or extension
	 * would get the same address. Each value is the key of the post that uses the name.
	 */
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
				// If an interruption left the last line incomplete, begin a new one.
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

	/** Returns the path of the file that was downloaded from an address. */
	mediaPath(url: string): string | undefined {
		return this.#media.get(url);
	}

	/** Returns the paths of all downloaded files. */
	mediaPaths(): Iterable<string> {
		return this.#media.values();
	}

	async rememberMedia(url: string, path: string): Promise<void> {
		this.#media.set(url, path);
		await this.#record?.appendFile(`${JSON.stringify({ media: url, path })}\n`);
	}

	/**
	 * Returns the path of a file without its extension: the path from the last import, or else the wanted path, with a
	 * number appended if it is already in use.
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

	/** Writes a file, unless the author has edited or deleted it. */
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
			// The author's version always wins. The file is reported as kept only if the export has changed, too.
			if (isEdited && known.hash === hash) return "unchanged";
			if (isEdited) return this.#keep(known.path, former === null ? "you deleted it" : "you edited it");
		}
		if (current === text) {
			if (known?.hash !== hash || isMoved) await this.#add({ key, path, hash });
			return known === undefined || known.hash === hash ? "unchanged" : "changed";
		}
		if (current !== null && (known === undefined || isMoved)) {
			return this.#keep(path, "a file with this name already existed");
		}
		if (!this.#isDry) {
			const file = join(this.directory, path);
			await mkdir(dirname(file), { recursive: true });
			// Renaming is atomic, so an interruption does not leave an incomplete file.
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

/** Normalizes a name, so that names that a case-insensitive disk cannot tell apart become equal. */
function fold(path: string): string {
	return path.normalize("NFC").toLowerCase();
}
