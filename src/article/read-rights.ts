import type { Article, Correction, License } from "./article.ts";
import type { Fields } from "./fields.ts";
import { parseLicense } from "./license.ts";
import { webUrl } from "./web-url.ts";

/** Reads the licence and copyright notice of an article, or those that a folder's defaults set for its articles. */
export function readRights(fields: Fields): Pick<Article, "license" | "copyright"> {
	return { license: readLicense(fields), copyright: fields.line(["copyright"]) };
}

/** Reads a licence: an SPDX id, a URL, or an object with `name` and `url`. */
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

/** Reads one or more corrections: each is an object with `date` and `text`, or a string that may begin with a date. */
export function readCorrections(fields: Fields): Correction[] | undefined {
	const corrections: Correction[] = [];
	for (const keys of fields.list(fields.named("corrections", "correction")).slice(0, MAX_CORRECTIONS)) {
		const isPlain = typeof fields.value(keys) === "string";
		const textKeys = isPlain ? keys : [...keys, "text"];
		const text = fields.prose(textKeys);
		if (text === undefined) {
			fields.warn(
				textKeys,
				"is missing",
				"Add `text:` to say what was wrong, and `date:` for the day when it was corrected.",
			);
			continue;
		}
		const date = isPlain ? undefined : fields.date([...keys, "date"], "warning");
		corrections.push({ date, text });
	}
	const sorted = corrections.toSorted((a, b) => (a.date ?? 0) - (b.date ?? 0));
	return sorted.length === 0 ? undefined : sorted;
}

/** Returns the update time that the author declares or the date of the newest correction, whichever is later. */
export function updatedWith(
	corrections: Correction[] | undefined,
	updated: number | undefined,
	published: number,
): number | undefined {
	const dates = (corrections ?? []).flatMap(({ date }) => date ?? []);
	return dates.length === 0 ? updated : Math.max(updated ?? published, ...dates);
}
