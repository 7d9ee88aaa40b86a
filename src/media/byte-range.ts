import type { AskedRange, Part } from "./store.ts";

/**
 * Parses a `Range` header (RFC 9110, section 14.2). Returns null if the whole file should be sent: for example, because
 * the header requests several ranges or uses a unit other than bytes.
 */
export function askedRange(header: string | null): AskedRange | null {
	const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
	if (first === undefined || last === undefined || (first === "" && last === "")) return null;
	if (first === "") return { suffix: Number(last) };
	return { first: Number(first), last: last === "" ? null : Number(last) };
}

/** Returns the part of a file to send; null if the file does not contain the range. */
export function partOfFile(asked: AskedRange, size: number): Part | null {
	if ("suffix" in asked) {
		const length = Math.min(asked.suffix, size);
		return length === 0 ? null : { offset: size - length, length };
	}
	const { first, last } = asked;
	if (first >= size || (last !== null && last < first)) return null;
	return { offset: first, length: Math.min(last ?? size, size - 1) - first + 1 };
}
