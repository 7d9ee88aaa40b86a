import { story } from "../components/stories.ts";
import { feedPath, type PublishedArticle, SITE_FEED } from "../feed/feed.ts";
import type { ArticleSummary, FeedSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { pieces } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { hasFrames } from "./looks.ts";

/** Number of cards shown below an article. */
const MORE = 3;

/** Other articles in a feed that contains a given article. */
export interface Neighbours {
	/** The feed's name and title. */
	feed: { name: string; title: string };
	/** The newest articles in the feed other than this article. */
	more: ArticleSummary[];
	/** Whether to show these articles in frames. */
	hasFrames: boolean;
	/** The previous and next article, if they are among the feed's newest articles. */
	previous: ArticleSummary | undefined;
	next: ArticleSummary | undefined;
}

/** Selects an article's neighbours from a feed's summary. */
export function neighboursOf({ link }: PublishedArticle, feed: Neighbours["feed"], { items }: FeedSummary): Neighbours {
	const place = items.findIndex(({ url }) => url === link);
	const previous = place < 0 ? undefined : items[place + 1];
	const next = place < 0 ? undefined : items[place - 1];
	const more = items.filter((item, index) => index !== place && item !== previous && item !== next).slice(0, MORE);
	return { feed, more, hasFrames: hasFrames(items), previous, next };
}

/** Renders up to three more articles from the same topic, provider or site. */
export const More = ({
	site,
	neighbours: { feed, more, hasFrames: framed },
}: {
	site: Site;
	neighbours: Neighbours;
}) => {
	if (more.length === 0) return null;
	const { article, list } = wordsFor(site.language);
	const isSite = feed.name === SITE_FEED;
	const look = { form: "card", level: 3, picture: framed ? "frame" : undefined } as const;
	return (
		<section class="sec">
			<h2 {...marksFor(site.language)}>
				{isSite
					? list.more
					: pieces(article.more, {
							name: (
								<a href={feedPath(feed.name)}>
									<bdi>{feed.title}</bdi>
								</a>
							),
						})}
			</h2>
			<div class="grid">{more.map((item) => story(site, item, look))}</div>
		</section>
	);
};

/** Renders links to the previous and next article. */
export const Turn = ({ site, neighbours: { previous, next } }: { site: Site; neighbours: Neighbours }) => {
	if (previous === undefined && next === undefined) return null;
	const { article } = wordsFor(site.language);
	return (
		<nav class="turn" aria-label={`${article.previous}, ${article.next}`}>
			{previous === undefined ? null : <TurnLink site={site} item={previous} says={article.previous} rel="prev" />}
			{next === undefined ? null : <TurnLink site={site} item={next} says={article.next} rel="next" />}
		</nav>
	);
};

const TurnLink = ({
	site,
	item,
	says,
	rel,
}: {
	site: Site;
	item: ArticleSummary;
	says: string;
	rel: "prev" | "next";
}) => (
	<a href={item.url} rel={rel}>
		<small {...marksFor(site.language)}>{says}</small>
		<bdi lang={item.language === site.language ? undefined : item.language}>{item.title}</bdi>
	</a>
);
