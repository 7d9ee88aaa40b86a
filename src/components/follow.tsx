import { raw } from "hono/html";
import type { FC } from "hono/jsx";
import { type Format, feedUrls, SITE_FEED } from "../feed/feed.ts";
import { languageFeed, languageIn } from "../feed/language-feed.ts";
import { isLoopback } from "../loopback.ts";
import type { Site } from "../settings.ts";
import { fill, pieces } from "../words/grammar.ts";
import { marksFor, type Words, wordsFor } from "../words/words.ts";
import { mark } from "./mark.ts";

/** A feed that a page offers to follow. */
export interface FollowTarget {
	/** The name of the topic, provider or site, or a description of the selection. */
	title: string;
	/** Absolute URLs of the feed, one per format. */
	urls: Record<Format, string>;
	/**
	 * The query string with which `/subscribe` and `/follow` select this feed, including the question mark; empty for the
	 * site's feed.
	 */
	query: string;
}

/** Web-based feed readers, each with the subscription URL to which the percent-encoded feed URL is appended. */
const READERS: [name: string, address: string][] = [
	["Feedly", "https://feedly.com/i/subscription/feed/"],
	["Inoreader", "https://www.inoreader.com/?add_feed="],
	["Feedbin", "https://feedbin.com/?subscribe="],
	["NewsBlur", "https://www.newsblur.com/?url="],
	["The Old Reader", "https://theoldreader.com/feeds/subscribe?url="],
	["BazQux", "https://bazqux.com/add?url="],
];

/** Returns the site's feed as the target of a Follow button. */
export function followSite(site: Pick<Site, "title" | "url">): FollowTarget {
	return { title: site.title, urls: feedUrls(site, SITE_FEED), query: "" };
}

/** Returns the feed of a topic or provider as the target of a Follow button. */
export function followFeed(site: Pick<Site, "title" | "url">, name: string, title: string): FollowTarget {
	const [kind, key = ""] = name.split("/");
	if (kind !== "topics" && kind !== "providers") return followSite(site);
	const parameter = kind === "topics" ? "topic" : "provider";
	return { title, urls: feedUrls(site, name), query: `?${parameter}=${encodeURIComponent(key)}` };
}

/**
 * Returns a selection as the target of a Follow button. If the selection filters only by language, its short URL is
 * used.
 */
export function followSelection(site: Site, query: string, title: string): FollowTarget {
	const language = languageIn(query);
	const urls = language === undefined ? feedUrls(site, "select", query) : feedUrls(site, languageFeed(language));
	return { title, urls, query };
}

interface FollowProps {
	site: Pick<Site, "title" | "url" | "language">;
	followed: FollowTarget;
}

/**
 * Renders the button that opens the Follow panel. For programs, and for browsers that do not support popovers, it is a
 * link to a page with the same content.
 */
export const FollowButton: FC<FollowProps & { quiet?: boolean; label?: string }> = ({
	site,
	followed,
	quiet = false,
	label = wordsFor(site.language).follow.button,
}) => (
	<>
		<button
			type="button"
			class={quiet ? "btn" : "go"}
			popovertarget="follow"
			aria-haspopup="dialog"
			{...marksFor(site.language)}
		>
			{label}
		</button>
		<a class={`${quiet ? "btn" : "go"} nopop`} href={`/follow${followed.query}`} {...marksFor(site.language)}>
			{label}
		</a>
	</>
);

/** Cached panels, by site and feed. Rendering a panel takes longer than rendering the rest of the page frame. */
const panels = new Map<string, ReturnType<typeof raw>>();

/** Maximum number of cached panels. */
const REMEMBERED = 300;

/** Renders the panel that all Follow buttons on a page open. Each page contains one panel. */
export const FollowPanel: FC<FollowProps> = ({ site, followed }) => {
	const key = JSON.stringify([site.language, site.url, followed]);
	const known = panels.get(key);
	if (known !== undefined) return known;
	const made = raw(String(<Panel site={site} followed={followed} />));
	if (panels.size < REMEMBERED) panels.set(key, made);
	return made;
};

