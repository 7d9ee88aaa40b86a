import { terminates } from "../article/redirect-chain.ts";

/** The response to a request for a former address. */
export type Redirect =
	/** Moved: status 308, or 301 if an author wrote the redirect. */
	| { from: string; status: 301 | 308; to: string }
	/** Removed: status 410. */
	| { from: string; status: 410 };

/**
 * Maximum number of redirects, and maximum number of characters in all redirects combined. These are limited because
 * every 404 searches all redirects.
 */
export const MAX_REDIRECTS = 20_000;
const MAX_CHARACTERS = 2_000_000;

/**
 * Serializes redirects, one per line, so that they can be searched without parsing. If two redirects are from the same
 * address, the first one is used. Cycles, and redirects beyond the limits, are left out. If no redirects remain,
 * returns an empty string.
 */
export function writeRedirects(moves: Iterable<Redirect>): string {
	const byFrom = new Map<string, Redirect>();
	for (const move of moves) if (!byFrom.has(move.from)) byFrom.set(move.from, move);
	const next = (from: string) => {
		const move = byFrom.get(from);
		return move === undefined || move.status === 410 ? undefined : move.to.replace(/[?#].*/, "");
	};
	let text = "";
	let count = 0;
	for (const move of byFrom.values()) {
		if (!terminates(move.from, next)) continue;
		const line = `\n${move.from} ${move.status} ${move.status === 410 ? "" : move.to}`;
		if (count === MAX_REDIRECTS || text.length + line.length >= MAX_CHARACTERS) break;
		text += line;
		count++;
	}
	return text === "" ? "" : `${text}\n`;
}

/** Finds the redirect for an address (a canonical path) in the output of `writeRedirects`. */
export function findRedirect(text: string, from: string): Redirect | null {
	const start = text.indexOf(`\n${from} `);
	if (start === -1) return null;
	const [, status, to = ""] = text.slice(start + 1, text.indexOf("\n", start + 1)).split(" ");
	if (status === "410") return { from, status: 410 };
	return { from, status: status === "301" ? 301 : 308, to };
}
