import type { FC } from "hono/jsx";
import type { Site } from "../settings.ts";
import type { OperatorWords } from "../words/catalogue.ts";
import { agoIn, listIn, momentIn } from "../words/format.ts";
import { pieces } from "../words/grammar.ts";
import { operatorWordsFor } from "../words/operator/operator-words.ts";
import { languageOfWords, marksOfEnglish } from "../words/words.ts";

/** How a page for the operator is written. */
export interface PageContext {
	/** BCP 47; of the words, dates and numbers. */
	language: string;
	words: OperatorWords;
	/** When the page was made (milliseconds since 1970). */
	now: number;
}

/** How a page for the operator of a site in this language is written. */
export function contextFor(language: string, now: number): PageContext {
	return { language: languageOfWords(language), words: operatorWordsFor(language), now };
}

/** When a page was made, and a link to make it again. */
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

/** A time (milliseconds since 1970) in UTC and relative: `Nov 22, 2026, 2:03 PM UTC (3 minutes ago)`. */
export const Moment: FC<{ time: number; context: PageContext }> = ({ time, context: { language, now } }) => (
	<>
		<time class="exact" datetime={new Date(time).toISOString()}>
			{momentIn(language, time, "UTC", "short")}
		</time>
		<span class="ago"> ({agoIn(language, time, now)})</span>
	</>
);

/** A message of `check`, of the log or of another system: these are in English. Text between backticks is code. */
export const Message: FC<{ text: string; language: string }> = ({ text, language }) => (
	<span {...marksOfEnglish(language)}>
		{text.split("`").map((part, index) => (index % 2 === 0 ? part : <code>{part}</code>))}
	</span>
);

/** How many files a publication added, changed and removed, and its problems: `2 added, 1 removed`; `nothing changed`. */
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
