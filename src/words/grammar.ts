/** The names of the placeholders in a text: `name` in `Follow {name}`. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
	? Name | Placeholders<Rest>
	: never;

declare const placeholders: unique symbol;

/** A text with placeholders in braces, for `fill` or `pieces`. Its type contains their names. */
export type Sentence<Names extends string> = string & { readonly [placeholders]: (name: Names) => Names };

/** A count in words: `1 article`, `12 articles`. */
export type Plural = (n: number) => string;

/** Declares a text with placeholders: `t("Follow {name}")`. A translation with other placeholders is a type error. */
export function t<const Text extends string>(text: Text): Sentence<Placeholders<Text>> {
	return text as string as Sentence<Placeholders<Text>>;
}

/** Fills in a sentence as plain text, for titles, attributes and feeds. */
export function fill<Names extends string>(
	sentence: Sentence<Names>,
	values: NoInfer<Record<Names, string | number>>,
): string {
	return pieces(sentence, values).join("");
}

/** Fills in a sentence with elements, for pages: `pieces(words.follow.title, { name: <bdi>{name}</bdi> })`. */
export function pieces<Names extends string, Value>(
	sentence: Sentence<Names>,
	values: Record<NoInfer<Names>, Value>,
): (string | Value)[] {
	const parts: string[] = sentence.split(/\{(\w+)\}/);
	// Split by a group: every second part is the name of a placeholder, which the sentence's type guarantees.
	return parts.map((part, index) => (index % 2 === 0 ? part : values[part as Names]));
}

/**
 * Counts in a language, by its plural rules: `plural<"one" | "other">("en")({ one: "1 article", other: "{n} articles"
 * })`. The form `many`, used for millions in French and Spanish, is written like `other`.
 */
export function plural<Rule extends Intl.LDMLPluralRule>(language: string): (forms: Record<Rule, string>) => Plural {
	let rules: Intl.PluralRules | undefined;
	let numbers: Intl.NumberFormat | undefined;
	return (given) => {
		const forms: Partial<Record<Intl.LDMLPluralRule, string>> = given;
		return (n) => {
			// Created on first use, because a Worker must start fast.
			rules ??= new Intl.PluralRules(language);
			numbers ??= new Intl.NumberFormat(language);
			return (forms[rules.select(n)] ?? forms.other ?? "").replace("{n}", numbers.format(n));
		};
	};
}
