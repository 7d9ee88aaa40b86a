import { html } from "hono/html";
import type { FC } from "hono/jsx";
import { monthOf } from "../feed/archive.ts";
import { feedPath } from "../feed/feed.ts";
import type { HomeSummary, IndexedFeed } from "../feed/feed-index.ts";
import { once } from "../once.ts";
import { SparklineLegend, sparkline } from "./charts.tsx";
import { dateFormat } from "./layout.tsx";

const number = once(() => new Intl.NumberFormat("en"));

/** An article count in words: `1 article`, `1,234 articles`. */
export function articles(count: number): string {
	return count === 1 ? "1 article" : `${number().format(count)} articles`;
}

/**
 * Feeds by name, with article count, date of the newest article and sparkline.
 *
 * @param until the last month of the sparklines: `2026-05`
 * @param timeZone of the site, in which days begin
 */
export const FeedList: FC<{ feeds: readonly IndexedFeed[]; until: string; timeZone: string }> = (props) => {
	const days = dateFormat("en", "medium", props.timeZone);
	return <ul class="feeds">{props.feeds.map((feed) => line(feed, props.until, days))}</ul>;
};

/** Pages have hundreds of these; a template takes a third of the time of a component. */
function line(
	{ name, title, count, newest, activity }: IndexedFeed,
	until: string,
	days: Intl.DateTimeFormat,
): ReturnType<typeof html> {
	const since = newest === null ? "" : `, ${days.format(newest)}`;
	return html`<li><a href="${feedPath(name)}"><bdi>${title}</bdi></a>${sparkline(activity, until)}<span class="meta">${articles(count)}${since}</span></li>`;
}

/**
 * A field to find feeds by name. Works without a script by asking the server.
 *
 * @param list id of the element with the lists, if the page has all feeds: a script filters them while typing
 */
export const FindForm: FC<{ path: string; label: string; find: string; list?: string | undefined }> = ({
	path,
	label,
	find,
	list,
}) => (
	<search>
		<form class="find" action={path} method="get">
			<label for="find">{label}</label>
			<div class="row">
				<input id="find" type="search" name="find" value={find} maxlength={100} data-filter={list && `#${list}`} />
				<button type="submit">Find</button>
			</div>
		</form>
	</search>
);

/** Recently active topics and providers, or those whose names match a search. */
export const HomeFeeds: FC<{ front: HomeSummary; find: string; timeZone: string }> = ({ front, find, timeZone }) => {
	const kinds = KINDS.map((kind) => ({ ...kind, ...front[kind.key] }));
	if (kinds.every(({ all }) => all === 0)) return null;
	const isWhole = kinds.every(({ all, shown }) => shown.length === all);
	// Last month of the sparklines.
	const until = monthOf(front.newest);
	return (
		<>
			<FindForm
				path="/"
				label={front.providers.all > 0 ? "Find a topic or a provider" : "Find a topic"}
				find={find}
				list={isWhole ? "feeds" : undefined}
			/>
			{kinds.every(({ found }) => found === 0) ? <NothingFound find={find} /> : <SparklineLegend until={until} />}
			<div id="feeds">
				{kinds.map(({ path, title, found, shown }) =>
					found === 0 ? null : (
						<section aria-labelledby={title}>
							<h2 id={title}>{title}</h2>
							<FeedList feeds={shown} until={until} timeZone={timeZone} />
							{shown.length === found ? null : (
								<p class="onward">
									<a href={find === "" ? path : `${path}?${new URLSearchParams({ find })}`}>
										All {found} {title.toLowerCase()}
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

/** Articles may contain the word even if no name does. */
export const NothingFound: FC<{ find: string }> = ({ find }) => (
	<div class="notice">
		<p>
			Nothing here is called <bdi>«{find}»</bdi>. You can{" "}
			<a href={`/select?${new URLSearchParams({ q: find })}`}>look for articles with these words</a> instead.
		</p>
	</div>
);

/** Topics and providers: their page, their heading, the prefix of their feed names. */
export const KINDS = [
	{ key: "topics", path: "/topics", title: "Topics", prefix: "topics/" },
	{ key: "providers", path: "/providers", title: "Providers", prefix: "providers/" },
] as const;
