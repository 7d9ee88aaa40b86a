import { directionOf } from "../article/language.ts";
import type { PageFeed } from "../components/discovery.tsx";
import { FeedChip } from "../components/feed-chip.tsx";
import { mark } from "../components/mark.ts";
import { ARROW, domainOf } from "../components/stories.ts";
import { feedPath, type PublishedArticle } from "../feed/feed.ts";
import { minutesOf } from "../renditions/reading-time.ts";
import { topicFeed } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { dayIn, languageNameIn, listPartsIn } from "../words/format.ts";
import { fill, pieces } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { pathOfAuthor } from "./article-head.tsx";

/** An update is shown only if the article was updated at least this many milliseconds after publication. */
const DAY = 24 * 3_600_000;

/** Maximum number of authors' pictures to show. */
const FACES = 3;

/**
 * Renders an article's authors, provider, date and reading time, in the site's language even if the article is in
 * another language.
 */
export const Byline = ({ site, article, feeds }: { site: Site; article: PublishedArticle; feeds: PageFeed[] }) => {
	const { provider, authors, published, updated } = article;
	const words = wordsFor(site.language);
	const language = article.language ?? site.language;
	const feed = feeds.find(({ name }) => name === `providers/${provider?.key}`);
	const minutes = minutesOf(article);
	const day = (time: number) => dayIn(site.language, time, site.timeZone);
	return (
		<div class="by" lang={site.language}>
			{authors.length === 0 ? null : (
				<div class="faces">
					{authors
						.slice(0, FACES)
						.map(({ name, avatar }) =>
							avatar === undefined ? mark(name) : <img class="mark" src={avatar} alt="" referrerpolicy="no-referrer" />,
						)}
				</div>
			)}
			<div {...directionWithin(site, article)} {...marksFor(site.language)}>
				{authors.length === 0 ? null : (
					<p>
						{pieces(words.article.by, {
							authors: <Authors site={site} authors={authors} isPublic={feeds.length > 0} />,
						})}
					</p>
				)}
				<p class="meta">
					{provider ? (
						<>
							{mark(provider.name)}
							<bdi>{feed ? <a href={feedPath(feed.name)}>{provider.name}</a> : provider.name}</bdi>
							{" · "}
						</>
					) : null}
					<time class="exact" datetime={new Date(published).toISOString()}>
						{day(published)}
					</time>
					{minutes === undefined ? null : ` · ${words.article.minutes(minutes)}`}
					{updated - published < DAY ? null : ` · ${fill(words.article.updated, { date: day(updated) })}`}
					{language === site.language
						? null
						: ` · ${fill(words.card.inLanguage, { language: languageNameIn(site.language, language) })}`}
				</p>
			</div>
		</div>
	);
};

interface AuthorsProps {
	site: Site;
	authors: PublishedArticle["authors"];
	/**
	 * Whether names link to author pages. In members' articles, they do not, because author pages list only public
	 * articles.
	 */
	isPublic: boolean;
}

const Authors = ({ site, authors, isPublic }: AuthorsProps) => (
	<>
		{listPartsIn(site.language, authors).map((part) => {
			if (typeof part === "string") return part;
			const address = part.url ?? (isPublic ? pathOfAuthor(part.name) : undefined);
			return (
				<b>
					<bdi>{address === undefined ? part.name : <a href={address}>{part.name}</a>}</bdi>
				</b>
			);
		})}
	</>
);

export const Topics = ({ site, feeds, topics }: { site: Site; feeds: PageFeed[]; topics: string[] }) => {
	const named = topics.filter((topic) => feeds.some(({ name }) => name === topicFeed(topic)));
	if (named.length === 0) return null;
	return (
		<div class="media" {...marksFor(site.language)}>
			<ul class="chips" aria-label={wordsFor(site.language).article.topics}>
				{named.map((topic) => (
					<FeedChip name={topicFeed(topic)} title={topic} />
				))}
			</ul>
		</div>
	);
};

/** Renders links to other articles about the same story. */
export const Related = ({ site, article }: { site: Site; article: PublishedArticle }) => (
	<section lang={site.language} {...directionWithin(site, article)}>
		<h2 {...marksFor(site.language)}>{wordsFor(site.language).article.related}</h2>
		{article.related.map(({ title, url, provider, published }) => (
			<div class="st row">
				<h3>
					<a href={url}>
						<bdi>{title}</bdi>
					</a>
				</h3>
				<p class="meta">
					{mark(provider ?? domainOf(url))}
					<bdi>{provider ?? domainOf(url)}</bdi> {ARROW}
					{published === undefined ? null : (
						<>
							{" · "}
							<time datetime={new Date(published).toISOString()}>{dayIn(site.language, published, site.timeZone)}</time>
						</>
					)}
				</p>
			</div>
		))}
	</section>
);

/**
 * Returns the text direction of the site's own words inside an article; undefined if the article has the same
 * direction.
 */
export function directionWithin(site: Site, { language = site.language }: PublishedArticle): { dir?: "ltr" | "rtl" } {
	const dir = directionOf(site.language);
	return dir === directionOf(language) ? {} : { dir };
}
