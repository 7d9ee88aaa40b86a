import { terminates } from "../article/read-redirects.ts";

/** What has become of an address that nothing is at any more. */
export type Redirect =
	/** It is there now, for ever (308), or as long as the author says so (301). */
	| { from: string; status: 301 | 308; to: string }
	/** It has ended. */
	| { from: string; status: 410 };

/** So many are kept, with so many characters together: whoever asks for what is not there has them searched. */
export const MAX_REDIRECTS = 20_000;
const MAX_CHARACTERS = 2_000_000;

/**
 * Moves as they are kept: a line each, so that they can be searched without being parsed. Of two for one address the
 * first counts; what leads round in a circle is left out, and what is beyond the limits. Empty if there are none.
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

/** What has become of an address (a path in its canonical spelling), out of what `writeMoves` wrote. */
export function findRedirect(text: string, from: string): Redirect | null {
	const start = text.indexOf(`\n${from} `);
	if (start === -1) return null;
	const [, status, to = ""] = text.slice(start + 1, text.indexOf("\n", start + 1)).split(" ");
	if (status === "410") return { from, status: 410 };
	return { from, status: status === "301" ? 301 : 308, to };
}
