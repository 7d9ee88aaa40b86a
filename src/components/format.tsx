import type { FC } from "hono/jsx";
import type { Site } from "../settings.ts";
import type { OperatorWords } from "../words/catalogue.ts";
import { agoIn, listIn, momentIn } from "../words/format.ts";
import { pieces } from "../words/grammar.ts";
import { operatorWordsFor } from "../words/operator/operator-words.ts";
import { languageOfWords, marksOfEnglish } from "../words/words.ts";

/** The language in which an operator page is rendered, and the time at which it is rendered. */
export interface PageContext {
	/** BCP 47 tag of the language in which words, dates and numbers are shown. */
	language: string;
	words: OperatorWords;
	/** When the page was rendered, in milliseconds since 1970. */
	now: number;
}

/** Returns the context of an operator page for a site in this language. */
export function contextFor(language: string, now: number): PageContext {
	return { language: languageOfWords(language), words: operatorWordsFor(language), now };
}

/** Says when the page was rendered, with a link to refresh it. */
export const AsOf: FC<{ context: PageContext; site: Pick<Site, "timeZone">; path: string }> = ({
	context: { language, words, now },
	site: { timeZone },
	path,
}) => (
	<p class="meta">
		{pieces(words.status.asOf, { time: <time class="exact">{momentIn(language, now, timeZone)}</time> })}
		{" · "}
		<a href={path}>{words.status.refresh}</a>
	</p>
);

/** Renders a time (milliseconds since 1970) in UTC and relative to now: `Nov 22, 2026, 2:03 PM UTC (3 minutes ago)`. */
export const Moment: FC<{ time: number; context: PageContext }> = ({ time, context: { language, now } }) => (
	<>
		<time class="exact" datetime={new Date(time).toISOString()}>
			{momentIn(language, time, "UTC", "short")}
		</time>
		<span class="ago"> ({agoIn(language, time, now)})</span>
	</>
);

/**
 * Renders a message that was not written for this page, such as one from `check` or the log. Such messages are in
 * English, with code between backticks.
 */
export const Message: FC<{ text: string; language: string }> = ({ text, language }) => (
	<span {...marksOfEnglish(language)}>
		{text.split("`").map((part, index) => (index % 2 === 0 ? part : <code>{part}</code>))}
	</span>
);

/**
 * Summarizes a publication: how many files were added, changed and removed, and how many problems they have. Examples:
 * `2 added, 1 removed`, `nothing changed`.
 */
export function changesIn(
	{ language, words: { publication } }: Pick<PageContext, "language" | "words">,
	{ added, changed, removed, problems }: { added: number; changed: number; removed: number; problems: number },
): string {
	const counts = [
		[added, publication.added],
		[changed, publication.changed],
		[removed, publication.removed],
	] as const;
	const said = counts.flatMap(([count, inWords]) => (count > 0 ? [inWords(count)] : []));
	const changes = said.length > 0 ? said : [publication.unchanged];
	return listIn(language, problems > 0 ? [...changes, publication.problems(problems)] : changes, "comma");
}
