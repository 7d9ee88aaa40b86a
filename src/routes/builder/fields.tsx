import type { FC } from "hono/jsx";
import type { IndexedFeed } from "../../feed/feed-index.ts";
import type { Site } from "../../settings.ts";
import type { Filled } from "./query.ts";

/** The properties of the form and its parts. */
export interface FormProps {
	site: Site;
	feeds: readonly IndexedFeed[];
	/** The languages (BCP 47 tags) and types that articles on the site have. */
	offered: { languages: readonly string[]; types: readonly string[] };
	filled: Filled;
	faults: readonly Fault[];
}

/** An error in the form. */
export interface Fault {
	/** The query parameter with the error; null if the error concerns the whole form. */
	name: string | null;
	/** What is wrong, and how to fix it. */
	message: string;
	/** Suggested feeds, each with the path and query of the form in which the suggestion is filled in. */
	instead?: { title: string; path: string }[];
}

/** A value to choose from. */
export interface Option {
	value: string;
	label: string;
	/** Number of articles with this value, if known. */
	count?: number | undefined;
}

interface FieldProps {
	/** The query parameter. */
	name: string;
	/** The values that have been filled in. */
	values: readonly string[];
	faults: readonly Fault[];
}

/** Returns the HTML id of a parameter's field: `-topic` → `without-topic`. */
export function fieldId(name: string): string {
	return name.replace(/^-/, "without-").replace("_", "-");
}

/** Returns the `aria-describedby` attribute of a field, which refers to its hint and error, if any. */
export function describedBy(name: string, faults: readonly Fault[], hasHint: boolean): Record<string, string> {
	const isWrong = faults.some((fault) => fault.name === name);
	const ids = [...(isWrong ? [`${fieldId(name)}-fault`] : []), ...(hasHint ? [`${fieldId(name)}-hint`] : [])];
	return ids.length === 0 ? {} : { "aria-describedby": ids.join(" ") };
}

/** Renders the error message of a field. */
export const FaultOf: FC<{ name: string; faults: readonly Fault[] }> = ({ name, faults }) => {
	const fault = faults.find((one) => one.name === name);
	return fault ? (
		<p class="fault" id={`${fieldId(name)}-fault`}>
			{fault.message}
		</p>
	) : null;
};

/** Renders checkboxes. */
export const Ticks: FC<Omit<FieldProps, "faults"> & { options: readonly Option[]; id?: string | undefined }> = ({
	name,
	values,
	options,
	id,
}) => (
	<ul class="ticks" id={id}>
		{options.map(({ value, label, count }) => (
			<li>
				<label>
					<input type="checkbox" name={name} value={value} checked={values.includes(value)} />
					<bdi>{label}</bdi>
					{count === undefined ? null : <small>{count}</small>}
				</label>
			</li>
		))}
	</ul>
);

/** Renders a group of optional checkboxes; renders nothing if there is only one possible choice. */
export const TickGroup: FC<FieldProps & { legend: string; options: readonly Option[] }> = (props) => {
	const { name, values, faults, legend, options } = props;
	if (options.length < 2 && values.length === 0) return null;
	return (
		<fieldset id={fieldId(name)} {...describedBy(name, faults, false)}>
			<legend>{legend}</legend>
			<FaultOf name={name} faults={faults} />
			<Ticks name={name} values={values} options={options} />
		</fieldset>
	);
};

/**
 * Renders one text field for each value, followed by an empty field. An article needs to match only one of the values.
 *
 * @param labels labels of the first field and of the fields that follow
 * @param list id of the `<datalist>` with suggestions
 */
export const Lines: FC<FieldProps & { labels: [first: string, next: string]; hint?: string; list?: string }> = (
	props,
) => {
	const { name, values, faults, labels, hint, list } = props;
	const isWrong = faults.some((fault) => fault.name === name);
	return (
		<>
			<FaultOf name={name} faults={faults} />
			{[...values, ""].map((value, index) => {
				const id = index === 0 ? fieldId(name) : `${fieldId(name)}-${index + 1}`;
				return (
					<div class="line">
						<label for={id}>{labels[index === 0 ? 0 : 1]}</label>
						<input
							id={id}
							class="field"
							type="text"
							name={name}
							value={value}
							maxlength={200}
							list={list}
							dir="auto"
							aria-invalid={isWrong && value !== "" ? "true" : undefined}
							{...describedBy(name, faults, hint !== undefined)}
						/>
					</div>
				);
			})}
			{hint === undefined ? null : (
				<p class="meta" id={`${fieldId(name)}-hint`}>
					{hint}
				</p>
			)}
		</>
	);
};

/** Renders a text field for a single value. */
export const Line: FC<FieldProps & { label: string; hint: string }> = ({ name, values, faults, label, hint }) => (
	<div class="line">
		<label for={fieldId(name)}>{label}</label>
		<FaultOf name={name} faults={faults} />
		<input
			id={fieldId(name)}
			class="field"
			type="text"
			inputmode="decimal"
			name={name}
			value={values.join(", ")}
			maxlength={20}
			aria-invalid={faults.some((fault) => fault.name === name) ? "true" : undefined}
			{...describedBy(name, faults, true)}
		/>
		<p class="meta" id={`${fieldId(name)}-hint`}>
			{hint}
		</p>
	</div>
);
