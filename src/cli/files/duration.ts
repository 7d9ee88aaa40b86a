import { fileKind } from "../../article/file-kinds.ts";
import type { OwnFile } from "./scan.ts";

/**
 * How long sound or a video takes, in seconds; undefined if the file does not tell. The library is loaded with the first
 * such file: most sites have none.
 */
export async function durationOf({ path, file }: Pick<OwnFile, "path" | "file">): Promise<number | undefined> {
	const kind = fileKind(path)?.kind;
	if (kind !== "audio" && kind !== "video") return undefined;
	const { parseFile } = await import("music-metadata");
	try {
		// Some files say it nowhere: all of it is read then.
		const { format } = await parseFile(file, { duration: true, skipCovers: true });
		const { duration } = format;
		return duration !== undefined && Number.isFinite(duration) && duration > 0 ? duration : undefined;
	} catch {
		// It is published without.
		return undefined;
	}
}
