import type { FC } from "hono/jsx";
import type { Kind } from "../feed/called.ts";
import { Lines, type Option, TickGroup } from "./builder-fields.tsx";
import type { FormProps } from "./builder-form.tsx";

/** So many names are proposed for a field. */
const PROPOSED = 50;

const NAMES = ["-q", "-topic", "-provider", "-type"];

/** What a feed is not to hold. It is folded up until something is filled in. */
export const LeaveOut: FC<FormProps & { types: readonly Option[] }> = ({ feeds, filled, faults, types }) => {
	const titles = new Map(feeds.map(({ name, title }) => [name, title]));
	const field = (name: string) => ({ name, values: filled.values.getAll(name), faults });
	const named = (name: string, kind: Kind) => ({
		...field(name),
		values: filled.values.getAll(name).map((value) => titles.get(`${kind}/${value}`) ?? value),
		list: `${kind}-proposed`,
	});
	const isOpen = NAMES.some((name) => filled.values.has(name));
	return (
		<details open={isOpen}>
			<summary>Leave something out</summary>
			<Lines {...field("-q")} labels={["Without these words", "Nor with these"]} />
			<Lines {...named("-topic", "topics")} labels={["Without the topic", "Nor the topic"]} />
			<Lines {...named("-provider", "providers")} labels={["Without the provider", "Nor the provider"]} />
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
