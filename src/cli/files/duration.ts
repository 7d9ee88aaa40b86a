import { fileKind } from "../../article/file-kinds.ts";
import type { OwnFile } from "./scan.ts";

/**
 * Returns the duration of a media file in seconds; undefined if it is unknown. Loads the parsing library only when
 * needed, because most sites do not have media files.
 */
export async function durationOf({ path, file }: Pick<OwnFile, "path" | "file">): Promise<number | undefined> {
	const kind = fileKind(path)?.kind;
	if (kind !== "audio" && kind !== "video") return undefined;
	const { parseFile } = await import("music-metadata");
	try {
		// This reads the whole file if its metadata does not include the duration.
		const { format } = await parseFile(file, { duration: true, skipCovers: true });
		const { duration } = format;
		return duration !== undefined && Number.isFinite(duration) && duration > 0 ? duration : undefined;
	} catch {
		// The file is published without a duration.
		return undefined;
	}
}
