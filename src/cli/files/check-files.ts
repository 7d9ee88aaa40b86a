import { open } from "node:fs/promises";
import type { LocalReference } from "../../article/article.ts";
import { fileKind } from "../../article/file-kinds.ts";
import { findLocal, type KnownFiles, nameOf } from "../../article/local-files.ts";
import { localProblems } from "../../article/local-problems.ts";
import type { Problem } from "../../article/problem.ts";
import { counted } from "../../article/totals.ts";
import { contentType } from "../../media/content-type.ts";
import { useFault } from "../../media/file-use.ts";
import { MAX_KV_BYTES, MAX_R2_BYTES } from "../../media/limits.ts";
import { hasLocation } from "../../media/location.ts";
import { pictureSize } from "../../media/picture-size.ts";
import type { FileScan, OwnFile } from "./scan.ts";

/** An article or description with its references. */
export interface Referring {
	path: string;
	locals?: readonly LocalReference[] | undefined;
}

/** The number of files that articles refer to, by kind, and the number of references to missing files. */
export interface NamedFiles {
	picture: number;
	audio: number;
	video: number;
	file: number;
	missing: number;
}

/**
 * Finds problems that prevent files alongside articles from being published.
 *
 * @param sources the paths of all sources, which articles may link to
 * @param stripLocation whether location data is removed from pictures
 */
export async function checkFiles(
	referring: readonly Referring[],
	sources: readonly string[],
	{ files, problems: ofScan }: FileScan,
	stripLocation: boolean,
): Promise<{ named: NamedFiles; problems: Problem[] }> {
	const known = knownFiles([...sources, ...files.map(({ path }) => path)]);
	const missing = referring.flatMap((one) => localProblems(one, known));
	const uses = Map.groupBy(
		referring.flatMap(({ path, locals = [] }) =>
			locals.map((reference): Use => ({ from: path, reference, target: findLocal(reference, path, known) })),
		),
		({ target }) => target,
	);
	const own = files.filter(({ path }) => uses.has(path));
	const named: NamedFiles = { picture: 0, audio: 0, video: 0, file: 0, missing: missing.length };
	for (const { path } of own) named[fileKind(path)?.kind ?? "file"]++;
	const unfit: Problem[] = [];
	for (const file of own) unfit.push(...(await problemsOf(file, uses.get(file.path) ?? [], stripLocation)));
	return { named, problems: [...ofScan, ...missing, ...unfit] };
}

/** A reference in an article or description, and the file or source that it refers to. */
interface Use {
	from: string;
	reference: LocalReference;
	target: string | undefined;
}

/** Indexes the files by the names that articles may use for them. */
function knownFiles(paths: readonly string[]): KnownFiles {
	const all = new Set(paths);
	const byName = Map.groupBy(all, nameOf);
	const byFolder = Map.groupBy(all, (path) => path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
	return {
		has: (path) => all.has(path),
		byName: (name) => byName.get(name) ?? [],
		inFolder: (folder) => byFolder.get(folder) ?? [],
	};
}

/**
 * Number of bytes to read from the start of a file. They show the file's kind and, in a photo, nearly always include
 * the metadata.
 */
const HEAD_BYTES = 256 * 1024;

async function problemsOf(
	{ path, file, size }: OwnFile,
	uses: readonly Use[],
	stripLocation: boolean,
): Promise<Problem[]> {
	const head = new Uint8Array(Math.min(size, HEAD_BYTES));
	const handle = await open(file).catch(() => null);
	// The file was deleted after the folder was listed.
	if (handle === null) return [];
	try {
		await handle.read(head, 0, head.byteLength, 0);
	} finally {
		await handle.close();
	}
	const problem = (severity: Problem["severity"], message: string, hint: string): Problem[] => [
		{ severity, path, line: null, message, hint },
	];
	const type = contentType(head, path);
	if ("message" in type) return problem("error", type.message, type.hint);
	const facts = { type: type.type, ...pictureSize(head) };
	const misused = uses.flatMap(({ from, reference }): Problem[] => {
		const fault = useFault(reference, facts);
		return fault ? [{ severity: "warning", path: from, line: reference.line, ...fault }] : [];
	});
	if (misused.length > 0) return misused;
	const mebibytes = Math.ceil(size / 1024 / 1024);
	if (size > MAX_R2_BYTES) {
		return problem(
			"error",
			`The file is ${mebibytes} MiB; the limit is 300 MiB.`,
			"Make it smaller, or link to a copy elsewhere.",
		);
	}
	if (size > MAX_KV_BYTES) {
		const hint = "Add one in `wrangler.toml` (docs/settings.md), or make the file smaller.";
		return problem("warning", `The file is ${mebibytes} MiB. Files larger than 25 MiB need an R2 bucket.`, hint);
	}
	if (stripLocation || !hasLocation(head)) return [];
	return problem(
		"warning",
		"The picture's metadata contains the place where the picture was taken.",
		"Remove its location data, or set STRIP_LOCATION = true in `wrangler.toml`.",
	);
}

/**
 * Returns the counts in words, for example `312 pictures, 2 audio files, 3 missing`; empty if there are no references.
 */
export function namedInWords({ picture, audio, video, file, missing }: NamedFiles): string {
	const parts = [
		[picture, counted(picture, "picture")],
		[audio, counted(audio, "audio file")],
		[video, counted(video, "video")],
		[file, counted(file, "other file")],
		[missing, `${missing} missing`],
	] as const;
	return parts.flatMap(([count, words]) => (count > 0 ? [words] : [])).join(", ");
}
