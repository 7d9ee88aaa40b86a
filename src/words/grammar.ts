/** The names of the placeholders in a string, such as `name` in `Follow {name}`. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
	? Name | Placeholders<Rest>
	: never;

declare const placeholders: unique symbol;

/**
 * A string with placeholders in braces, for use with `fill` or `pieces`. The type parameter contains the names of the
 * placeholders.
 */
export type Sentence<Names extends string> = string & { readonly [placeholders]: (name: Names) => Names };

/** Formats a count with its noun: for example, as `1 article` or `12 articles`. */
export type Plural = (n: number) => string;

/**
 * Declares a string with placeholders, such as `t("Follow {name}")`. A translation with different placeholders is a
 * type error.
 */
export function t<const Text extends string>(text: Text): Sentence<Placeholders<Text>> {
	return text as string as Sentence<Placeholders<Text>>;
}

/** Replaces a string's placeholders with plain text, for titles, attributes and feeds. */
export function fill<Names extends string>(
	sentence: Sentence<Names>,
	values: NoInfer<Record<Names, string | number>>,
): string {
	return pieces(sentence, values).join("");
}

/**
 * Replaces a string's placeholders with elements, for pages: `pieces(words.follow.title, { name: <bdi>{name}</bdi> })`.
 */
export function pieces<Names extends string, Value>(
	sentence: Sentence<Names>,
	values: Record<NoInfer<Names>, Value>,
): (string | Value)[] {
	const parts: string[] = sentence.split(/\{(\w+)\}/);
	// Because the string is split by a capture group, every second part is the name of a placeholder. The sentence's type
	// guarantees that `values` contains all of these names.
	return parts.map((part, index) => (index % 2 === 0 ? part : values[part as Names]));
}

/**
 * Declares the forms of a count, chosen by a language's plural rules: `plural<"one" | "other">("en")({ one: "1
 * article", other: "{n} articles" })`. The form `many`, which French and Spanish use for millions, falls back to
 * `other`.
 */
export function plural<Rule extends Intl.LDMLPluralRule>(language: string): (forms: Record<Rule, string>) => Plural {
	let rules: Intl.PluralRules | undefined;
	let numbers: Intl.NumberFormat | undefined;
	return (given) => {
		const forms: Partial<Record<Intl.LDMLPluralRule, string>> = given;
		return (n) => {
			// The rules are created on first use, because a Worker must start quickly.
			rules ??= new Intl.PluralRules(language);
			numbers ??= new Intl.NumberFormat(language);
			return (forms[rules.select(n)] ?? forms.other ?? "").replace("{n}", numbers.format(n));
		};
	};
}
