import type { FC } from "hono/jsx";
import { archiveName } from "../feed/archive.ts";
import { feedPath } from "../feed/feed.ts";

const MONTH = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" });

/**
 * The archive of a feed: its years, newest first, and in each the months with their numbers of articles.
 *
 * @param months as the JSON rendition names them, newest first: `{ "2026-05": 12 }`
 */
export const ArchiveList: FC<{ name: string; months: Record<string, number> }> = ({ name, months }) => {
	const years = Map.groupBy(Object.entries(months), ([month]) => month.slice(0, 4));
	if (years.size === 0) return null;
	return (
		<section class="archive" aria-labelledby="archive">
			<h2 id="archive">Archive by month</h2>
			{[...years].map(([year, ofYear]) => (
				<>
					<h3>{year}</h3>
					<ul>
						{ofYear.map(([month, count]) => (
							<li>
								<a href={feedPath(archiveName(name, month))}>{MONTH.format(Date.parse(`${month}-01T00:00:00Z`))}</a>{" "}
								<span class="meta">{count}</span>
							</li>
						))}
					</ul>
				</>
			))}
		</section>
	);
};
