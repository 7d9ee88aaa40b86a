import type { FC } from "hono/jsx";
import { findFeeds } from "../feed/find-feeds.ts";
import type { IndexedFeed } from "../feed/index-of-feeds.ts";
import { FeedList, FindForm, newestMonth } from "./feed-list.tsx";
import { KINDS } from "./kinds.ts";
import { SparklineLegend } from "./sparkline.tsx";

/** So many topics, and so many providers, are on the first page; more where they are what was asked for. */
const SHOWN = 24;
const FOUND = 60;

/** The topics and providers in which something was published last, or all that are called like what is looked for. */
export const HomeFeeds: FC<{ feeds: readonly IndexedFeed[]; find: string }> = ({ feeds, find }) => {
	const kinds = KINDS.map((kind) => {
		const all = feeds.filter(({ name }) => name.startsWith(kind.prefix));
		const found = find === "" ? all : findFeeds(all, find);
		const shown = found.toSorted(byNewest).slice(0, find === "" ? SHOWN : FOUND);
		return { ...kind, all, found, shown };
	});
	if (kinds.every(({ all }) => all.length === 0)) return null;
	const isWhole = kinds.every(({ all, shown }) => shown.length === all.length);
	const until = newestMonth(feeds);
	return (
		<>
			<FindForm path="/" label="Find a topic or a provider" find={find} list={isWhole ? "feeds" : undefined} />
			{kinds.every(({ found }) => found.length === 0) ? (
				<NothingFound find={find} />
			) : (
				<SparklineLegend until={until} />
			)}
			<div id="feeds">
				{kinds.map(({ path, title, found, shown }) =>
					found.length === 0 ? null : (
						<section aria-labelledby={title}>
							<h2 id={title}>{title}</h2>
							<FeedList feeds={shown} until={until} />
							{shown.length === found.length ? null : (
								<p class="onward">
									<a href={find === "" ? path : `${path}?${new URLSearchParams({ find })}`}>
										All {found.length} {title.toLowerCase()}
									</a>
								</p>
							)}
						</section>
					),
				)}
			</div>
		</>
	);
};

/** The word may be in articles, where names do not have it. */
export const NothingFound: FC<{ find: string }> = ({ find }) => (
	<div class="notice">
		<p>
			Nothing here is called <bdi>«{find}»</bdi>. You can{" "}
			<a href={`/select?${new URLSearchParams({ q: find })}`}>look for articles with these words</a> instead.
		</p>
	</div>
);

function byNewest(a: IndexedFeed, b: IndexedFeed): number {
	return (b.newest ?? 0) - (a.newest ?? 0);
}
