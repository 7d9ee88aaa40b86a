import type { en } from "./en.ts";
import type { Plural, Sentence } from "./grammar.ts";
import type { operatorEn } from "./operator/en.ts";

/** The type of a catalogue in any language, with the same keys and placeholders as the English catalogue. */
type Translated<Entry> = Entry extends Plural
	? Plural
	: Entry extends Sentence<infer Names>
		? Sentence<Names>
		: Entry extends string
			? string
			: { readonly [Key in keyof Entry]: Translated<Entry[Key]> };

/** All strings in one language for feeds and for pages that readers see. */
export type Words = Translated<typeof en>;

/** All strings in one language for pages that operators see. */
export type OperatorWords = Translated<typeof operatorEn>;
