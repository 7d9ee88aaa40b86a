import type { FC } from "hono/jsx";
import { languageTag } from "../../article/language.ts";
import type { Kind } from "../../feed/feed-names.ts";
import { MAX_LIMIT } from "../../feed/selection.ts";
import { languageNameIn } from "../../words/format.ts";
import { fill } from "../../words/grammar.ts";
import { type Words, wordsFor } from "../../words/words.ts";
import { FeedChoice } from "./feed-choice.tsx";
import { FaultOf, type FormProps, Line, Lines, type Option, TickGroup } from "./fields.tsx";
import { ENTER } from "./query.ts";

/**
 * Renders the form that describes a feed. The form keeps the values that were filled in, even if they are invalid. On
 * phones, it is a sheet. In windows at least 64 em wide, it appears next to the results.
 */
export const BuilderForm: FC<FormProps> = (props) => {
	const { site, offered, filled, faults } = props;
	const words = wordsFor(site.language);
	const { builder, nav } = words;
	const field = (name: string) => ({ name, values: filled.values.getAll(name), faults });
	return (
		<form id="filter" class="filter" action="/subscribe#result" method="get" popover="auto" aria-label={builder.filter}>
			<button type="submit" name={ENTER} hidden>
				{builder.show}
			</button>
			<button
				type="button"
				class="close"
				popovertarget="filter"
				popovertargetaction="hide"
				aria-label={words.follow.close}
			>
				<span aria-hidden="true">×</span>
			</button>
			<h2 class="sheet-title">{builder.filter}</h2>
			<Lines {...field("q")} labels={[builder.words, builder.orWords]} hint={builder.wordsHint} />
			<FeedChoice {...props} kind="topics" name="topic" legend={nav.topics} />
			<FeedChoice {...props} kind="providers" name="provider" legend={nav.sources} />
			<TickGroup
				{...field("lang")}
				legend={builder.languages}
				options={languageOptions([...offered.languages, site.language], field("lang").values, site.language)}
			/>
			<TickGroup
				{...field("type")}
				legend={builder.kinds}
				options={typeOptions(offered.types, field("type").values, words)}
			/>
			<LeaveOut {...props} types={typeOptions(offered.types, field("-type").values, words)} />
			<Limits {...props} />
			<p class="apply">
				<button type="submit" class="go">
					{builder.show}
				</button>
			</p>
		</form>
	);
};

/**
 * Renders the fields for minimum quality, number of articles and content, collapsed unless one of them is filled in.
 */
const Limits: FC<FormProps> = ({ site, filled, faults }) => {
	const { builder } = wordsFor(site.language);
	const field = (name: string) => ({ name, values: filled.values.getAll(name), faults });
	const isOpen = ["min_quality", "limit", "content"].some((name) => filled.values.has(name));
	const chosen = filled.values.get("content") ?? "full";
	return (
		<details open={isOpen}>
			<summary>{builder.limits}</summary>
			<Line {...field("min_quality")} label={builder.quality} hint={builder.qualityHint} />
			<Line
				{...field("limit")}
				label={builder.limit}
				hint={fill(builder.limitHint, { most: MAX_LIMIT, usual: site.feedSize })}
			/>
			<fieldset id="content">
				<legend>{builder.length}</legend>
				<FaultOf name="content" faults={faults} />
				<ul class="ticks">
					{[
						{ value: "full", label: builder.whole },
						{ value: "summary", label: builder.summaries },
					].map(({ value, label }) => (
						<li>
							<label>
								<input type="radio" name="content" value={value} checked={chosen === value} /> {label}
							</label>
						</li>
					))}
				</ul>
			</fieldset>
		</details>
	);
};

/** Returns the languages without their regions, plus the languages that are ticked, sorted by name. */
function languageOptions(tags: readonly string[], chosen: readonly string[], language: string): Option[] {
	const values = new Set([...tags.map((tag) => tag.split("-", 1)[0] ?? tag), ...chosen]);
	const options = [...values].map((value) => {
		const tag = languageTag(value);
		return { value, label: tag === null ? value : languageNameIn(language, tag) };
	});
	return options.sort((a, b) => a.label.localeCompare(b.label, language));
}

function typeOptions(types: readonly string[], chosen: readonly string[], words: Words): Option[] {
	return [...new Set([...types, ...chosen])].map((type) => ({ value: type, label: typeName(type, words) }));
}

/**
 * Returns the name of an article type in the site's language, such as `Article`. For a type without a translation,
 * returns the word that authors use.
 */
export function typeName(type: string, { builder, card }: Words): string {
	const known: Record<string, string> = { article: builder.typeArticle, audio: card.audio, video: card.video };
	return known[type] ?? type.charAt(0).toUpperCase() + type.slice(1);
}

/** Maximum number of suggestions for a text field. */
const PROPOSED = 50;

const NAMES = ["-q", "-topic", "-provider", "-type"];

/** Renders the fields for what to exclude from a feed, collapsed unless one of them is filled in. */
const LeaveOut: FC<FormProps & { types: readonly Option[] }> = ({ site, feeds, filled, faults, types }) => {
	const { builder } = wordsFor(site.language);
	const titles = new Map(feeds.map(({ name, title }) => [name, title]));
	const field = (name: string) => ({ name, values: filled.values.getAll(name), faults });
	const named = (name: string, kind: Kind) => ({
		...field(name),
		values: filled.values.getAll(name).map((value) => titles.get(`${kind}/${value}`) ?? value),
		list: `${kind}-proposed`,
	});
	const hasProviders = filled.values.has("-provider") || feeds.some(({ name }) => name.startsWith("providers/"));
	const isOpen = NAMES.some((name) => filled.values.has(name));
	return (
		<details open={isOpen}>
			<summary>{builder.leaveOut}</summary>
			<Lines {...field("-q")} labels={[builder.withoutWords, builder.withoutWords]} />
			<Lines {...named("-topic", "topics")} labels={[builder.withoutTopic, builder.withoutTopic]} />
			{hasProviders ? (
				<Lines {...named("-provider", "providers")} labels={[builder.withoutSource, builder.withoutSource]} />
			) : null}
			<Proposals feeds={feeds} kind="topics" />
			<Proposals feeds={feeds} kind="providers" />
			<TickGroup {...field("-type")} legend={builder.withoutKinds} options={types} />
		</details>
	);
};

const Proposals: FC<{ feeds: FormProps["feeds"]; kind: Kind }> = ({ feeds, kind }) => (
	<datalist id={`${kind}-proposed`}>
		{feeds
			.filter(({ name }) => name.startsWith(`${kind}/`))
			.toSorted((a, b) => b.count - a.count)
			.slice(0, PROPOSED)
			.map(({ title }) => (
				<option value={title} />
			))}
	</datalist>
);
