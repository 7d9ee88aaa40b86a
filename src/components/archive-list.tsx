import type { FC } from "hono/jsx";
import { archiveName } from "../feed/archive.ts";
import { feedPath } from "../feed/feed.ts";
import { once } from "../once.ts";

const shortMonth = once(() => new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" }));

interface ArchiveProps {
	/** The feed's name. */
	name: string;
	/** As in the JSON rendition, newest first: `{ "2026-05": 12 }`. */
	months: Record<string, number>;
}

/** Link to the archive; nothing if there are no articles. */
export const AllByMonth: FC<ArchiveProps> = ({ name, months }) => {
	const [newest] = Object.keys(months);
	if (newest === undefined) return null;
	return (
		<p class="onward">
			<a href={feedPath(archiveName(name, newest))}>All articles, month by month</a>
		</p>
	);
};

/** Number of years whose months are listed. */
const YEARS = 3;

/** A feed's archive: months with article counts for recent years; for each older year, a link to its last month. */
export const ArchiveList: FC<ArchiveProps> = ({ name, months }) => {
	const years = [...Map.groupBy(Object.entries(months), ([month]) => month.slice(0, 4))];
	if (years.length === 0) return null;
	const link = (month: string, text: string) => <a href={feedPath(archiveName(name, month))}>{text}</a>;
	return (
		<section class="archive" aria-labelledby="archive">
			<h2 id="archive">Archive by month</h2>
			{years.slice(0, YEARS).map(([year, ofYear]) => (
				<>
					<h3>{year}</h3>
					<ul>
						{ofYear.map(([month, count]) => (
							<li>
								{link(month, shortMonth().format(Date.parse(`${month}-01T00:00:00Z`)))}{" "}
								<span class="meta">{count}</span>
							</li>
						))}
					</ul>
				</>
			))}
			{years.length > YEARS ? (
				<>
					<h3>Before</h3>
					<ul>
						{years.slice(YEARS).map(([year, [[month] = [year]]]) => (
							<li>{link(month, year)}</li>
						))}
					</ul>
				</>
			) : null}
		</section>
	);
};
