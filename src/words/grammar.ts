/** The names of the placeholders of a text: `name` of `Follow {name}`. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
	? Name | Placeholders<Rest>
	: never;

declare const placeholders: unique symbol;

/** A text with placeholders in braces, for `fill` or `pieces`. Its type knows their names. */
export type Sentence<Names extends string> = string & { readonly [placeholders]: (name: Names) => Names };

/** A count in words: `1 article`, `12 articles`. */
export type Plural = (n: number) => string;

/** Declares a text with placeholders: `t("Follow {name}")`. A translation with other placeholders is a type error. */
export function t<const Text extends string>(text: Text): Sentence<Placeholders<Text>> {
	return text as string as Sentence<Placeholders<Text>>;
}

/** A sentence with its values, as plain text: for titles, attributes and feeds. */
export function fill<Names extends string>(
	sentence: Sentence<Names>,
	values: NoInfer<Record<Names, string | number>>,
): string {
	return pieces(sentence, values).join("");
}

/** A sentence with its values in between, for pages: `pieces(words.follow.title, { name: <bdi>{name}</bdi> })`. */
export function pieces<Names extends string, Value>(
	sentence: Sentence<Names>,
	values: Record<NoInfer<Names>, Value>,
): (string | Value)[] {
	const parts: string[] = sentence.split(/\{(\w+)\}/);
	// Split at groups, every second part is the name of a placeholder, which the type of the sentence has.
	return parts.map((part, index) => (index % 2 === 0 ? part : values[part as Names]));
}

/**
 * Counts in a language, by its plural rules: `plural<"one" | "other">("en")({ one: "1 article", other: "{n} articles" })`.
 * Millions of French and Spanish (`many`) are written as `other`.
 */
export function plural<Rule extends Intl.LDMLPluralRule>(language: string): (forms: Record<Rule, string>) => Plural {
	let rules: Intl.PluralRules | undefined;
	let numbers: Intl.NumberFormat | undefined;
	return (given) => {
		const forms: Partial<Record<Intl.LDMLPluralRule, string>> = given;
		return (n) => {
			// Made at the first count: a Worker must start fast.
			rules ??= new Intl.PluralRules(language);
			numbers ??= new Intl.NumberFormat(language);
			return (forms[rules.select(n)] ?? forms.other ?? "").replace("{n}", numbers.format(n));
		};
	};
}
