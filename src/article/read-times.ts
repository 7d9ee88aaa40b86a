import { parseDate } from "./dates.ts";
import { CREATION_NAMES, DATE_NAMES, EXPIRY_NAMES, type Keys, NOT_BEFORE_NAMES } from "./field-names.ts";
import type { Fields } from "./fields.ts";

const UPDATE_NAMES = [
	...["updatedDateTime", "updated", "updatedDate", "lastmod", "last_modified_at", "lastModified", "modified"],
	...["modifiedDate", "dateModified", "updatedAt", "dateUpdated"],
];

/** The article's date, or a later time before which it is not to be published (Hugo's `publishDate`). */
export function readPublished(fields: Fields): number | undefined {
	const switches = ["published", "publish"].filter((name) => isDate(fields, name));
	const keys = dateKeys(fields, switches);
	if (!fields.has(keys)) {
		return fields.error(["date"], "is missing", "Add a line such as `date: 2026-05-04`.");
	}
	const date = fields.date(keys, "error");
	const others = [...NOT_BEFORE_NAMES, ...switches].flatMap((name) => fields.spellings(name));
	const starts = others.filter((name) => name !== keys[0]).map((name) => fields.date([name], "error") ?? 0);
	return date === undefined ? undefined : Math.max(date, ...starts);
}

/** The field with the article's date. */
export function dateKeys(fields: Fields, switches: readonly string[] = []): Keys {
	return fields.named(...DATE_NAMES, ...switches, ...CREATION_NAMES);
}

/** Whether Hugo's `published` contains a date; otherwise it is a boolean. */
function isDate(fields: Fields, name: string): boolean {
	const value = fields.value([name]);
	return typeof value === "string" && parseDate(value, "UTC") !== null;
}

/** The earliest time at which the article expires. */
export function readExpiry(fields: Fields): number | undefined {
	const names = EXPIRY_NAMES.flatMap((name) => fields.spellings(name));
	const times = names.flatMap((name) => fields.date([name], "error") ?? []);
	return times.length > 0 ? Math.min(...times) : undefined;
}

/** The time of the last change as stated by the author, but not before publication. */
export function readUpdated(fields: Fields, published: number): number | undefined {
	const keys = fields.named(...UPDATE_NAMES);
	const updated = fields.date(keys, "warning");
	return updated === undefined ? undefined : Math.max(updated, published);
}
