import type { FC } from "hono/jsx";
import { findFeeds } from "../../feed/feed-index.ts";
import type { Kind } from "../../feed/feed-names.ts";
import { pieces } from "../../words/grammar.ts";
import { wordsFor } from "../../words/words.ts";
import { describedBy, FaultOf, type FormProps, type Option, Ticks } from "./fields.tsx";

/** Number of choices that are always visible, in addition to those that are ticked. Further choices are collapsed. */
const SHOWN = 8;

/** Maximum number of collapsed choices. All further choices have to be searched for by name. */
const MAX_FOLDED = 32;

/**
 * Renders checkboxes for topics or providers. Those with the most articles come first. If none is ticked, the feed
 * includes all of them.
 */
export const FeedChoice: FC<FormProps & { kind: Kind; name: string; legend: string }> = (props) => {
	const { site, feeds, filled, faults, kind, name, legend } = props;
	const words = wordsFor(site.language);
	const all = feeds.filter((feed) => feed.name.startsWith(`${kind}/`)).toSorted((a, b) => b.count - a.count);
	const values = filled.values.getAll(name);
	if (all.length === 0 && values.length === 0) return null;
	const options = all.map((feed): Option & { feed: typeof feed } => ({
		feed,
		value: feed.name.slice(kind.length + 1),
		label: feed.title,
		count: feed.count,
	}));
	const find = filled.find[kind];
	const found = new Set(find === "" ? all : findFeeds(all, find));
	const unknown = values.filter((value) => !options.some((option) => option.value === value));
	const always = find === "" ? SHOWN : 0;
	const shown = options.filter(({ value }, index) => index < always || values.includes(value));
	const folded = options.filter((option) => found.has(option.feed) && !shown.includes(option));
	const listed = folded.slice(0, MAX_FOLDED);
	const rest = all.length - shown.length;
	return (
		<fieldset id={kind} {...describedBy(name, faults, false)}>
			<legend>{legend}</legend>
			<FaultOf name={name} faults={faults} />
			<Ticks name={name} values={values} options={[...unknown.map((value) => ({ value, label: value })), ...shown]} />
			{rest > 0 ? (
				<details open={find !== ""}>
					<summary>{words.n.more(rest)}</summary>
					<Find {...props} label={words.builder.find} find={find} isWhole={folded.length === listed.length} />
					<Ticks id={`list-${kind}`} name={name} values={values} options={listed} />
					{folded.length === 0 && find !== "" ? (
						<p class="meta">{pieces(words.feeds.nothing, { name: <bdi>{find}</bdi> })}</p>
					) : null}
					{folded.length > listed.length ? <p class="meta">{words.n.more(folded.length - listed.length)}</p> : null}
				</details>
			) : null}
		</fieldset>
	);
};

interface FindProps {
	site: FormProps["site"];
	kind: Kind;
	label: string;
	find: string;
	/**
	 * Whether the page contains the whole list. If so, a script filters the list as people type; otherwise, the server
	 * filters it.
	 */
	isWhole: boolean;
}

const Find: FC<FindProps> = ({ site, kind, label, find, isWhole }) => (
	<div class="find-row">
		<input type="hidden" name={`found_${kind}`} value={find} />
		<label class="vh" for={`find-${kind}`}>
			{label}
		</label>
		<input
			id={`find-${kind}`}
			class="field"
			type="search"
			name={`find_${kind}`}
			value={find}
			placeholder={label}
			maxlength={100}
			data-filter={isWhole ? `#list-${kind}` : undefined}
		/>
		<button type="submit" class="btn" formaction={`/subscribe#${kind}`}>
			{wordsFor(site.language).feeds.findButton}
		</button>
	</div>
);
