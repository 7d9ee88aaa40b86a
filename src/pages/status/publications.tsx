import type { FC } from "hono/jsx";
import { summaryOf } from "../../git/job.ts";
import { ownerInWords } from "../../publisher/owners.ts";
import type { Publication } from "../../publisher/publications.ts";
import type { Report } from "../../publisher/report.ts";
import { Moment } from "../moment.tsx";
import { barsUntil, Plot } from "../plot.tsx";
import { Table } from "./table.tsx";

/** Publications that are shown at once, and those that unfold; `/api/status` has more. */
const SHOWN = 10;
const UNFOLDED = 40;

/** What was published lately, and by whom. */
export const Publications: FC<{ report: Report; now: number }> = ({ report: { publications, days }, now }) => {
	if (publications.length === 0) return <p>Nothing was published yet.</p>;
	const older = publications.slice(SHOWN, SHOWN + UNFOLDED);
	return (
		<>
			<Plot
				id="days"
				title="Sources added, changed or removed on each of the last 90 days"
				bars={barsUntil(now, 90, new Map(days.map((one) => [one.day, one.added + one.changed + one.removed])))}
				columns={["Day (UTC)", "Publications", "Added", "Changed", "Removed"]}
				rows={days
					.toReversed()
					.map(({ day, publications, added, changed, removed }) => [day, publications, added, changed, removed])}
			/>
			<Log publications={publications.slice(0, SHOWN)} now={now} />
			{older.length === 0 ? null : (
				<details>
					<summary>{`${older.length} older`}</summary>
					<Log publications={older} now={now} />
				</details>
			)}
		</>
	);
};

const Log: FC<{ publications: readonly Publication[]; now: number }> = ({ publications, now }) => (
	<Table
		head={["When", "By", "What became of it"]}
		rows={publications.map((publication) => [
			<Moment time={publication.time} now={now} />,
			ownerInWords(publication.owner),
			outcomeOf(publication),
		])}
	/>
);

/** `2 added, 1 removed; 1 problem` */
function outcomeOf(publication: Publication): string {
	const { problems } = publication;
	return `${summaryOf(publication)}${problems === 0 ? "" : `; ${problems} ${problems === 1 ? "problem" : "problems"}`}`;
}
