/** Maximum number of words corrected per query. */
const MAX_CORRECTED = 4;

/** Minimum length of a word to correct. Shorter words resemble too many others. */
const MIN_LENGTH = 3;
const MAX_LENGTH = 20;

/** Minimum length of a word that may contain two mistakes. */
const TWO_MISTAKES = 6;

/** Maximum number of vocabulary terms read per word. */
const MAX_TERMS = 1500;

/** Maximum number of articles that are counted per term in order to find the most common of several similar terms. */
const COUNTED = 100;

/**
 * Letters to try as replacements, in the form in which the index stores them: lower case, without accents. Each string
 * lists the letter ranges of one script.
 */
const ALPHABETS = ["azßßææøøœœđđłłıı", "αω", "аяіїґґђђєєјјљљњњћћџџ", "את", "ءي"].map(lettersOf);

/**
 * Replaces each word that does not occur in any public article with the most similar word that does. Returns null if
 * all words occur or there are no similar words. The number of terms read is limited, no matter how many articles there
 * are.
 *
 * @param text search words and "phrases", as returned by `canonicalWords`
 */
export function correctedWords(sql: SqlStorage, text: string): string | null {
	let left = MAX_CORRECTED;
	const corrected = text.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => {
		const term = termOf(word);
		if (left === 0 || articlesWith(sql, term) > 0) return word;
		left--;
		return nearestTerm(sql, term) ?? word;
	});
	return corrected === text ? null : corrected;
}

/** Converts a word to the form that the index stores: in lower case, without accents. */
function termOf(word: string): string {
	return word.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase();
}

/**
 * Returns the term that is the fewest edits away from the word. If there are several such terms, returns the most
 * common of them. Words with digits are not corrected.
 */
function nearestTerm(sql: SqlStorage, word: string): string | undefined {
	const { length } = word;
	if (length < MIN_LENGTH || length > MAX_LENGTH || /\p{N}/u.test(word)) return undefined;
	const once = mostCommon(sql, word, known(sql, [...editsOf(word)]));
	if (once !== undefined || length < TWO_MISTAKES) return once;
	const twice = termsLike(sql, word.slice(0, 2)).filter((term) => isWithinTwoEdits(word, term));
	return mostCommon(sql, word, twice);
}

/**
 * Returns the most common of these terms, preferring terms that start with the same letter as the word, because people
 * rarely mistype the first letter. Terms that no longer occur in any article are skipped: the vocabulary may still
 * contain terms of removed articles.
 */
function mostCommon(sql: SqlStorage, word: string, terms: readonly string[]): string | undefined {
	let best: string | undefined;
	let most = 0;
	for (const term of terms) {
		const count = articlesWith(sql, term) * (term.startsWith(word.slice(0, 1)) ? COUNTED + 1 : 1);
		if (count > most) [best, most] = [term, count];
	}
	return best;
}

/** Returns the number of public articles that contain a term; at most `COUNTED`. */
function articlesWith(sql: SqlStorage, term: string): number {
	return sql
		.exec<{ count: number }>(
			"SELECT count(*) AS count FROM (SELECT 1 FROM word WHERE word MATCH ? LIMIT ?)",
			`"${term}"`,
			COUNTED,
		)
		.one().count;
}

/** Returns those of the terms that are in the vocabulary. */
function known(sql: SqlStorage, terms: readonly string[]): string[] {
	return sql
		.exec<{ value: string }>(
			"SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM vocabulary WHERE term = value)",
			JSON.stringify(terms),
		)
		.toArray()
		.map(({ value }) => value);
}

/**
 * Lists the terms that start with a prefix, in alphabetical order; at most `MAX_TERMS`. Looks up one term at a time, so
 * that a frequent term costs no more than a rare one.
 */
function termsLike(sql: SqlStorage, prefix: string): string[] {
	const found: string[] = [];
	for (let start = prefix; found.length < MAX_TERMS; ) {
		const row = sql.exec<{ term: string }>("SELECT term FROM vocabulary WHERE term >= ? LIMIT 1", start).toArray()[0];
		if (!row?.term.startsWith(prefix)) return found;
		found.push(row.term);
		start = `${row.term}\0`;
	}
	return found;
}

/**
 * Returns all strings that differ from the word by one edit: a letter omitted, swapped with the next, replaced or
 * added.
 */
function editsOf(word: string): Set<string> {
	const letters = ALPHABETS.find((alphabet) => [...word].some((letter) => alphabet.includes(letter))) ?? [];
	const edits = new Set<string>();
	for (let index = 0; index <= word.length; index++) {
		const [before, after] = [word.slice(0, index), word.slice(index)];
		const [first = "", second = ""] = after;
		if (after !== "") edits.add(before + after.slice(1));
		edits.add(before + second + first + after.slice(2));
		for (const letter of letters) {
			edits.add(before + letter + after);
			if (after !== "") edits.add(before + letter + after.slice(1));
		}
	}
	edits.delete(word);
	return edits;
}

/** Whether at most two letters must be added, omitted or replaced to turn one word into the other. */
function isWithinTwoEdits(a: string, b: string, left = 2): boolean {
	let same = 0;
	while (same < a.length && a[same] === b[same]) same++;
	const [restA, restB] = [a.slice(same), b.slice(same)];
	if (restA === "" || restB === "") return restA.length + restB.length <= left;
	if (left === 0) return false;
	return (
		isWithinTwoEdits(restA.slice(1), restB.slice(1), left - 1) ||
		isWithinTwoEdits(restA.slice(1), restB, left - 1) ||
		isWithinTwoEdits(restA, restB.slice(1), left - 1)
	);
}

/** Returns all letters in these ranges. Each range is written as its first and last letter. */
function lettersOf(ranges: string): string[] {
	return (ranges.match(/../gsu) ?? []).flatMap(([first = "", last = ""]) => {
		const from = first.charCodeAt(0);
		return Array.from({ length: last.charCodeAt(0) - from + 1 }, (_, index) => String.fromCharCode(from + index));
	});
}
