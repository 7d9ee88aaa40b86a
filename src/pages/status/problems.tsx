import type { FC } from "hono/jsx";
import { ownerInWords } from "../../publisher/owners.ts";
import type { ProblemReport } from "../../publisher/report.ts";

type Listed = ProblemReport["listed"];

const WORDS = { error: "Error", warning: "Warning", guess: "Guess" };

/** What is wrong with sources, by who handed them over; the worst first. */
export const Problems: FC<{ problems: ProblemReport }> = ({ problems: { errors, warnings, guesses, listed } }) => {
	const total = errors + warnings + guesses;
	if (total === 0) return <p>Nothing is wrong with any source.</p>;
	return (
		<>
			<p>
				{`${errors} ${errors === 1 ? "error" : "errors"} (the source is set aside), `}
				{`${warnings} ${warnings === 1 ? "warning" : "warnings"} (it is published without that), `}
				{`${guesses} ${guesses === 1 ? "guess" : "guesses"} (for its author to confirm).`}
				{total > listed.length ? ` The ${listed.length} gravest of ${total.toLocaleString("en")} are listed here.` : ""}
			</p>
			{[...Map.groupBy(listed, ({ owner }) => owner)].map(([owner, those]) => (
				<ByOwner owner={owner} problems={those} />
			))}
		</>
	);
};

const ByOwner: FC<{ owner: string | null; problems: Listed }> = ({ owner, problems }) => (
	<>
		<h3>{owner === null ? "From nobody any more" : `From ${ownerInWords(owner)}`}</h3>
		<table class="table problems">
			<thead>
				<tr>
					<th scope="col">Where</th>
					<th scope="col">What is wrong, and how to mend it</th>
				</tr>
			</thead>
			<tbody>
				{problems.map(({ severity, path, line, message, hint }) => (
					<tr>
						<td>
							<span class={`severity ${severity}`}>{WORDS[severity]}</span>{" "}
							<code>{line === null ? path : `${path}:${line}`}</code>
						</td>
						<td>
							<Marked text={`${message} ${hint}`} />
						</td>
					</tr>
				))}
			</tbody>
		</table>
	</>
);

/** What stands between backticks is code. */
const Marked: FC<{ text: string }> = ({ text }) => (
	<>{text.split("`").map((part, index) => (index % 2 === 0 ? part : <code>{part}</code>))}</>
);
