import type { Article, Correction, License } from "./article.ts";
import { type Fields, webUrl } from "./fields.ts";
import { parseLicense } from "./license.ts";

/** The licence and copyright notice of an article; in a folder's defaults, those of its articles. */
export function readRights(fields: Fields): Pick<Article, "license" | "copyright"> {
	return { license: readLicense(fields), copyright: fields.line(["copyright"]) };
}

/** An SPDX id, a URL, or both as `name` and `url`. */
function readLicense(fields: Fields): License | undefined {
	const keys = fields.named("license", "licence");
	if (!fields.has(keys)) return undefined;
	const name = fields.text([...keys, "name"]);
	const address = fields.text([...keys, "url"]);
	const text = address ?? name ?? fields.text(keys) ?? "";
	const license = parseLicense(text);
	if (license === null) {
		return fields.warn(keys, "is not a known licence", "Use an SPDX id such as CC-BY-4.0, or the URL of the licence.");
	}
	return name !== undefined && webUrl(name) === null ? { ...license, name } : license;
}

const MAX_CORRECTIONS = 50;

/** One correction or several, each with its date: `date` and `text`, or a text that begins with a date. */
export function readCorrections(fields: Fields): Correction[] | undefined {
	const corrections: Correction[] = [];
	for (const keys of fields.list(fields.named("corrections", "correction")).slice(0, MAX_CORRECTIONS)) {
		const isPlain = typeof fields.value(keys) === "string";
		const textKeys = isPlain ? keys : [...keys, "text"];
		const text = fields.prose(textKeys);
		if (text === undefined) {
			fields.warn(textKeys, "is missing", "Say what was wrong, as `text`, and when it was corrected, as `date`.");
			continue;
		}
		const date = isPlain ? undefined : fields.date([...keys, "date"], "warning");
		corrections.push({ date, text });
	}
	const sorted = corrections.toSorted((a, b) => (a.date ?? 0) - (b.date ?? 0));
	return sorted.length === 0 ? undefined : sorted;
}

/** The update time that an author declares, otherwise the date of the newest correction. */
export function updatedWith(
	corrections: Correction[] | undefined,
	updated: number | undefined,
	published: number,
): number | undefined {
	const dates = (corrections ?? []).flatMap(({ date }) => date ?? []);
	return dates.length === 0 ? updated : Math.max(updated ?? published, ...dates);
}
