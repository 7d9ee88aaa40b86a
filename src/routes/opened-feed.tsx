import type { Context, MiddlewareHandler } from "hono";
import type { FC } from "hono/jsx";
import { Discovery, discoveryHeaders, feedsWith, type PageFeed } from "../components/discovery.tsx";
import { CopyField, followFeed, followSelection, Readers } from "../components/follow.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { story } from "../components/stories.ts";
import type { Navigation } from "../feed/feed-index.ts";
import { isNavigation } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { marksFor, wordsFor } from "../words/words.ts";

/** File extensions of feeds. */
const EXTENSION = /\.(rss|atom|json)$/;

/** Matches the end of a URL that always returns the feed document itself. */
const RAW = /[?&]raw$/;

/** Number of articles to show. */
const SHOWN = 12;

/**
 * Shows a page about the feed to people who open the feed's URL (such as `/topics/ai.rss`) in a browser. Without this
 * page, they would see code: browsers cannot style JSON, and Chromium shows `application/rss+xml` as plain text even if
 * the feed has a stylesheet.
 *
 * @param show handler of the page at the URL without the extension; it calls `openedFeed`
 */
export function feedPage(show: (c: Context<App>) => Promise<Response>): MiddlewareHandler<App> {
	return async (c, next) => {
		const isRaw = RAW.test(c.req.url);
		if (isRaw || !isNavigation(c.req.raw)) {
			if (isRaw) c.req.raw = new Request(c.req.url.replace(RAW, ""), c.req.raw);
			await next();
			c.res.headers.append("Vary", "Sec-Fetch-Dest");
			return;
		}
		const url = new URL(c.req.url);
		c.set("openedFeed", c.get("site").url + url.pathname + url.search);
		url.pathname = url.pathname.replace(EXTENSION, "");
		c.req.raw = new Request(url, c.req.raw);
		// This response is never cached, so any validators that the browser sends belong to a different response.
		for (const name of ["If-None-Match", "If-Modified-Since"]) c.req.raw.headers.delete(name);
		return forThisOnly(await show(c));
	};
}

/** Prevents a response from being cached, so that feed readers still get the feed at the same URL. */
function forThisOnly(page: Response): Response {
	const headers = new Headers(page.headers);
	headers.set("Cache-Control", "private, no-store");
	headers.set("X-Robots-Tag", "noindex");
	headers.append("Vary", "Sec-Fetch-Dest");
	for (const name of ["ETag", "Cache-Tag", "Cloudflare-CDN-Cache-Control"]) headers.delete(name);
	return new Response(page.body, { status: page.status, headers });
}

/** A feed whose URL was opened in a browser. */
interface Opened {
	title: string;
	/** The path of the feed's page. */
	page: string;
	/** Name of the stored feed, or query of the selection. */
	name?: string;
	query?: string;
	nav: Navigation | null;
	items: readonly ArticleSummary[];
}

/** Returns the page about a feed if the feed's URL was opened in a browser; null for any other request. */
export function openedFeed(c: Context<App>, opened: Opened): Response | null {
	const address = c.get("openedFeed");
	if (address === undefined) return null;
	const body = document(<OpenedFeed site={c.get("site")} address={address} {...opened} />);
	const site = c.get("site");
	return new Response(body, { headers: { ...PAGE_HEADERS, ...discoveryHeaders(site, feedsOf(site, opened)) } });
}

function feedsOf(site: Site, { name = "select", query, title }: Opened): PageFeed[] {
	return feedsWith({ name, query, title }, site);
}

interface OpenedFeedProps extends Opened {
	site: Site;
	/** The URL that was opened. */
	address: string;
}

const OpenedFeed: FC<OpenedFeedProps> = ({ site, address, ...opened }) => {
	const { nav, title, page, name, query, items } = opened;
	const words = wordsFor(site.language);
	const followed = name === undefined ? followSelection(site, query ?? "", title) : followFeed(site, name, title);
	const raw = `${address.slice(site.url.length)}${address.includes("?") ? "&" : "?"}raw`;
	return (
		<Page
			site={site}
			title={words.feed.title}
			nav={nav}
			current={name}
			followed={followed}
			isTool
			head={
				<>
					<link rel="canonical" href={site.url + page} />
					<meta name="robots" content="noindex" />
					<Discovery site={site} feeds={feedsOf(site, opened)} />
				</>
			}
		>
			<div class="halves" {...marksFor(site.language)}>
				<div>
					<h1>{words.feed.title}</h1>
					<p class="stand">{words.feed.text}</p>
					<label for="feed-address">{words.follow.address}</label>
					<CopyField id="feed-address" url={address} words={words} />
					<Readers site={site} feed={address} words={words} level={2} />
					<p class="more">
						<a href="/about/feeds">{words.follow.help}</a> <a href={raw}>{words.feed.raw}</a>
					</p>
				</div>
				<section aria-labelledby="inside">
					<h2 id="inside">
						{words.feed.inside}:{" "}
						<a class="plain-link" href={page}>
							<bdi>{title}</bdi>
						</a>
					</h2>
					{items.length === 0 ? <p>{words.list.empty}</p> : null}
					{items.slice(0, SHOWN).map((item) => story(site, item, { form: "row", level: 3, picture: "real" }))}
				</section>
			</div>
		</Page>
	);
};
