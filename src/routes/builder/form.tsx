import type { FC } from "hono/jsx";
import { languageTag } from "../../article/language.ts";
import { findFeeds, type IndexedFeed } from "../../feed/feed-index.ts";
import type { Kind } from "../../feed/feed-names.ts";
import { languageName, MAX_LIMIT } from "../../feed/selection.ts";
import type { Site } from "../../settings.ts";
import { describedBy, type Fault, FaultOf, Line, Lines, type Option, TickGroup, Ticks } from "./fields.tsx";
import { ENTER, type Filled } from "./query.ts";

/** Props of the form. */
interface FormProps {
	site: Site;
	feeds: readonly IndexedFeed[];
	/** Languages (BCP 47) and types of existing articles. */
	offered: { languages: readonly string[]; types: readonly string[] };
	filled: Filled;
	faults: readonly Fault[];
}

/** The form that describes a feed. Keeps what was filled in, even if it is wrong. */
export const BuilderForm: FC<FormProps> = (props) => {
	const { site, offered, filled, faults } = props;
	const field = (name: string) => ({ name, values: filled.values.getAll(name), faults });
	const types = typeOptions(offered.types, field("type").values);
	const isFilled = (...names: string[]) => names.some((name) => filled.values.has(name));
	return (
		<form action="/subscribe#result" method="get">
			<button type="submit" name={ENTER} hidden>
				Show what is in it
			</button>
			<fieldset>
				<legend>Words</legend>
				<Lines
					{...field("q")}
					labels={["With all of these words", "Or with all of these"]}
					hint="Whole words, in the title or the text. For a phrase use quotation marks. Leave it empty for all articles."
				/>
				<button type="submit">Show what is in it</button>
			</fieldset>
			<FeedChoice {...props} kind="topics" name="topic" legend="Topics" />
			<FeedChoice {...props} kind="providers" name="provider" legend="Providers" />
			<TickGroup
				{...field("lang")}
				legend="Languages"
				options={languageOptions([...offered.languages, site.language], field("lang").values)}
			/>
			<TickGroup {...field("type")} legend="Kinds of articles" options={types} />
			<LeaveOut {...props} types={typeOptions(offered.types, field("-type").values)} />
			<details open={isFilled("min_quality", "limit", "content")}>
				<summary>Quality, number and length</summary>
				<Line
					{...field("min_quality")}
					label="Lowest quality"
					hint="From 0 to 1000, as the publishers rate their articles. Empty: any quality."
				/>
				<Line
					{...field("limit")}
					label="Number of articles"
					hint={`How many of the newest articles the feed has, 1 to ${MAX_LIMIT}. Empty: ${site.feedSize}.`}
				/>
				<fieldset id="content">
					<legend>Length</legend>
					<FaultOf name="content" faults={faults} />
					<ul class="ticks">
						{LENGTHS.map(([value, label]) => (
							<li>
								<label>
									<input
										type="radio"
										name="content"
										value={value}
										checked={(filled.values.get("content") ?? "full") === value}
									/>{" "}
									{label}
								</label>
							</li>
						))}
					</ul>
				</fieldset>
			</details>
			<p class="formats">
				<button type="submit">Show what is in it</button>
				<a class="button quiet" href="/subscribe">
					Start again
				</a>
			</p>
		</form>
	);
};

const LENGTHS = [
	["full", "Whole articles"],
	["summary", "Summaries only"],
] as const;

/** Languages without regions, plus those chosen, sorted by name. */
function languageOptions(tags: readonly string[], chosen: readonly string[]): Option[] {
	const values = new Set([...tags.map((tag) => tag.split("-", 1)[0] ?? tag), ...chosen]);
	const options = [...values].map((value) => {
		const tag = languageTag(value);
		return { value, label: tag === null ? value : languageName(tag) };
	});
	return options.sort((a, b) => (a.label < b.label ? -1 : 1));
}

