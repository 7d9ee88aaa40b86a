import type { Context, MiddlewareHandler } from "hono";
import { directionOf } from "../article/language.ts";
import { AllByMonth, ArchiveList } from "../components/archive-list.tsx";
import { ArticleCards, PER_PAGE } from "../components/article-cards.tsx";
import { Discovery, discoveryHeaders, feedsWith } from "../components/discovery.tsx";
import { articles } from "../components/feed-list.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { SubscribeBox } from "../components/subscribe-box.tsx";
import { feedPath, feedUrls, pageUrl, parseFeedPath } from "../feed/feed.ts";
import { isNavigation } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { moved, pageResponse } from "../http/respond.ts";
import { tagOf } from "../publisher/kv-keys.ts";
import type { FeedSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { feedNotFound } from "./not-found.ts";
import { readSummary } from "./stored-feeds.ts";

/** `GET /topics/ai`, `/providers/gizmochina.com`: a feed for people, rendered from its summary. */
export async function showFeed(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const name = parseFeedPath(pathname)?.name;
	if (name === undefined) return notFound(c);
	const tag = tagOf({ kind: "feed", name });
	if (pathname !== feedPath(name)) return moved(c, feedPath(name), tag);
	const feed = await readSummary(c.env.KV, name);
	if (feed === null) return feedNotFound(c, { path: pathname, tag });
	const site = c.get("site");
	const body = document(<FeedPage site={site} name={name} feed={feed} />);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, feedsWith({ name, title: feed.title }, site)) };
	return pageResponse(c.req.raw, body, tag, headers);
}

/**
 * A feed's title without the site's name, which is on every page.
 *
 * @param title of a stored feed: `AI – Newsstand`
 */
export function subjectOf(title: string, site: Site): string {
	const ending = ` – ${site.title}`;
	return title.endsWith(ending) ? title.slice(0, -ending.length) : title;
}

const FeedPage = ({ site, name, feed }: { site: Site; name: string; feed: FeedSummary }) => {
	const subject = subjectOf(feed.title, site);
	const months = feed.months;
	const count = Object.values(months).reduce((sum, ofMonth) => sum + ofMonth, 0);
	return (
		<Page
			site={site}
			title={feed.title}
			wide
			hasProviders={name.startsWith("providers/")}
			head={
				<>
					<link rel="canonical" href={pageUrl(site, name)} />
					{feed.description === undefined ? null : <meta name="description" content={feed.description} />}
					<Discovery site={site} feeds={feedsWith({ name, title: feed.title }, site)} />
				</>
			}
		>
			<div class="opening">
				{feed.icon === undefined ? null : <img src={feed.icon} alt="" referrerpolicy="no-referrer" />}
				<div>
					<h1>
						<bdi>{subject}</bdi>
					</h1>
					{feed.description === undefined ? null : (
						<p class="lead" lang={site.language} dir={directionOf(site.language)}>
							{feed.description}
						</p>
					)}
					{count === 0 ? null : <p class="meta">{articles(count)}</p>}
					<a class="jump" href="#subscribe">
						Subscribe
					</a>
				</div>
			</div>
			<div class="split">
				<section class="front" aria-labelledby="newest">
					<h2 id="newest">Newest articles</h2>
					{feed.items.length === 0 ? (
						<p class="notice">There is no article here at the moment. Subscribe, and the next one comes to you.</p>
					) : (
						<ArticleCards site={site} items={feed.items.slice(0, PER_PAGE)} />
					)}
					{count > PER_PAGE ? <AllByMonth name={name} months={months} /> : null}
				</section>
				<aside>
					<SubscribeBox title={subject} urls={feedUrls(site, name)} show={feed.show} />
					<ArchiveList name={name} months={months} />
				</aside>
			</div>
		</Page>
	);
};

/** File extensions of feeds. */
const EXTENSION = /\.(rss|atom|json)$/;

const NAMES: Record<string, string> = { rss: "RSS", atom: "Atom", json: "JSON Feed" };

/** Ends an address that always returns the document itself. */
const RAW = /[?&]raw$/;

/**
 * Shows people who open a feed address (`/topics/ai.rss`) in a browser the page of that feed. Browsers cannot style
 * JSON, and Chromium shows `application/rss+xml` as plain text, whatever stylesheet it names.
 *
 * @param show renders the page of the address without its extension
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
		const { pathname, search } = url;
		const format = NAMES[EXTENSION.exec(pathname)?.[1] ?? ""] ?? "RSS";
		const raw = pathname + (search === "" ? "?raw" : `${search}&raw`);
		url.pathname = pathname.replace(EXTENSION, "");
		c.req.raw = new Request(url, c.req.raw);
		// This response is never cached, so no validator of the browser's can be for it.
		for (const name of ["If-None-Match", "If-Modified-Since"]) c.req.raw.headers.delete(name);
		return announced(await show(c), <Notice format={format} raw={raw} />);
	};
}

/** A page with a notice about the feed address. Not cached: a reader must get the feed. */
function announced(page: Response, notice: { toString: () => string }): Response {
	const { status, body } = page;
	const headers = new Headers(page.headers);
	headers.set("Cache-Control", "private, no-store");
	headers.append("Vary", "Sec-Fetch-Dest");
	for (const name of ["ETag", "Cache-Tag", "Cloudflare-CDN-Cache-Control"]) headers.delete(name);
	const announcing = new Response(body, { status, headers });
	if (status !== 200) return announcing;
	return new HTMLRewriter()
		.on("main", { element: (main) => void main.prepend(String(notice), { html: true }) })
		.transform(announcing);
}

const Notice = ({ format, raw }: { format: string; raw: string }) => (
	<div class="notice">
		<p>
			<strong>This is the address of a feed ({format}),</strong> made for programs called feed readers. Below you see
			what is in it. To follow it, copy the address from the bar at the top of the window and paste it into your reader.{" "}
			<a href="/about/feeds">What is a feed?</a>
		</p>
		<p>
			For programmers: <a href={raw}>the raw data</a>.
		</p>
	</div>
);
