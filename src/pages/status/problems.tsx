import type { FC } from "hono/jsx";
import { ownerInWords } from "../../publisher/owners.ts";
import type { ProblemReport } from "../../publisher/report.ts";
import { ProblemTable } from "../problem-table.tsx";

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
				<>
					<h3>{owner === null ? "From nobody any more" : `From ${ownerInWords(owner)}`}</h3>
					<ProblemTable problems={those} />
				</>
			))}
		</>
	);
};
