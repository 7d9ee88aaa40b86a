import type { en } from "./en.ts";
import type { Plural, Sentence } from "./grammar.ts";
import type { operatorEn } from "./operator/en.ts";

/** A catalogue in any language: the same keys and placeholders as the English one. */
type Translated<Entry> = Entry extends Plural
	? Plural
	: Entry extends Sentence<infer Names>
		? Sentence<Names>
		: Entry extends string
			? string
			: { readonly [Key in keyof Entry]: Translated<Entry[Key]> };

/** All texts of feeds, and of pages for readers, in one language. */
export type Words = Translated<typeof en>;

/** All texts of pages for operators in one language. */
export type OperatorWords = Translated<typeof operatorEn>;
