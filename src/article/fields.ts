import { decodeHTMLStrict } from "entities";
import { cleanLine, withoutMarkup } from "./clean-text.ts";
import { parseDate } from "./dates.ts";
import { type Keys, spellingsOf } from "./field-names.ts";
import { type FrontMatter, lineFinder, nameFinder } from "./front-matter.ts";
import type { Fault, Problem } from "./problem.ts";
import { type Context, ZONE } from "./source.ts";

/** Lists longer than this are cut: no article has so many topics, authors or pictures. */
const LIST_LIMIT = 100;
const TEXT_LIMIT = 20_000;

/**
 * Reads typed values out of front matter and collects what is wrong with them. Each reader gives undefined for what
 * is absent, empty or null, and for what is wrong after it has said so.
 */
export class Fields {
	readonly problems: Problem[] = [];
	readonly #path: string;
	readonly #matter: FrontMatter;
	readonly #context: Context;
	#lineOf: ReturnType<typeof lineFinder> | undefined;

	constructor(path: string, matter: FrontMatter, context: Context) {
		this.#path = path;
		this.#matter = matter;
		this.#context = context;
		for (const warning of matter.warnings ?? []) this.problems.push({ severity: "warning", path, ...warning });
	}

	/** What the folder gives to its articles. */
	get defaults(): Context["defaults"] {
		return this.#context.defaults;
	}

	/** The first of the names that the front matter has a value for, else the first that the folder's defaults have. */
	named(...names: string[]): Keys {
		const own = names.find((name) => this.isOwn(name));
		const name = own ?? names.find((one) => this.has([one])) ?? names[0] ?? "";
		return [this.spellings(name)[0] ?? name];
	}

	/** Every spelling of a field that has a value: those of the front matter, else those of the folder's defaults. */
	spellings(name: string): string[] {
		const [own, given] = [this.#matter.data, this.#context.defaults].map((node) =>
			spellingsOf(node, name).filter((written) => isPresent(Reflect.get(node, written))),
		);
		return (own?.length ? own : given) ?? [];
	}

	/** Whether the front matter itself has a value for a field, and not only the folder's defaults. */
	isOwn(name: string): boolean {
		return isPresent(member(this.#matter.data, name));
	}

	/** The value of the front matter, and where it has none that of the folder's defaults. */
	value([name = "", ...keys]: Keys): unknown {
		const own = member(this.#matter.data, name);
		return keys.reduce<unknown>(member, isPresent(own) ? own : member(this.#context.defaults, name));
	}

	has(keys: Keys): boolean {
		return isPresent(this.value(keys));
	}

	/** A text on one line, without what XML cannot hold. */
	text(keys: Keys, severity: Problem["severity"] = "warning"): string | undefined {
		const value = this.value(keys);
		if (!isPresent(value)) return undefined;
		if (typeof value !== "string") {
			return this.#report(severity, keys, "is not a text", "Write a single value after the colon.");
		}
		return cleanLine(value.slice(0, TEXT_LIMIT)) || undefined;
	}

	/** A text in which HTML's character references (`&amp;`) are resolved, once: titles and names come out of CMSs so. */
	prose(keys: Keys): string | undefined {
		const text = this.text(keys);
		return text === undefined ? undefined : cleanLine(decodeHTMLStrict(text)) || undefined;
	}

	/** Prose without the markup that a CMS or a habit has put into it: readers show titles and summaries as they are. */
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

	/** A switch. Anything but a clear yes or no is an error: it may be what keeps an article from the public. */
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
		const hint = "Use a date such as 2026-05-04 or 2026-05-04T09:30:00Z.";
		this.#report(severity, keys, "is not a date", hint);
		return undefined;
	}

	/** An absolute http(s) URL in its normal form (WHATWG), relative ones resolved against `base` if it is given. */
	url(keys: Keys, severity: Problem["severity"], base?: string): string | undefined {
		const text = this.text(keys, severity);
		if (text === undefined) return undefined;
		const url = webUrl(text, base);
		if (url !== null) return url;
		this.#report(severity, keys, "is not a web address", "Use a full address, starting with https:// or http://.");
		return undefined;
	}

	/** The members of a list; a single value counts as a list of one. Each is given as the keys to read it with. */
	list(keys: Keys): Keys[] {
		const value = this.value(keys);
		if (!isPresent(value)) return [];
		if (!Array.isArray(value)) return [keys];
		return Array.from({ length: Math.min(value.length, LIST_LIMIT) }, (_, index) => [...keys, index]);
	}

	error(keys: Keys, message: string, hint: string): undefined {
		return this.#report("error", keys, message, hint);
	}

	/** What is wrong with the body, which begins below the front matter; lines count from there. */
	problemInBody(severity: Problem["severity"], { line, message, hint }: Fault): void {
		const first = this.#matter.yaml === "" ? 1 : this.#matter.yaml.split("\n").length + 2;
		this.problems.push({ severity, path: this.#path, line: first + (line ?? 1) - 1, message, hint });
	}

	warn(keys: Keys, message: string, hint: string): undefined {
		return this.#report("warning", keys, message, hint);
	}

	#report(severity: Problem["severity"], keys: Keys, message: string, hint: string): undefined {
		const name = keys.filter((key) => typeof key === "string").join(".");
		const { yaml, format } = this.#matter;
		if (yaml !== "") this.#lineOf ??= format === undefined ? lineFinder(yaml) : nameFinder(yaml);
		const line = this.#lineOf?.(keys) ?? 1;
		this.problems.push({ severity, path: this.#path, line, message: `\`${name}\` ${message}.`, hint });
		return undefined;
	}
}

/** The zone that the configuration of the generator around the article names, else the site's. */
function zoneOf({ defaults, timeZone }: Context): string {
	const zone = defaults[ZONE];
	return typeof zone === "string" ? zone : timeZone;
}

/** The URL in its normal form if it is absolute (or can be made so) and http(s), without user and password. */
export function webUrl(text: string, base?: string): string | null {
	if (!URL.canParse(text, base)) return null;
	const url = new URL(text, base);
	if (url.protocol !== "https:" && url.protocol !== "http:") return null;
	if (url.username !== "" || url.password !== "" || url.hostname === "") return null;
	return url.href;
}

/** A member of a value; of a name that is spelled in several ways the first that has a value. */
export function member(node: unknown, key: string | number): unknown {
	if (typeof node !== "object" || node === null) return undefined;
	if (typeof key === "number") return Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
	const names = spellingsOf(node, key);
	const name = names.find((written) => isPresent(Reflect.get(node, written))) ?? names[0];
	return name === undefined ? undefined : Reflect.get(node, name);
}

export function isPresent(value: unknown): boolean {
	return value !== undefined && value !== null && value !== "" && value !== "~" && value !== "null";
}