function typeOptions(types: readonly string[], chosen: readonly string[]): Option[] {
	return [...new Set([...types, ...chosen])].map((type) => ({
		value: type,
		label: type.charAt(0).toUpperCase() + type.slice(1),
	}));
}

/** Maximum number of choices listed, besides those chosen; the others are found by name. */
const MAX_LISTED = 40;

/** A list this short needs no search field. */
const FEW = 12;

/** Checkboxes for topics or providers: chosen ones first, then the largest. None chosen means all. */
const FeedChoice: FC<FormProps & { kind: Kind; name: string; legend: string }> = (props) => {
	const { feeds, filled, faults, kind, name, legend } = props;
	const all = feeds.filter((feed) => feed.name.startsWith(`${kind}/`));
	const values = filled.values.getAll(name);
	if (all.length === 0 && values.length === 0) return null;
	const options = all.map((feed): Option & { feed: typeof feed } => ({
		feed,
		value: feed.name.slice(kind.length + 1),
		label: feed.title,
		count: feed.count,
	}));
	const chosen = values.map((value) => options.find((option) => option.value === value) ?? { value, label: value });
	const find = filled.find[kind];
	const found = new Set(find === "" ? all : findFeeds(all, find));
	const others = options.filter(({ feed, value }) => found.has(feed) && !values.includes(value));
	const listed = others.toSorted((a, b) => b.feed.count - a.feed.count).slice(0, MAX_LISTED);
	const noun = legend.toLowerCase();
	const needsFinding = all.length > FEW || find !== "";
	return (
		<fieldset id={kind} {...describedBy(name, faults, true)}>
			<legend>{legend}</legend>
			<p class="meta" id={`${name}-hint`}>
				{values.length === 0 ? `None ticked: all ${noun}.` : `${values.length} ticked.`}
			</p>
			<FaultOf name={name} faults={faults} />
			{needsFinding ? (
				<Find kind={kind} count={all.length} find={find} isWhole={others.length === listed.length} />
			) : null}
			<Ticks id={`list-${kind}`} name={name} values={values} options={[...chosen, ...listed]} />
			{others.length === 0 && find !== "" ? <p class="meta">No other is called “{find}”.</p> : null}
			{others.length > listed.length ? (
				<p class="meta">
					These are the {listed.length} largest. Find the other {others.length - listed.length} by name.
				</p>
			) : null}
		</fieldset>
	);
};

/** Filters the list: while typing if the page has all of it and scripts run, otherwise on the server. */
const Find: FC<{ kind: Kind; count: number; find: string; isWhole: boolean }> = ({ kind, count, find, isWhole }) => (
	<div class="row">
		<input type="hidden" name={`found_${kind}`} value={find} />
		<div class="field">
			<label for={`find-${kind}`}>
				Find one of {count} {kind}
			</label>
			<input
				id={`find-${kind}`}
				type="search"
				name={`find_${kind}`}
				value={find}
				maxlength={100}
				data-filter={isWhole ? `#list-${kind}` : undefined}
			/>
		</div>
		<button type="submit" class="button quiet" formaction={`/subscribe#${kind}`}>
			Find
		</button>
	</div>
);

/** Maximum number of suggestions for a field. */
const PROPOSED = 50;

const NAMES = ["-q", "-topic", "-provider", "-type"];

/** What to exclude from a feed. Collapsed until something is filled in. */
const LeaveOut: FC<FormProps & { types: readonly Option[] }> = ({ feeds, filled, faults, types }) => {
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
			<summary>Leave something out</summary>
			<Lines {...field("-q")} labels={["Without these words", "Nor with these"]} />
			<Lines {...named("-topic", "topics")} labels={["Without the topic", "Nor the topic"]} />
			{hasProviders ? (
				<Lines {...named("-provider", "providers")} labels={["Without the provider", "Nor the provider"]} />
			) : null}
			<Proposals feeds={feeds} kind="topics" />
			<Proposals feeds={feeds} kind="providers" />
			<TickGroup {...field("-type")} legend="Without these kinds of articles" options={types} />
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
