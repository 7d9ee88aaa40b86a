import type { Keys } from "../field-names.ts";
import type { Fields } from "../fields.ts";
import { isOneSlipAway } from "../similar-names.ts";
import { ANY_GENERATOR, GENERATORS, type Generator } from "./generators.ts";
import { type Pattern, parsePattern } from "./pattern.ts";
import { PLACEHOLDERS, tellsApart } from "./placeholders.ts";
import { SLUG_RULES, type SlugRule } from "./slug-rules.ts";

/** A rule, and the folder whose `_defaults.yaml` contains it. */
interface FolderRule {
	text: string;
	folder: string;
	/** For guids: the rule applies to articles published at or after this time, in milliseconds since 1970. */
	from?: number | undefined;
	/** For guids: whether the rule also applies to articles that are already published. */
	replace?: boolean | undefined;
}

/** Rules from `_defaults.yaml`, stored under names that front matter cannot use. */
export interface AddressRules {
	[PERMALINK_RULE]?: FolderRule;
	[GUID_RULES]?: FolderRule[];
	[GENERATOR]?: FolderRule;
	[SLUGS]?: string;
	[BASE_PATH]?: string;
}

const PERMALINK_RULE = "rule for addresses";
const GUID_RULES = "rules for guids";
const GENERATOR = "generator of the folder";
const SLUGS = "rule for slugs";
const BASE_PATH = "path of the site";

/** The fields in `_defaults.yaml` that are rules for addresses and guids. */
export const RULE_NAMES = ["permalink", "guid", "generator", "slugs", "base_path"];

/** Reads the rules in a `_defaults.yaml`. Invalid rules are left out, with a warning. */
export function readRules(fields: Fields, folder: string): AddressRules {
	const rules: AddressRules = {};
	const generator = fields.text(["generator"])?.toLowerCase();
	if (generator !== undefined && Object.hasOwn(GENERATORS, generator)) {
		rules[GENERATOR] = { text: generator, folder };
	} else if (generator !== undefined) {
		fields.warn(["generator"], "is not known", `Use one of: ${Object.keys(GENERATORS).join(", ")}.`);
	}
	const slugs = fields.text(["slugs"])?.toLowerCase();
	if (slugs !== undefined && Object.hasOwn(SLUG_RULES, slugs)) rules[SLUGS] = slugs;
	else if (slugs !== undefined) {
		fields.warn(["slugs"], "is not known", `Use one of: ${Object.keys(SLUG_RULES).join(", ")}.`);
	}
	const base = fields.text(["base_path"]);
	if (base !== undefined && /^\/(?!\/)[^?#\\:{}]*$/.test(base)) rules[BASE_PATH] = base.replace(/\/+$/, "");
	else if (base !== undefined) fields.warn(["base_path"], "is not a path", "Use a path such as /blog.");
	const permalink = readPattern(fields, ["permalink"], ADDRESS, "Use a path such as /:year/:month/:title/.");
	if (permalink !== undefined) rules[PERMALINK_RULE] = { text: permalink, folder };
	const guids = fields.list(["guid"]).flatMap((keys): FolderRule[] => {
		const isObject = typeof fields.value(keys) === "object";
		const text = readPattern(
			fields,
			isObject ? [...keys, "pattern"] : keys,
			/./,
			"Use text with placeholders, such as https://old.example/:slug.",
		);
		const from = isObject ? fields.date([...keys, "from"], "warning") : undefined;
		const replace = isObject ? fields.flag([...keys, "replace"]) : undefined;
		return text === undefined ? [] : [{ text, folder, from, replace }];
	});
	if (guids.length > 0) rules[GUID_RULES] = guids;
	return rules;
}

/** Matches a path, the name of a predefined Jekyll pattern, or a full URL. */
const ADDRESS = /^(?:\/(?!\/)[^?#\\]*|(?:date|pretty|ordinal|weekdate|none)|https?:\/\/[^/:]+(?::\d+)?\/[^?#\\]*)$/i;

function readPattern(fields: Fields, keys: Keys, form: RegExp, hint: string): string | undefined {
	const text = fields.text(keys);
	if (text === undefined) return undefined;
	const pattern = form.test(text) ? parsePattern(text) : null;
	if (pattern === null) return fields.warn(keys, "is not a valid pattern", hint);
	const names = pattern.pieces.flatMap((piece) => ("name" in piece ? [piece.name] : []));
	for (const name of names) {
		const meant = PLACEHOLDERS.includes(name) ? undefined : PLACEHOLDERS.find((one) => isOneSlipAway(name, one));
		if (meant !== undefined)
			return fields.warn(keys, `contains an unknown placeholder, \`:${name}\``, `Use :${meant}.`);
	}
	if (tellsApart(names)) return text;
	return fields.warn(
		keys,
		"produces the same result for several articles",
		"Add a placeholder whose value differs for each article, such as :title.",
	);
}

/** A parsed rule. */
interface Rule {
	/** If the rule is a full URL, its origin, such as `https://blog.example.org`; otherwise empty. */
	origin: string;
	pattern: Pattern;
	folder: string;
	from: number | undefined;
	replace: boolean;
}

/** The parsed rules of a folder. */
export interface Rules {
	generator: Generator;
	generatorName: string | undefined;
	names: SlugRule;
	titles: SlugRule;
	/** Prefix of every path, such as `/blog`; may be empty. */
	basePath: string;
	/** The rule for addresses; undefined if there is neither a rule nor a generator. */
	permalink: Rule | undefined;
	guids: Rule[];
}

const known = new WeakMap<object, Rules>();

/** Returns the rules in a folder's defaults, which are parsed only once per folder. */
export function rulesOf(defaults: Record<string, unknown> & AddressRules): Rules {
	const before = known.get(defaults);
	if (before) return before;
	const named = defaults[GENERATOR];
	const generator = (named && GENERATORS[named.text]) ?? ANY_GENERATOR;
	const permalink = defaults[PERMALINK_RULE] ?? (named && { text: generator.permalink, folder: named.folder });
	const slugs = SLUG_RULES[defaults[SLUGS] ?? ""];
	const rules: Rules = {
		generator,
		generatorName: named?.text,
		names: slugs ?? generator.names,
		titles: slugs ?? generator.titles,
		basePath: defaults[BASE_PATH] ?? "",
		permalink: permalink && parsed(permalink, permalink.text.replace(ORIGIN, "") || "/")[0],
		guids: (defaults[GUID_RULES] ?? []).flatMap((rule) => parsed(rule, rule.text)),
	};
	known.set(defaults, rules);
	return rules;
}

const ORIGIN = /^https?:\/\/[^/]+/i;

function parsed({ text, folder, from, replace = false }: FolderRule, written: string): Rule[] {
	const pattern = parsePattern(written);
	return pattern === null ? [] : [{ origin: ORIGIN.exec(text)?.[0] ?? "", pattern, folder, from, replace }];
}
