import { decodeHTMLStrict } from "entities";
import { cleanLine, withoutMarkup } from "./clean-text.ts";
import { parseDate } from "./dates.ts";
import { isPresent, type Keys, member, spellingsOf } from "./field-names.ts";
import { type FrontMatter, lineFinder, nameFinder } from "./front-matter.ts";
import type { Fault, Problem } from "./problem.ts";
import { type Context, ZONE } from "./source.ts";
import { webUrl } from "./web-url.ts";

/** Maximum number of list items that are read. Articles never need more topics, authors or pictures. */
const LIST_LIMIT = 100;
const TEXT_LIMIT = 20_000;

/**
 * Reads typed values from front matter and collects problems. Each method returns undefined if the value is missing,
 * empty or null, and also if it is invalid, after reporting a problem.
 */
export class Fields {
	readonly problems: Problem[] = [];
	readonly #path: string;
	readonly #matter: FrontMatter;
	readonly #context: Context;
	#lineFinder: ReturnType<typeof lineFinder> | undefined;

	constructor(path: string, matter: FrontMatter, context: Context) {
		this.#path = path;
		this.#matter = matter;
		this.#context = context;
		for (const warning of matter.warnings ?? []) this.problems.push({ severity: "warning", path, ...warning });
	}

	/** The time zone for dates that do not include one. */
	get timeZone(): string {
		return zoneOf(this.#context);
	}

	/** The defaults of the article's folder. */
	get defaults(): Context["defaults"] {
		return this.#context.defaults;
	}

	/**
	 * Returns the first of these names that has a value in the front matter. If there is none, returns the first that
	 * has a value in the folder's defaults.
	 */
	named(...names: string[]): Keys {
		const own = names.find((name) => this.isOwn(name));
		const name = own ?? names.find((one) => this.has([one])) ?? names[0] ?? "";
		return [this.spellings(name)[0] ?? name];
	}

	/**
	 * Returns every spelling of a field that has a value in the front matter. If there is none, returns every spelling
	 * that has a value in the folder's defaults.
	 */
	spellings(name: string): string[] {
		const [own, given] = [this.#matter.data, this.#context.defaults].map((node) =>
			spellingsOf(node, name).filter((written) => isPresent(Reflect.get(node, written))),
		);
		return (own?.length ? own : given) ?? [];
	}

	/** Whether the front matter itself has a value for a field, not only the folder's defaults. */
	isOwn(name: string): boolean {
		return isPresent(member(this.#matter.data, name));
	}

	/** Returns the value from the front matter, otherwise the value from the folder's defaults. */
	value([name = "", ...keys]: Keys): unknown {
		const own = member(this.#matter.data, name);
		return keys.reduce<unknown>(member, isPresent(own) ? own : member(this.#context.defaults, name));
	}

	has(keys: Keys): boolean {
		return isPresent(this.value(keys));
	}

	/** Returns a value as one line of text, without characters that XML cannot contain. */
	text(keys: Keys, severity: Problem["severity"] = "warning"): string | undefined {
		const value = this.value(keys);
		if (!isPresent(value)) return undefined;
		if (typeof value !== "string") {
			return this.#report(severity, keys, "is not text", "Write a single value after the colon.");
		}
		return cleanLine(value.slice(0, TEXT_LIMIT)) || undefined;
	}

	/**
	 * Like `text`, but decodes HTML character references (`&amp;`) once, because CMSs export titles and names in that
	 * form.
	 */
	prose(keys: Keys): string | undefined {
		const text = this.text(keys);
		return text === undefined ? undefined : cleanLine(decodeHTMLStrict(text)) || undefined;
	}

	/**
	 * Like `prose`, but removes markup that a CMS or the author added out of habit, because readers would show it
	 * literally.
	 */
	line(keys: Keys): string | undefined {
		const text = this.prose(keys);
		return text === undefined ? undefined : cleanLine(withoutMarkup(text)) || text;
	}

	number(keys: Keys, min: number, max: number): number | undefined {
		const text = this.text(keys);
		if (text === undefined) return undefined;
		const number = Number(text);
		if (number >= min && number <= max) return number;
		return this.warn(keys, "is not a number in the allowed range", `Use a number from ${min} to ${max}.`);
	}

	/**
	 * Returns a boolean. Any value other than a clear yes or no is an error, because the author may have meant to keep
	 * the article unpublished.
	 */
	flag(keys: Keys): boolean | undefined {
		const text = this.text(keys)?.toLowerCase();
		if (text === undefined) {
			if (this.has(keys)) this.error(keys, "is neither true nor false", "Use `true` or `false`.");
			return undefined;
		}
		if (["true", "yes", "on", "1"].includes(text)) return true;
		if (["false", "no", "off", "0"].includes(text)) return false;
		this.error(keys, "is neither true nor false", "Use `true` or `false`.");
		return undefined;
	}

	date(keys: Keys, severity: Problem["severity"]): number | undefined {
		const text = this.text(keys, severity);
		if (text === undefined) return undefined;
		const time = parseDate(text, zoneOf(this.#context));
		if (time !== null) return time;
		const isUnclear = /^\d{1,2}[./-]\d{1,2}[./-]\d{4}$/.test(text);
		const hint = `Use a date such as 2026-05-04 or 2026-05-04T09:30:00Z${isUnclear ? ", so that day and month cannot be confused" : ""}.`;
		this.#report(severity, keys, "is not a date", hint);
		return undefined;
	}

	/**
	 * Returns an absolute http(s) URL in normalized form (WHATWG). Relative URLs are resolved against `base`, if it is
	 * given.
	 */
	url(keys: Keys, severity: Problem["severity"], base?: string): string | undefined {
		const text = this.text(keys, severity);
		if (text === undefined) return undefined;
		const url = webUrl(text, base);
		if (url !== null) return url;
		this.#report(severity, keys, "is not a web address", "Use a full address, starting with https:// or http://.");
		return undefined;
	}

	/** Returns the keys of each item of a list. A single value counts as a list of one. */
	list(keys: Keys): Keys[] {
		const value = this.value(keys);
		if (!isPresent(value)) return [];
		if (!Array.isArray(value)) return [keys];
		return Array.from({ length: Math.min(value.length, LIST_LIMIT) }, (_, index) => [...keys, index]);
	}

	error(keys: Keys, message: string, hint: string): undefined {
		return this.#report("error", keys, message, hint);
	}

	/** Reports a problem in the body. The line of the problem is counted from the start of the body. */
	problemInBody(severity: Problem["severity"], { line, message, hint }: Fault): void {
		this.problems.push({ severity, path: this.#path, line: this.lineInBody(line ?? 1), message, hint });
	}

	/** Converts a line number in the body to a line number in the file. */
	lineInBody(line: number): number {
		return (this.#matter.yaml === "" ? 1 : this.#matter.yaml.split("\n").length + 2) + line - 1;
	}

	warn(keys: Keys, message: string, hint: string): undefined {
		return this.#report("warning", keys, message, hint);
	}

	/** Returns the line of a field in the file, or 1 if the field is not found. */
	lineOf(keys: Keys): number {
		const { yaml, format } = this.#matter;
		if (yaml !== "") this.#lineFinder ??= format === undefined ? lineFinder(yaml) : nameFinder(yaml);
		return this.#lineFinder?.(keys) ?? 1;
	}

	#report(severity: Problem["severity"], keys: Keys, message: string, hint: string): undefined {
		const name = keys.filter((key) => typeof key === "string").join(".");
		this.problems.push({
			severity,
			path: this.#path,
			line: this.lineOf(keys),
			message: `\`${name}\` ${message}.`,
			hint,
		});
		return undefined;
	}
}

/** Returns the time zone from the nearest generator configuration, otherwise the site's. */
function zoneOf({ defaults, timeZone }: Context): string {
	const zone = defaults[ZONE];
	return typeof zone === "string" ? zone : timeZone;
}
