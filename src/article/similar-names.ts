import { nameKey } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import type { Problem } from "./problem.ts";
import { foldersAbove } from "./source.ts";

/**
 * Names that authors use for a field by mistake, in English, German, French, Spanish, Italian, Portuguese and Dutch.
 */
const WORDS: Record<string, string> = {
	title: "titel titre título titulo titolo überschrift",
	date: "datum fecha",
	updated: "aktualisiert geändert actualizado modifié",
	author: "autor autorin auteur autore verfasser verfasserin",
	authors: "autoren autorinnen auteurs autores autori",
	topics: "topic thema themen thème thèmes tema temas sujet sujets",
	tags: "schlagwort schlagworte schlagwörter stichwort stichworte stichwörter étiquette étiquettes etiqueta etiquetas",
	categories: "kategorie kategorien catégorie catégories categoría categorías categorie rubrik rubriken rubrique",
	description: "beschreibung zusammenfassung descripción descrizione résumé resumen",
	image: "bild titelbild imagen immagine afbeelding",
	language: "sprache langue idioma lingua taal",
	draft: "entwurf brouillon borrador bozza rascunho concept",
	published: "veröffentlicht publié publicado pubblicato gepubliceerd",
	private: "privat privé privado privato",
};

const MEANT = new Map(
	Object.entries(WORDS).flatMap(([field, words]) => words.split(" ").map((word) => [nameKey(word), field])),
);

/** Fields for which typos are recognized. Shorter names are too similar to other words. */
const FIELDS = [
	...["title", "topics", "author", "authors", "categories", "category", "draft", "published", "updated", "language"],
	...["image", "excerpt", "description", "summary", "provider", "audience", "expires", "permalink", "visibility"],
];

/** Names that differ from one of `FIELDS` by only one letter, but are field names or words in their own right. */
const OTHERS = new Set([
	...[
		"images",
		"update",
		"updates",
		"publisher",
		"languages",
		"craft",
		"drafts",
		"titles",
		"tile",
		"stitle",
		"providers",
	],
]);

/**
 * Groups of fields with related meanings. If one field of a group is present, a similar name is not reported as a
 * misspelling of another field in the group.
 */
const SAME = [
	["author", "authors"],
	["topics", "tags", "categories", "category", "tag"],
	["description", "excerpt", "summary"],
	["date", "updated", "publishedDateTime", "pubDate", "publishDate"],
];

/** Warns about names that look like misspellings of a field that the front matter does not have. */
export function warnOfSimilarNames(fields: Fields, names: readonly string[]): void {
	for (const name of names) {
		const field = name.length <= 20 ? meantBy(nameKey(name)) : undefined;
		if (field === undefined || !fields.has([name])) continue;
		const same = SAME.find((group) => group.includes(field)) ?? [field];
		if (same.some((one) => fields.isOwn(one))) continue;
		fields.warn([name], IGNORED, `If you mean \`${field}\`, rename it.`);
	}
}

const IGNORED = "is not a known field";

function meantBy(key: string): string | undefined {
	const meant = MEANT.get(key);
	if (meant !== undefined || OTHERS.has(key) || FIELDS.includes(key)) return meant;
	return FIELDS.find((field) => isOneSlipAway(key, field));
}

/**
 * Whether two names differ by only one letter that is added, missing or replaced, or by two letters that are swapped.
 */
export function isOneSlipAway(name: string, other: string): boolean {
	if (name[0] !== other[0] || Math.abs(name.length - other.length) > 1) return false;
	let start = 0;
	while (start < name.length && name[start] === other[start]) start++;
	const [rest, otherRest] = [name.slice(start), other.slice(start)];
	const isSwapped = rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2);
	return (
		isSwapped || rest.slice(1) === otherRest.slice(1) || rest.slice(1) === otherRest || rest === otherRest.slice(1)
	);
}

/**
 * Keeps only one warning about each similar name per folder, because all articles in a folder usually contain the same
 * mistake.
 */
export function oncePerFolder(problems: readonly Problem[]): Problem[] {
	const said = new Set<string>();
	return problems.filter(({ path, message }) => {
		if (!message.endsWith(`${IGNORED}.`)) return true;
		const key = `${foldersAbove(path).at(-1)} ${message}`;
		const isFirst = !said.has(key);
		said.add(key);
		return isFirst;
	});
}
