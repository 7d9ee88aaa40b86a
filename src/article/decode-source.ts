import type { Fault } from "./problem.ts";

/** The text in UTF-8 bytes, unchanged: what is encoded again has the same hash. */
export function decodeSource(bytes: Uint8Array): { text: string } | { fault: Fault } {
	const text = decode(bytes);
	if (text !== null) return { text };
	const hint = "Save it as UTF-8; most editors offer that under Save As or Encoding.";
	return { fault: { line: firstBadLine(bytes), message: "The file is not UTF-8 from this line on.", hint } };
}

function decode(bytes: Uint8Array): string | null {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return null;
	}
}

/** The 1-based line of the first byte that is not UTF-8. No character but the line feed contains its byte. */
function firstBadLine(bytes: Uint8Array): number {
	let line = 1;
	for (let from = 0; from <= bytes.length; line++) {
		const end = bytes.indexOf(0x0a, from);
		if (end === -1 || decode(bytes.subarray(from, end)) === null) break;
		from = end + 1;
	}
	return line;
}
