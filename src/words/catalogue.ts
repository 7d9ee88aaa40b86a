import type { en } from "./en.ts";
import type { Plural, Sentence } from "./grammar.ts";

/** A catalogue in any language: the same keys and placeholders as the English one. */
type Translated<Entry> = Entry extends Plural
	? Plural
	: Entry extends Sentence<infer Names>
		? Sentence<Names>
		: Entry extends string
			? string
			: { readonly [Key in keyof Entry]: Translated<Entry[Key]> };

/** All texts of pages and feeds in one language. */
export type Words = Translated<typeof en>;
