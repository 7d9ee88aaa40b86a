import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isFolderData } from "../../article/folder-defaults.ts";
import { counted } from "../../article/totals.ts";
import { blobHash } from "../../git-hash.ts";
import { jsonOf } from "../../json.ts";
import type { CliError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { idOf, MANIFEST, type Manifest, manifest, sourceLine } from "./manifest.ts";
import { faultOfStoredFile, STORED_FILES, type StoredFile, storedFile } from "./stored-files.ts";

/** A backup whose files have been checked: they are complete and unchanged. */
export interface Backup extends Manifest {
	id: string;
	/** Yields the records of a subject as lines, in the form that the site accepts. */
	lines(subject: string): AsyncGenerator<string>;
	/** The records of pictures and other files. */
	stored: StoredFile[];
	/** Yields the sources. `line` reads a source in the form that the site accepts. */
	sources(): AsyncGenerator<{ path: string; hash: string; line: () => Promise<string> }>;
}

/** Maximum number of errors to list. Further errors are only counted. */
const MAX_LISTED = 10;

/**
 * Opens a backup and checks every file in it.
 *
 * @param checked called with the number of sources checked so far
 */
export async function openBackup(folder: string, checked: (count: number) => void): Promise<Backup | CliError> {
	const known = await readManifest(folder);
	if ("failure" in known) return known;
	const faults: string[] = [];
	for (const { file, records, sha256 } of known.files) {
		const hash = createHash("sha256");
		let count = 0;
		try {
			for await (const line of linesOf(join(folder, file))) {
				hash.update(`${line}\n`);
				count++;
			}
			if (count !== records || hash.digest("hex") !== sha256) faults.push(`${file} has changed since the export.`);
		} catch (error) {
			faults.push(`${file} cannot be read: ${reasonOf(error)}.`);
		}
	}
	// Read the list of sources only after checking its own hash.
	if (faults.length === 0) faults.push(...(await faultsOfSources(folder, known, checked)));
	const stored: StoredFile[] = [];
	if (faults.length === 0 && has(known, STORED_FILES)) {
		for await (const line of linesOf(join(folder, fileOf(known, STORED_FILES)))) {
			const file = storedFile.parse(JSON.parse(line));
			const fault = await faultOfStoredFile(folder, file);
			if (fault !== null) faults.push(fault);
			stored.push(file);
		}
	}
	if (faults.length > 0) return { failure: failureOf(faults) };
	return {
		...known,
		id: idOf(known),
		stored,
		lines: (subject) => linesOf(join(folder, fileOf(known, subject))),
		sources: () => sourcesOf(folder, known),
	};
}

async function readManifest(folder: string): Promise<Manifest | CliError> {
	try {
		if (!(await stat(folder)).isDirectory()) return { failure: `${folder} is a file. Use the folder of a backup.` };
		const read = manifest.safeParse(JSON.parse(await readFile(join(folder, MANIFEST), "utf8")));
		if (read.success) return read.data;
		return { failure: `${join(folder, MANIFEST)} is not in a backup format that this version of Newsstand can read.` };
	} catch (error) {
		if (error instanceof SyntaxError) return { failure: `${join(folder, MANIFEST)} is damaged.` };
		if (codeOf(error) !== "ENOENT") return { failure: `${folder} cannot be read: ${reasonOf(error)}.` };
		return {
			failure: `${folder} is not a backup: it does not contain ${MANIFEST}. Create one with \`npm run newsstand -- export\`.`,
		};
	}
}

async function faultsOfSources(folder: string, known: Manifest, checked: (count: number) => void): Promise<string[]> {
	const faults: string[] = [];
	let count = 0;
	for await (const line of sourceLines(folder, known)) {
		checked(++count);
		const read = sourceLine.safeParse(jsonOf(line));
		if (!read.success) return [`state/sources.ndjson: line ${count} is not a source.`];
		const { path, hash, file } = read.data;
		if (file === null) continue;
		const bytes = await readFile(join(folder, file)).catch((error: unknown) => reasonOf(error));
		if (typeof bytes === "string") faults.push(`${file} cannot be read: ${bytes}.`);
		else if (blobHash(bytes) !== hash)
			faults.push(`${file} has changed since the export${file === `sources/${path}` ? "" : ` (the text of ${path})`}.`);
	}
	return faults;
}

function failureOf(faults: string[]): string {
	const more =
		faults.length > MAX_LISTED
			? [`${counted(faults.length - MAX_LISTED, "more file has", "more files have")} changed.`]
			: [];
	const advice = "Nothing was imported. Copy the whole backup again, or create a new one.";
	return [...faults.slice(0, MAX_LISTED), ...more, advice].join("\n");
}

/** Yields the sources, folder defaults first, so that the site reads each article only once. */
async function* sourcesOf(folder: string, known: Manifest): ReturnType<Backup["sources"]> {
	for (const isTurn of [isFolderData, (path: string) => !isFolderData(path)]) {
		for await (const text of sourceLines(folder, known)) {
			const { file, ...source } = sourceLine.parse(JSON.parse(text));
			if (!isTurn(source.path)) continue;
			const line = async () =>
				JSON.stringify({ ...source, text: file === null ? "" : await readFile(join(folder, file), "utf8") });
			yield { path: source.path, hash: source.hash, line };
		}
	}
}

async function* sourceLines(folder: string, known: Manifest): AsyncGenerator<string> {
	if (has(known, "sources")) yield* linesOf(join(folder, fileOf(known, "sources")));
}

function has({ files }: Manifest, subject: string): boolean {
	return files.some((one) => one.subject === subject);
}

function fileOf({ files }: Manifest, subject: string): string {
	return files.find((one) => one.subject === subject)?.file ?? "";
}

/** Yields the lines of a file. `readline` would also split at U+2028, which JSON allows within a line. */
async function* linesOf(path: string): AsyncGenerator<string> {
	let rest = "";
	for await (const part of createReadStream(path, { encoding: "utf8" })) {
		const lines = (rest + part).split("\n");
		rest = lines.pop() ?? "";
		yield* lines;
	}
	if (rest !== "") yield rest;
}
