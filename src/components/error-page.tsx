import type { FC } from "hono/jsx";
import type { Navigation } from "../feed/feed-index.ts";
import type { NearFeed } from "../feed/feed-names.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { marksFor, type Words, wordsFor } from "../words/words.ts";
import { cover } from "./cover.ts";
import { FeedChip } from "./feed-chip.tsx";
import { Page } from "./layout.tsx";
import { story } from "./stories.ts";

/** Returns the heading of the error page for an HTTP status. */
function headingOf(status: number, isFeed: boolean, { error }: Words): string {
	const headings: Record<number, string> = {
		400: error.unclear,
		401: error.token,
		403: error.forbidden,
		404: error.missing,
		405: error.method,
		410: isFeed ? error.goneFeed : error.gone,
		414: error.tooLong,
		429: error.busy,
		503: error.notReady,
	};
	return headings[status] ?? error.broken;
}

/** Matches the paths of topics and providers. */
const FEED = /^\/(?:topics|providers)\//;

/** HTTP statuses for which the error page offers a search. */
const IS_SEARCHABLE = new Set([400, 404, 410, 414]);

interface ErrorProps {
	site: Site;
	pathname: string;
	status: number;
	/** What happened, and what to do about it; null to show the general text for the status. */
	message: string | null;
	offers: Offers;
}

/** Suggestions to show when there is nothing at the requested URL. */
export interface Offers {
	/** Feeds with similar names. */
	near: readonly NearFeed[];
	/** Articles that contain words from the URL. */
	found?: readonly ArticleSummary[];
	/** The site's navigation; null or undefined if it could not be loaded. */
	nav?: Navigation | null;
	latest?: readonly ArticleSummary[];
}

/** Renders an error page for people: what happened, and what to do. */
export const ErrorPage = ({ site, pathname, status, message, offers }: ErrorProps) => {
	const { near, found = [], nav = null, latest = [] } = offers;
	const words = wordsFor(site.language);
	const isFeed = FEED.test(pathname);
	const heading = headingOf(status, isFeed, words);
	// Messages are in English. In any other language, the page shows the general text instead.
	const isSaid = message !== null && (wordsFor("en") === words || message === words.error.notReady);
	const isForOperators = message !== null && !isSaid && [403, 503].includes(status);
	const isSearchable = IS_SEARCHABLE.has(status);
	return (
		<Page
			site={site}
			title={heading}
			nav={nav}
			hasAction={isSearchable}
			isTool
			head={<meta name="robots" content="noindex" />}
		>
			<div class="lost">
				<div>
					<div {...marksFor(site.language)}>
						<p class="kick">{status}</p>
						<h1>{heading}</h1>
						<p class="stand">{isSaid ? message : textOf(status, pathname, words)}</p>
						{isForOperators ? (
							<p class="meta" lang="en" dir="ltr">
								{message}
							</p>
						) : null}
					</div>
					{isSearchable ? <Search site={site} words={words} text={wordsIn(pathname)} /> : null}
					{near.length + found.length > 0 ? <Near feeds={near} articles={found} words={words} /> : null}
				</div>
				{isSearchable ? <div class="pic">{cover(String(status))}</div> : null}
			</div>
			{latest.length === 0 ? null : (
				<section class="sec" aria-labelledby="latest">
					<h2 id="latest">{words.list.latest}</h2>
					<div class="grid">
						{latest.map((item) => story(site, item, { form: "card", level: 3, picture: "frame" }))}
					</div>
				</section>
			)}
		</Page>
	);
};

/** Returns the general text for a status: what happened, and what to do about it. */
function textOf(status: number, pathname: string, { error }: Words): string {
	if (status === 404 && pathname.startsWith("/jobs/")) return error.jobText;
	const texts: Record<number, string> = {
		400: error.unclearText,
		401: error.operatorText,
		403: error.operatorText,
		404: error.missingText,
		405: error.methodText,
		410: FEED.test(pathname) ? error.missingText : error.goneText,
		414: error.tooLongText,
		429: error.busyText,
		503: error.busyText,
	};
	return texts[status] ?? error.brokenText;
}

const Search: FC<{ site: Site; words: Words; text: string }> = ({ site, words, text }) => (
	<search {...marksFor(site.language)}>
		<form class="find-row" action="/search">
			<label class="vh" for="q">
				{words.search.field}
			</label>
			<input id="q" class="field" name="q" type="search" value={text} maxlength={200} dir="auto" />
			<button type="submit" class="go">
				{words.nav.search}
			</button>
		</form>
	</search>
);

const Near: FC<{ feeds: readonly NearFeed[]; articles: readonly ArticleSummary[]; words: Words }> = ({
	feeds,
	articles,
	words,
}) => (
	<section aria-labelledby="near">
		<h2 id="near">{words.error.near}</h2>
		<ul class="chips">
			{feeds.map(({ name, title }) => (
				<FeedChip name={name} title={title} />
			))}
			{articles.map(({ url, title, language }) => (
				<li>
					<a class="chip" href={url} lang={language}>
						<bdi>{title}</bdi>
					</a>
				</li>
			))}
		</ul>
	</section>
);

/** Extracts search words from a path: `/articles/2026-05-04-spring-tide.html` → `spring tide`. */
export function wordsIn(pathname: string): string {
	// Private paths contain a subscriber's token, which must never be shown.
	if (pathname.startsWith("/private/")) return "";
	const last = pathname.split("/").findLast((part) => part !== "") ?? "";
	try {
		const name = decodeURIComponent(last).replace(/^[\d-]+-|\.\w+$/g, "");
		return name
			.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
			.trim()
			.slice(0, 60);
	} catch {
		return "";
	}
}

/**
 * Renders the page that is shown while a setting is invalid. It names the setting and says how to fix it. The page
 * cannot use the site's page frame, because the frame depends on the settings.
 */
export const SettingsPage = ({ problems }: { problems: readonly string[] }) => (
	<Page
		site={{ title: "Newsstand", language: "en", url: "" }}
		followed={null}
		hasSearch
		title="A setting is invalid"
		head={<meta name="robots" content="noindex" />}
	>
		<h1>A setting is invalid</h1>
		<p class="stand">The site works again as soon as this is fixed.</p>
		<ul>
			{problems.map((problem) => (
				<li>{problem}</li>
			))}
		</ul>
		<p>
			Settings are in <code>wrangler.toml</code>, below <code>[vars]</code>. On your own machine, <code>.dev.vars</code>{" "}
			overrides them, and changes take effect when you save the file. On Cloudflare, changes take effect when you run{" "}
			<code>npm run deploy</code>.
		</p>
	</Page>
);