const Panel: FC<FollowProps> = ({ site, followed }) => {
	const words = wordsFor(site.language);
	return (
		<div
			id="follow"
			class="sheet fol"
			popover="auto"
			role="dialog"
			aria-labelledby="follow-title"
			{...marksFor(site.language)}
		>
			<button
				type="button"
				class="close"
				popovertarget="follow"
				popovertargetaction="hide"
				aria-label={words.follow.close}
			>
				<span aria-hidden="true">×</span>
			</button>
			<h2 id="follow-title">
				<FollowTitle site={site} followed={followed} />
			</h2>
			<FollowWays site={site} followed={followed} level={3} />
		</div>
	);
};

/** Renders the panel's title, such as “Follow Climate”. */
export const FollowTitle: FC<FollowProps> = ({ site, followed }) => (
	<>{pieces(wordsFor(site.language).follow.title, { name: <bdi>{followed.title}</bdi> })}</>
);

/** Renders all ways to follow a feed, with headings of the given level. */
export const FollowWays: FC<FollowProps & { level: 2 | 3 }> = ({ site, followed: { title, urls, query }, level }) => {
	const words = wordsFor(site.language);
	return (
		<>
			<p>{words.follow.what}</p>
			{query === "" ? null : (
				<p class="both">
					<span aria-current="true">
						<span>{pieces(words.follow.scopeThis, { name: <bdi>{title}</bdi> })}</span>
					</span>
					<a href="/follow">{words.follow.scopeAll}</a>
				</p>
			)}
			<Readers site={site} feed={urls.rss} words={words} level={level} />
			<label for="address">{words.follow.address}</label>
			<CopyField id="address" url={urls.rss} words={words} />
			<details>
				<summary>{words.follow.other}</summary>
				<p class="more">
					<a href={urls.atom}>Atom</a> <a href={urls.json}>JSON Feed</a>{" "}
					<a href={query === "" ? "/feeds.opml" : `/select.opml${query}`}>{words.follow.opml}</a>
				</p>
			</details>
			<p class="more">
				<a href={`/subscribe${query}`}>{words.follow.choose}</a> <a href="/about/feeds">{words.follow.help}</a>
			</p>
		</>
	);
};

/** Renders links that subscribe in web-based readers, followed by one that opens a feed reader app on the device. */
export const Readers: FC<{ site: Pick<Site, "url">; feed: string; words: Words; level: 2 | 3 }> = ({
	site,
	feed,
	words,
	level,
}) => {
	const isLocal = isLoopback(new URL(site.url).hostname);
	return (
		<>
			{level === 2 ? <h2 class="day">{words.follow.readers}</h2> : <h3>{words.follow.readers}</h3>}
			{isLocal ? <p class="meta">{words.follow.local}</p> : null}
			<ul class="apps">
				{isLocal
					? null
					: READERS.map(([name, address]) => (
							<li>
								<a href={address + encodeURIComponent(feed)} rel="noopener" lang="en">
									{mark(name)} {name}
								</a>
							</li>
						))}
				<li>
					<a href={`feed:${feed}`} rel="noopener">
						{words.follow.app}
					</a>
				</li>
			</ul>
			<p class="meta">{words.follow.appHint}</p>
		</>
	);
};

/** Renders a URL to copy, with a button that copies it if scripts run. */
export const CopyField: FC<{ id: string; url: string; words: Words; filled?: boolean }> = ({
	id,
	url,
	words,
	filled = false,
}) => (
	<div class="copy">
		<input id={id} class="field" type="url" readonly value={url} dir="ltr" />
		<button
			type="button"
			class={filled ? "go" : "btn"}
			data-copy={url}
			data-done={words.follow.copied}
			data-failed={words.follow.notCopied}
			hidden
		>
			{words.follow.copy}
		</button>
	</div>
);

/** Returns the panel's title as plain text, such as “Follow Climate”. */
export function followLabel(site: Pick<Site, "language">, title: string): string {
	return fill(wordsFor(site.language).follow.title, { name: title });
}
