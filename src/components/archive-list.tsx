import type { FC } from "hono/jsx";
import { archiveName } from "../feed/archive.ts";
import { feedPath } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { monthNameIn, numberIn } from "../words/format.ts";
import { marksFor, wordsFor } from "../words/words.ts";

interface ArchiveProps {
	site: Pick<Site, "language">;
	/** The feed's name. */
	name: string;
	/** Number of articles per month, newest month first, as in the JSON feed: `{ "2026-05": 12 }`. */
	months: Record<string, number>;
}

/** Returns the path of the page for the newest month in a feed's archive; undefined if the feed has no articles. */
export function newestMonth({ name, months }: Omit<ArchiveProps, "site">): string | undefined {
	const [newest] = Object.keys(months);
	return newest === undefined ? undefined : feedPath(archiveName(name, newest));
}

/** Renders links to a feed's archive: to each month of the latest year, and to the last month of every earlier year. */
export const ArchiveList: FC<ArchiveProps> = ({ site: { language }, name, months }) => {
	const [latest, ...older] = [...Map.groupBy(Object.entries(months), ([month]) => month.slice(0, 4))];
	if (latest === undefined) return null;
	const [year, ofYear] = latest;
	return (
		<section class="months">
			<h2 class="day" {...marksFor(language)}>
				{wordsFor(language).list.archive} {year}
			</h2>
			<ul class="list">
				{ofYear.map(([month, count]) => (
					<li>
						<a href={feedPath(archiveName(name, month))}>{monthNameIn(language, month)}</a>{" "}
						<small>{numberIn(language, count)}</small>
					</li>
				))}
			</ul>
			{older.length === 0 ? null : (
				<p class="chips">
					{older.map(([before, [[month] = [before]]]) => (
						<a href={feedPath(archiveName(name, month))}>{before}</a>
					))}
				</p>
			)}
		</section>
	);
};
