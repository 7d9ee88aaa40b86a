import { parseDate } from "./dates.ts";
import { CREATION_NAMES, DATE_NAMES, EXPIRY_NAMES, type Keys, NOT_BEFORE_NAMES } from "./field-names.ts";
import type { Fields } from "./fields.ts";

const UPDATE_NAMES = [
	...["updatedDateTime", "updated", "updatedDate", "lastmod", "last_modified_at", "lastModified", "modified"],
	...["modifiedDate", "dateModified", "updatedAt", "dateUpdated"],
];

/**
 * Reads the article's date. If the article must not be published before a later time (Hugo's `publishDate`), returns
 * that time.
 */
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

/** Returns the field that contains the article's date. */
export function dateKeys(fields: Fields, switches: readonly string[] = []): Keys {
	return fields.named(...DATE_NAMES, ...switches, ...CREATION_NAMES);
}

/** Whether a field such as Hugo's `published` contains a date instead of a boolean. */
function isDate(fields: Fields, name: string): boolean {
	const value = fields.value([name]);
	return typeof value === "string" && parseDate(value, "UTC") !== null;
}

/** Reads the time at which the article expires. If several fields set a time, the earliest one is used. */
export function readExpiry(fields: Fields): number | undefined {
	const names = EXPIRY_NAMES.flatMap((name) => fields.spellings(name));
	const times = names.flatMap((name) => fields.date([name], "error") ?? []);
	return times.length > 0 ? Math.min(...times) : undefined;
}

/**
 * Reads the update time that the author declares. If the publication time is later, returns the publication time
 * instead.
 */
export function readUpdated(fields: Fields, published: number): number | undefined {
	const keys = fields.named(...UPDATE_NAMES);
	const updated = fields.date(keys, "warning");
	return updated === undefined ? undefined : Math.max(updated, published);
}
