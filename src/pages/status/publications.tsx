import type { FC } from "hono/jsx";
import { summaryOf } from "../../git/job.ts";
import { ownerInWords } from "../../publisher/owners.ts";
import type { Publication } from "../../publisher/publications.ts";
import type { Report } from "../../publisher/report.ts";
import { Moment } from "../moment.tsx";
import { barsUntil, Plot } from "../plot.tsx";

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
	<table class="table">
		<thead>
			<tr>
				<th scope="col">When</th>
				<th scope="col">By</th>
				<th scope="col">What became of it</th>
			</tr>
		</thead>
		<tbody>
			{publications.map((publication) => (
				<tr>
					<td>
						<Moment time={publication.time} now={now} />
					</td>
					<td>{ownerInWords(publication.owner)}</td>
					<td>
						{summaryOf(publication)}
						{publication.problems === 0
							? null
							: `; ${publication.problems} ${publication.problems === 1 ? "problem" : "problems"}`}
					</td>
				</tr>
			))}
		</tbody>
	</table>
);
