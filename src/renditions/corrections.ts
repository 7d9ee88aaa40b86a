import { directionOf } from "../article/language.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { escapeAttribute, escapeMarkup } from "./xml.ts";

/** The heading of a correction, by language. */
const WORDS: Record<string, string> = {
	ar: "تصحيح",
	cs: "Oprava",
	da: "Rettelse",
	de: "Korrektur",
	es: "Corrección",
	fi: "Oikaisu",
	fr: "Rectificatif",
	he: "תיקון",
	it: "Correzione",
	ja: "訂正",
	ko: "정정",
	nb: "Rettelse",
	nl: "Correctie",
	no: "Rettelse",
	pl: "Sprostowanie",
	pt: "Correção",
	ru: "Исправление",
	sv: "Rättelse",
	tr: "Düzeltme",
	uk: "Виправлення",
	zh: "更正",
};

/**
 * Renders an article's corrections as HTML, oldest first, in the article's language. Returns an empty string if there
 * are none.
 */
export function correctionsOf({ corrections = [], language }: PublishedArticle, site: Site): string {
	if (corrections.length === 0) return "";
	const tag = language ?? site.language;
	const word = WORDS[tag.split("-")[0] ?? ""];
	const paragraphs = corrections.map(({ date, text }) => {
		const day = date === undefined ? "" : `, ${dayOf(date, word === undefined ? "en" : tag, site)}`;
		return `<p><strong>${word ?? "Correction"}${escapeMarkup(day)}:</strong> ${escapeMarkup(text)}</p>`;
	});
	return `<hr><div lang="${escapeAttribute(tag)}" dir="${directionOf(tag)}">${paragraphs.join("")}</div>`;
}

function dayOf(date: number, language: string, { timeZone }: Site): string {
	return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone }).format(date);
}
