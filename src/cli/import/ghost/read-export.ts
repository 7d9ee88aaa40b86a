import { createReadStream } from "node:fs";
import { JSONParser } from "@streamparser/json";
import { ExportError } from "../post.ts";
import { isObject, type Json } from "./json.ts";

/** A row of a table in an export. */
export interface Row {
	table: string;
	row: Json;
}

/**
 * Reads the rows of some tables of a Ghost export one by one, so that memory use does not depend on the export's size.
 * Stops at the first error in the JSON.
 *
 * @param progress called with the number of bytes read so far
 * @returns the reason why reading ended early; null if the file is complete
 */
export async function* readGhost(
	file: string,
	tables: readonly string[],
	progress: (bytes: number) => void,
): AsyncGenerator<Row, string | null> {
	const paths = tables.flatMap((table) => [`$.db.*.data.${table}.*`, `$.data.${table}.*`]);
	const parser = new JSONParser({ paths, keepStack: false });
	const rows: Row[] = [];
	let fault: string | null = null;
	parser.onValue = ({ value, stack }) => {
		const table = stack.at(-1)?.key;
		if (typeof table === "string" && isObject(value)) rows.push({ table, row: value });
	};
	const fail = (): void => {
		fault ??= "the JSON is damaged from here on";
	};
	parser.onError = fail;
	let bytes = 0;
	let isFirst = true;
	for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
		if (!(chunk instanceof Uint8Array)) continue;
		if (isFirst && !/^\s*\{/.test(new TextDecoder().decode(chunk.subarray(0, 100)))) throw new ExportError(NOT_GHOST);
		isFirst = false;
		bytes += chunk.byteLength;
		try {
			parser.write(chunk);
		} catch {
			fail();
		}
		yield* rows.splice(0);
		if (fault !== null) return `Byte ${bytes.toLocaleString("en")} or shortly before: ${fault}.`;
		progress(bytes);
	}
	if (isFirst) throw new ExportError(NOT_GHOST);
	if (parser.isEnded) return null;
	return `The file ends at byte ${bytes.toLocaleString("en")}, in the middle of its data. It is incomplete: export or download it again.`;
}

export const NOT_GHOST =
	"This is not a Ghost export. In Ghost, choose Settings › Import/Export › Export content & settings.";
