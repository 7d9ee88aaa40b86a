import { aheadAt, parseZonedDate } from "../dates.ts";
import type { Fields } from "../fields.ts";
import { dateKeys } from "../read-times.ts";
import type { Subject } from "./placeholders.ts";
import type { Rules } from "./rules.ts";
import { docusaurusName, sourceName } from "./source-name.ts";

/** Returns the data from which the placeholders in a folder's rules get their values for an article. */
export function subjectOf(fields: Fields, path: string, title: string, folder: string, rules: Rules): Subject {
	const { generator, names, titles } = rules;
	const source = generator.day === "name" ? docusaurusName(path, folder) : sourceName(path, folder);
	const last = generator.last ?? "slug";
	return {
		...{ source, title, generator, names, titles, page: "" },
		slug: fields.isOwn(last) ? fields.text([last]) : undefined,
		...timesOf(fields, rules),
		categories: categoriesOf(fields, source.above, rules),
		field: (name) => (fields.isOwn(name) ? fields.text([name]) : undefined),
	};
}

function timesOf(fields: Fields, { generator }: Rules): Pick<Subject, "shown" | "time"> {
	const value = fields.value(dateKeys(fields));
	const date = typeof value === "string" ? parseZonedDate(value, fields.timeZone) : null;
	if (date === null) return { shown: undefined, time: undefined };
	const { time, offset, isZoned } = date;
	// If the date has no time zone, the day is exactly the one that the author wrote.
	if (!isZoned || generator.day === "written") return { shown: time + offset, time };
	return { shown: time + (generator.day === "utc" ? 0 : aheadAt(fields.timeZone, time)), time };
}

/**
 * Returns categories from the broadest to the narrowest: first the folders above `_posts`, then the values of fields.
 */
function categoriesOf(fields: Fields, above: readonly string[], { generatorName }: Rules): string[] {
	const isJekyll = generatorName === "jekyll";
	const named = ["category", "categories"].filter((name) => fields.isOwn(name));
	const found = named.flatMap((name) =>
		fields.list([name]).flatMap((keys): string[] => {
			const value = fields.value(keys);
			if (Array.isArray(value)) return value.filter((one) => typeof one === "string");
			const text = fields.text(keys) ?? "";
			return keys.length > 1 ? [text] : text.split(isJekyll && !text.includes(",") ? " " : ",");
		}),
	);
	return [...new Set([...(isJekyll ? above : []), ...found].map((name) => name.trim()).filter((name) => name !== ""))];
}
