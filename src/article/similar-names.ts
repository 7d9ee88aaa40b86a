import { nameKey } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import type { Problem } from "./problem.ts";
import { foldersAbove } from "./source.ts";

/**
 * Names that authors use for a field in German, French, Spanish, Italian, Portuguese and Dutch, and by mistake in
 * English.
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

/** Fields whose typos are recognized. Shorter names are too similar to other words. */
const FIELDS = [
	...["title", "topics", "author", "authors", "categories", "category", "draft", "published", "updated", "language"],
	...["image", "excerpt", "description", "summary", "provider", "audience", "expires", "permalink", "visibility"],
];

/** Names that differ from one of these by a letter, but have their own meaning. */
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
 * Groups of fields with the same meaning. If one of them is present, a similar name is not taken for a misspelling of
 * another.
 */
const SAME = [
	["author", "authors"],
	["topics", "tags", "categories", "category", "tag"],
	["description", "excerpt", "summary"],
	["date", "updated", "publishedDateTime", "pubDate", "publishDate"],
];

/** Warns about names that look like a field that is missing from the front matter. */
export function warnOfSimilarNames(fields: Fields, names: readonly string[]): void {
	for (const name of names) {
		const field = name.length <= 20 ? meantBy(nameKey(name)) : undefined;
		if (field === undefined || !fields.has([name])) continue;
		const same = SAME.find((group) => group.includes(field)) ?? [field];
		if (same.some((one) => fields.isOwn(one))) continue;
		fields.warn([name], IGNORED, `Rename it to \`${field}\` if that is what it means.`);
	}
}

const IGNORED = "is not a known field";

function meantBy(key: string): string | undefined {
	const meant = MEANT.get(key);
	if (meant !== undefined || OTHERS.has(key) || FIELDS.includes(key)) return meant;
	return FIELDS.find((field) => isOneSlipAway(key, field));
}

/** Whether a name differs from another one by a letter added, missing or replaced, or by two letters swapped. */
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
 * Keeps each warning about a similar name once per folder, because the articles of a folder are usually written alike.
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
