import { SITE_FEED } from "../feed/feed.ts";
import { matchExpression } from "../feed/search-words.ts";
import type { Selection } from "../feed/selection.ts";

/** What fits into a selection and may be rare enough to be looked up, instead of met on the way through a feed. */
export interface Rarity {
	/** What follows the columns of a statement; `?1` is one of the values. */
	source: string;
	/** The same, to be counted. */
	counted: string;
	/** What is looked for, one after another; an article may have several. */
	values: (string | number)[];
	isWords?: boolean;
}

/** What more articles have is not rare: one of them is met soon enough wherever one looks. */
const RARE = 1000;

/** @param language of articles that name none */
export function rarities({ words, types, languages, minQuality }: Selection, language: string): Rarity[] {
	const match = matchExpression(words.any);
	const found: Rarity[] = [];
	if (match !== null) found.push(ofWords(match));
	if (types.any.length > 0) found.push(ofFacet("f.type = ?1", types.any));
	if (types.none.length > 0) found.push(ofFacet(NO_TYPE_OF, [JSON.stringify(types.none)]));
	// What is before the full stop begins with the language: `en`, `en-GB`. Articles without one are not found by an index.
	const isNamed = languages.every((tag) => !`${language}-`.startsWith(`${tag}-`));
	if (languages.length > 0 && isNamed) found.push(ofFacet("f.language >= ?1 AND f.language < ?1 || '.'", languages));
	if (minQuality > 0) found.push(ofFacet("f.quality >= ?1", [minQuality]));
	return found;
}

/**
 * What is rarest, if anything is rare.
 *
 * @param count how many rows a statement gives for a value
 */
export function rarest(found: readonly Rarity[], count: (statement: string, value: string | number) => number) {
	const counted = found.map((rarity) => ({
		rarity,
		size: rarity.values.reduce<number>((sum, value) => sum + count(`${rarity.counted} LIMIT ${RARE}`, value), 0),
	}));
	return counted.filter(({ size }) => size < RARE).sort((a, b) => a.size - b.size)[0]?.rarity;
}

/** From each type to the next one: as many steps as there are types. */
const NO_TYPE_OF = `f.type IN (
	WITH RECURSIVE step (value) AS (
		SELECT min(type) FROM facet
		UNION ALL SELECT (SELECT min(type) FROM facet WHERE type > step.value) FROM step WHERE step.value IS NOT NULL
	) SELECT value FROM step WHERE value IS NOT NULL AND value NOT IN (SELECT value FROM json_each(?1)))`;

const IN_SITE = `CROSS JOIN membership m ON m.path = f.path AND m.feed = '${SITE_FEED}'`;

function ofWords(match: string): Rarity {
	return {
		source: `FROM word CROSS JOIN facet f ON f.id = word.rowid ${IN_SITE} WHERE word MATCH ?1`,
		counted: "SELECT 1 FROM word WHERE word MATCH ?1",
		values: [match],
		isWords: true,
	};
}

function ofFacet(condition: string, values: (string | number)[]): Rarity {
	return {
		source: `FROM facet f ${IN_SITE} WHERE ${condition}`,
		counted: `SELECT 1 FROM facet f WHERE ${condition}`,
		values,
	};
}
