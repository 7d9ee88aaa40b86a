import type { FC } from "hono/jsx";
import { languageTag } from "../article/language.ts";
import type { IndexedFeed } from "../feed/index-of-feeds.ts";
import { LARGEST_LIMIT } from "../feed/selection.ts";
import { languageName } from "../feed/selection-title.ts";
import type { Site } from "../settings.ts";
import { FeedChoice } from "./builder-feeds.tsx";
import { type Fault, FaultOf, Line, Lines, type Option, TickGroup } from "./builder-fields.tsx";
import { LeaveOut } from "./builder-leave-out.tsx";
import type { Filled } from "./builder-query.ts";

/** What the form is made from. */
export interface FormProps {
	site: Site;
	feeds: readonly IndexedFeed[];
	/** The languages (BCP 47) and types of the articles that there are. */
	offered: { languages: readonly string[]; types: readonly string[] };
	filled: Filled;
	faults: readonly Fault[];
}

/** In it people choose what a feed is to hold. What was filled in stays, also if it has to be changed. */
export const BuilderForm: FC<FormProps> = (props) => {
	const { site, offered, filled, faults } = props;
	const field = (name: string) => ({ name, values: filled.values.getAll(name), faults });
	const types = typeOptions(offered.types, field("type").values);
	const isFilled = (...names: string[]) => names.some((name) => filled.values.has(name));
	return (
		<form action="/subscribe#result" method="get">
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
					hint="From 0 to 1000, as the publishers rate their articles. Empty: whatever it is."
				/>
				<Line
					{...field("limit")}
					label="Number of articles"
					hint={`The feed holds so many of the newest, 1 to ${LARGEST_LIMIT}. Empty: ${site.feedSize}.`}
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

/** Languages without their regions, and those that were chosen, by their names. */
function languageOptions(tags: readonly string[], chosen: readonly string[]): Option[] {
	const values = new Set([...tags.map((tag) => tag.split("-", 1)[0] ?? tag), ...chosen]);
	const options = [...values].map((value) => ({
		value,
		label: languageTag(value) === null ? value : languageName(value),
	}));
	return options.sort((a, b) => (a.label < b.label ? -1 : 1));
}

function typeOptions(types: readonly string[], chosen: readonly string[]): Option[] {
	return [...new Set([...types, ...chosen])].map((type) => ({
		value: type,
		label: type.charAt(0).toUpperCase() + type.slice(1),
	}));
}
