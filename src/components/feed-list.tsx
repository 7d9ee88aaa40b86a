import { html, raw } from "hono/html";
import type { FC } from "hono/jsx";
import { feedPath } from "../feed/feed.ts";
import type { IndexedFeed } from "../feed/feed-index.ts";
import type { Site } from "../settings.ts";
import { dayIn } from "../words/format.ts";
import { fill, pieces } from "../words/grammar.ts";
import { marksFor, type Words, wordsFor } from "../words/words.ts";
import { followFeed } from "./follow.tsx";
import { mark } from "./mark.ts";

/** Minimum number of feeds for which a list is grouped by initial, with links that jump to each group. */
const LETTERED = 60;

/**
 * Lists feeds by name, each with its description, its number of articles, the date of its newest article, and a link to
 * follow it.
 */
export const FeedList: FC<{ site: Site; feeds: readonly IndexedFeed[] }> = ({ site, feeds }) => {
	const words = wordsFor(site.language);
	if (feeds.length < LETTERED) return <ul class="feeds">{feeds.map((feed) => line(site, feed, words, "h2"))}</ul>;
	const letters = [...Map.groupBy(feeds, ({ title }) => initialOf(title))];
	return (
		<>
			<p class="chips">
				{letters.map(([letter], index) => (
					<a class="chip" href={`#letter-${index}`}>
						{letter}
					</a>
				))}
			</p>
			{letters.map(([letter, ofLetter], index) => (
				<section aria-label={letter}>
					<h2 id={`letter-${index}`} class="day">
						{letter}
					</h2>
					<ul class="feeds">{ofLetter.map((feed) => line(site, feed, words, "h3"))}</ul>
				</section>
			))}
		</>
	);
};

function initialOf(title: string): string {
	return (/[\p{L}\p{N}]/u.exec(title.normalize("NFD"))?.[0] ?? "·").toLocaleUpperCase();
}

/**
 * Renders a row of the list. This is a template rather than a component, because lists have hundreds of rows, and a
 * template takes a third of the time.
 */
function line(
	site: Site,
	{ name, title, description, count, newest }: IndexedFeed,
	words: Words,
	level: "h2" | "h3",
): ReturnType<typeof html> {
	const since =
		newest === null
			? ""
			: html` · <time datetime="${new Date(newest).toISOString()}">${dayIn(site.language, newest, site.timeZone, "short")}</time>`;
	const about = description === undefined ? "" : html`<p class="txt">${description}</p>`;
	const follow = `/follow${followFeed(site, name, title).query}`;
	return html`<li>${mark(title)}<div>${raw(`<${level}>`)}<a href="${feedPath(name)}"><bdi>${title}</bdi></a>${raw(`</${level}>`)}${about}<p class="meta">${words.n.articles(count)}${since}</p></div><a href="${follow}" aria-label="${fill(words.follow.title, { name: title })}">${words.follow.button}</a></li>`;
}

/**
 * Renders a form for finding feeds by name. It also works without scripts: the form is then submitted to the server.
 *
 * @param list if the page contains all feeds: the id of the element that contains the lists, which a script filters as
 * people type
 */
export const FindForm: FC<{ words: Words; path: string; find: string; list?: string | undefined }> = ({
	words: { feeds },
	path,
	find,
	list,
}) => (
	<search aria-label={feeds.find}>
		<form class="finding" action={path}>
			<label class="vh" for="find">
				{feeds.find}
			</label>
			<input
				id="find"
				class="field"
				type="search"
				name="find"
				value={find}
				placeholder={feeds.find}
				maxlength={100}
				data-filter={list && `#${list}`}
			/>
			<button class="btn" type="submit">
				{feeds.findButton}
			</button>
		</form>
	</search>
);

/** Says that no feed was found, and links to a search for articles that contain the same words. */
export const NothingFound: FC<{ site: Site; find: string }> = ({ site, find }) => {
	const { feeds } = wordsFor(site.language);
	return (
		<p class="stand" {...marksFor(site.language)}>
			{pieces(feeds.nothing, { name: <bdi>{find}</bdi> })}{" "}
			<a href={`/search?${new URLSearchParams({ q: find })}`}>{feeds.articles}</a>
		</p>
	);
};

/** The two kinds of feeds (topics and providers), each with the path of its page and the prefix of its feed names. */
export const KINDS = [
	{ key: "topics", path: "/topics", prefix: "topics/" },
	{ key: "sources", path: "/providers", prefix: "providers/" },
] as const;
