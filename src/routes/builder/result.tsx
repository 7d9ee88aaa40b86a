import type { FC } from "hono/jsx";
import { directionOf } from "../../article/language.ts";
import { FollowButton } from "../../components/follow.tsx";
import { story } from "../../components/stories.ts";
import type { IndexedFeed } from "../../feed/feed-index.ts";
import type { Site } from "../../settings.ts";
import { fill, pieces } from "../../words/grammar.ts";
import { type Words, wordsFor } from "../../words/words.ts";
import { Chosen } from "./chosen.tsx";
import { type Fault, fieldId } from "./fields.tsx";
import type { Preview } from "./preview.ts";
import { builderPath, type Filled } from "./query.ts";

/** Maximum number of articles in the preview. */
const SHOWN = 10;

interface ResultProps {
	site: Site;
	feeds: readonly IndexedFeed[];
	/** The preview; undefined if the form has errors. */
	preview: Preview | undefined;
	filled: Filled;
	faults: readonly Fault[];
}

/** Renders the errors in the form or, if there are none, the articles in the feed. */
export const Result: FC<ResultProps> = ({ site, feeds, preview, filled, faults }) => {
	const words = wordsFor(site.language);
	const count = filled.values.size;
	return (
		<section id="result" tabindex={-1} aria-labelledby="result-heading">
			<p class="acts">
				<button type="button" class="btn open-filter" popovertarget="filter">
					{count === 0 ? words.builder.filter : `${words.builder.filter} · ${count}`}
				</button>
			</p>
			<Chosen site={site} feeds={feeds} values={filled.values} pathOf={(query) => builderPath(query, filled.find)} />
			{preview === undefined ? (
				<Faults faults={faults} words={words} />
			) : (
				<Contents site={site} preview={preview} filled={filled} words={words} />
			)}
		</section>
	);
};

const Faults: FC<{ faults: readonly Fault[]; words: Words }> = ({ faults, words: { builder } }) => (
	<>
		<h2 id="result-heading">{builder.wrong}</h2>
		<ul class="faults">
			{faults.map(({ name, message, instead = [] }) => (
				<li>
					{name === null ? message : <a href={`#${placeOf(name)}`}>{message}</a>}
					{instead.length === 0 ? null : (
						<ul class="chips">
							{instead.map(({ title, path }) => (
								<li>
									<a class="chip" href={path}>
										<span>{pieces(builder.instead, { name: <bdi>{title}</bdi> })}</span>
									</a>
								</li>
							))}
						</ul>
					)}
				</li>
			))}
		</ul>
	</>
);

const Contents: FC<{ site: Site; preview: Preview; filled: Filled; words: Words }> = (props) => {
	const { site, preview, filled, words } = props;
	const singles = singleFeeds(filled);
	return (
		<>
			<h2 id="result-heading">
				<bdi dir={directionOf(site.language)}>
					{filled.values.size === 0 ? words.selection.everything : preview.subject}
				</bdi>
			</h2>
			<p class="meta" id="count">
				{countOf(preview, words)}
			</p>
			{preview.items.length === 0 ? (
				<p class="stand">{words.builder.none}</p>
			) : (
				preview.items.slice(0, SHOWN).map((item) => story(site, item, { form: "row", level: 3, picture: "real" }))
			)}
			<p class="more">
				{preview.items.length > SHOWN ? (
					<a href={preview.page}>{fill(words.builder.all, { articles: totalOf(preview, words) })}</a>
				) : (
					<a href={preview.page}>{words.builder.share}</a>
				)}
				{singles.size < 2 ? null : (
					<a href={`/feeds.opml?${singles}`} download="feeds.opml">
						{words.builder.each}
					</a>
				)}
			</p>
		</>
	);
};

/** Renders the bar at the bottom of the window: the selection in words, and what people can do with it. */
export const ActionBar: FC<{ site: Site; preview: Preview | undefined; filled: Filled }> = ({
	site,
	preview,
	filled,
}) => {
	const { builder, selection } = wordsFor(site.language);
	const count = preview === undefined ? 0 : numberOf(preview);
	return (
		<div id="action" class="action">
			<div class="in">
				<p class="unchanged">
					<strong>
						<bdi dir={directionOf(site.language)}>
							{filled.values.size === 0 ? selection.everything : preview?.subject}
						</bdi>
					</strong>
				</p>
				<p class="changed">{builder.changed}</p>
				<button type="submit" form="filter" class="go changed">
					{builder.show}
				</button>
				{preview === undefined ? (
					<button type="submit" form="filter" class="go unchanged">
						{builder.show}
					</button>
				) : (
					<span class="unchanged">
						<FollowButton
							site={site}
							followed={preview.followed}
							label={count === 0 || preview.matches.isMore ? builder.followNone : builder.follow(count)}
						/>
					</span>
				)}
			</div>
		</div>
	);
};

/** Returns how many articles match the selection, including those that do not fit into the feed. */
function numberOf({ items, matches }: Preview): number {
	return Math.max(matches.count, items.length);
}

function totalOf(preview: Preview, { n }: Words): string {
	const articles = n.articles(numberOf(preview));
	return preview.matches.isMore ? fill(n.moreThan, { articles }) : articles;
}

const WEEK = 7 * 86_400_000;

/**
 * Says how many articles match and how often new articles appear: `68 articles now, about 5 a week`. The frequency is
 * calculated from the articles in the feed, so it changes only when those articles change.
 */
function countOf(preview: Preview, words: Words): string {
	const articles = totalOf(preview, words);
	const [newest, oldest] = [preview.items[0], preview.items.at(-1)];
	if (newest === undefined || oldest === undefined) return articles;
	const span = Date.parse(newest.date) - Date.parse(oldest.date);
	const weekly = Math.round((preview.items.length * WEEK) / Math.max(span, WEEK));
	if (weekly < 1 || preview.items.length < 3) return fill(words.builder.nowSlow, { articles });
	return fill(words.builder.now, { articles, weekly });
}

/** Returns the query for `/feeds.opml` that lists each selected topic and provider as a feed of its own. */
function singleFeeds({ values }: Filled): URLSearchParams {
	const names = ["topic", "provider"];
	return new URLSearchParams(names.flatMap((name) => values.getAll(name).map((value) => [name, value])));
}

/** Returns the HTML id of the form field for a parameter. */
function placeOf(name: string): string {
	if (name === "topic") return "topics";
	return name === "provider" ? "providers" : fieldId(name);
}
