/** A paragraph, or a line that stands for itself. */
export interface Unit {
	/** On one line, in single spaces. */
	text: string;
	/** Its first line in the source, from 1. */
	line: number;
	/** The blank lines above it. */
	gap: number;
}

/** Texts wider than this, in columns, are not broken by hand; narrower ones are verse, or a list. */
const MAX_WIDTH = 110;
const MIN_WIDTH = 40;

/** The lines of a text, those of a paragraph that was broken at a margin put together again. */
export function readUnits(text: string): Unit[] {
	const lines = text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
	const margin = marginOf(lines);
	const units: Unit[] = [];
	let gap = 0;
	for (const [index, line] of lines.entries()) {
		const above = lines[index - 1] ?? "";
		const last = units.at(-1);
		if (line === "") gap++;
		else if (last && margin !== null && above !== "" && isBroken(above, line, margin)) {
			last.text += isWide(above.at(-1)) && isWide(line[0]) ? line : ` ${line}`;
		} else {
			units.push({ text: line, line: index + 1, gap });
			gap = 0;
		}
	}
	return units;
}

/** The width of a text in columns: Chinese, Japanese and Korean characters take two. */
export function columns(text: string): number {
	return text.length + (text.match(WIDE)?.length ?? 0);
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

function isWide(character: string | undefined): boolean {
	return character?.match(WIDE) != null || (character !== undefined && "。、，！？".includes(character));
}

/** Where the lines were broken by hand or by an editor, in columns; null if each line is a paragraph. */
function marginOf(lines: string[]): number | null {
	const margin = lines.reduce(
		(most, line) => (/\s/.test(line) || isWide(line[0]) ? Math.max(most, columns(line)) : most),
		0,
	);
	if (margin < MIN_WIDTH || margin > MAX_WIDTH) return null;
	const pairs = lines.flatMap((line, index): [string, string][] => {
		const next = lines[index + 1] ?? "";
		return next !== "" && columns(line) >= margin * 0.6 ? [[line, next]] : [];
	});
	const broken = pairs.filter(([line, next]) => isBroken(line, next, margin));
	const within = broken.filter(([, next]) => /^[^\p{Lu}\p{P}]/u.test(next));
	// Verse begins its lines with capitals and ends them before the margin.
	return broken.length >= 2 && broken.length >= pairs.length * 0.6 && within.length >= broken.length * 0.4
		? margin
		: null;
}

/** Whether a line was only begun because the first word of it had no room on the one above. */
function isBroken(above: string, line: string, margin: number): boolean {
	if (columns(above) < margin * 0.6) return false;
	const word = isWide(line[0]) ? line.slice(0, 1) : (line.split(" ", 1)[0] ?? "");
	return columns(above) + 1 + columns(word) > margin;
}
