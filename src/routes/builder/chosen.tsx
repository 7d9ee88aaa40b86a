import type { FC } from "hono/jsx";
import { languageTag } from "../../article/language.ts";
import type { IndexedFeed } from "../../feed/feed-index.ts";
import type { Site } from "../../settings.ts";
import { languageNameIn } from "../../words/format.ts";
import { fill } from "../../words/grammar.ts";
import { type Words, wordsFor } from "../../words/words.ts";
import { typeName } from "./form.tsx";

interface ChosenProps {
	site: Site;
	/** The site's topics and providers, with their display names. */
	feeds: readonly Pick<IndexedFeed, "name" | "title">[];
	/** The parameters of a selection. */
	values: URLSearchParams;
	/** Returns the page's path for a different query. */
	pathOf: (query: string) => string;
}

/**
 * Maximum total length of the chips' URLs, in characters. Each chip's URL contains every choice but one, so the total
 * length grows with the square of the number of choices.
 */
const ADDRESS_BYTES = 5000;

/**
 * Renders the choices as chips. Each chip links to the same page without that choice. Once `ADDRESS_BYTES` is reached,
 * further chips are not links, and those choices can be changed only in the form. Renders nothing if nothing is chosen.
 */
export const Chosen: FC<ChosenProps> = ({ site, feeds, values, pathOf }) => {
	// `content=full` is not a choice: it is the default value, which the form always sends.
	const all = [...values].filter(([name, value]) => !(name === "content" && value === "full"));
	if (all.length === 0) return null;
	const words = wordsFor(site.language);
	let room = ADDRESS_BYTES;
	const titles = new Map(feeds.map(({ name, title }) => [name, title]));
	return (
		<ul class="chips">
			{all.map(([name, value], index) => {
				const label = labelOf(name, value, titles, words, site.language);
				const path = pathOf(queryOf(all.filter((_, other) => other !== index)));
				room -= path.length;
				if (room < 0 && index > 0) {
					return (
						<li>
							<bdi class="chip">{label}</bdi>
						</li>
					);
				}
				return (
					<li>
						<a class="chip" href={path} aria-label={fill(words.builder.remove, { name: label })}>
							<bdi>{label}</bdi>
							<span aria-hidden="true">×</span>
						</a>
					</li>
				);
			})}
			{all.length > 1 ? (
				<li>
					<a class="clear" href={pathOf("")}>
						{words.builder.clear}
					</a>
				</li>
			) : null}
		</ul>
	);
};

function queryOf(pairs: string[][]): string {
	return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

function labelOf(
	parameter: string,
	value: string,
	titles: ReadonlyMap<string, string>,
	words: Words,
	language: string,
): string {
	const { builder, selection } = words;
	const name = parameter.replace(/^-/, "");
	const plain = (): string => {
		if (name === "topic" || name === "provider") return titles.get(`${name}s/${value}`) ?? value;
		if (name === "type") return typeName(value, words);
		if (name === "q") return fill(selection.quoted, { words: value });
		if (name === "content") return value === "summary" ? builder.summaries : builder.whole;
		if (name === "min_quality") return fill(selection.quality, { quality: value });
		if (name === "limit") return `${builder.limit}: ${value}`;
		const tag = languageTag(value);
		return tag === null ? value : languageNameIn(language, tag);
	};
	return parameter.startsWith("-") ? fill(selection.without, { names: plain() }) : plain();
}
