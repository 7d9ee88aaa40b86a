import type { FC } from "hono/jsx";
import type { Kind } from "../feed/called.ts";
import { findFeeds } from "../feed/find-feeds.ts";
import { describedBy, FaultOf, type Option, Ticks } from "./builder-fields.tsx";
import type { FormProps } from "./builder-form.tsx";

/** So many are listed at most; the others are found by name. */
const MOST_LISTED = 200;

/** In so few one finds one's way without searching. */
const FEW = 12;

/** Topics or providers to tick: those that are ticked first, then the largest. None ticked means all. */
export const FeedChoice: FC<FormProps & { kind: Kind; name: string; legend: string }> = (props) => {
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
	const listed = others.toSorted((a, b) => b.feed.count - a.feed.count).slice(0, MOST_LISTED);
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

/** Narrows the list: while one types, if all of it is on the page and there is a script; else on the server. */
const Find: FC<{ kind: Kind; count: number; find: string; isWhole: boolean }> = ({ kind, count, find, isWhole }) => (
	<div class="row">
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
