import type { Context } from "hono";
import { feedPath, SITE_FEED } from "../feed/feed.ts";
import type { IndexedFeed } from "../feed/index-of-feeds.ts";
import type { App } from "../http/app-env.ts";
import { errorResponse } from "../http/errors.ts";
import { readIndex } from "../http/feed-list.ts";
import { pageResponse } from "../http/page.ts";
import { INDEX_KEY } from "../publisher/keys.ts";
import type { Site } from "../settings.ts";
import { Discovery, discoveryHeaders, siteFeed } from "./discovery.tsx";
import { document, PAGE_HEADERS, Page } from "./layout.tsx";

/** `GET /`: every feed of the site. */
export async function getHome(c: Context<App>): Promise<Response> {
	const stored = await readIndex(c.env.KV);
	if (!stored) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const site = c.get("site");
	const body = document(<Home site={site} feeds={stored.index.feeds} />);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, body, INDEX_KEY, headers);
}

const Home = ({ site, feeds }: { site: Site; feeds: IndexedFeed[] }) => (
	<Page site={site} title={site.title} head={<Discovery site={site} feeds={[siteFeed(site)]} />}>
		<h1>{site.title}</h1>
		<p>{site.description}</p>
		<p>
			Give one of these addresses to your feed reader, and it shows you every new article. Or import{" "}
			<a href="/feeds.opml">all of them</a> at once.
		</p>
		<List heading="Everything" feeds={feeds.filter((feed) => feed.name === SITE_FEED)} />
		<List heading="Topics" feeds={feeds.filter((feed) => feed.name.startsWith("topics/"))} />
		<List heading="Providers" feeds={feeds.filter((feed) => feed.name.startsWith("providers/"))} />
	</Page>
);

const List = ({ heading, feeds }: { heading: string; feeds: IndexedFeed[] }) => {
	if (feeds.length === 0) return null;
	return (
		<section>
			<h2>{heading}</h2>
			<table>
				<thead>
					<tr>
						<th scope="col">Feed</th>
						<th scope="col" class="count">
							Articles
						</th>
						<th scope="col">Addresses</th>
					</tr>
				</thead>
				<tbody>
					{feeds.map((feed) => (
						<tr>
							<td>
								<a href={feed.name === SITE_FEED ? "/" : feedPath(feed.name)}>
									<bdi>{feed.title}</bdi>
								</a>
								{feed.description ? <div class="meta">{feed.description}</div> : null}
							</td>
							<td class="count">{feed.count}</td>
							<td class="formats">
								<a href={feedPath(feed.name, "rss")}>RSS</a>
								<a href={feedPath(feed.name, "atom")}>Atom</a>
								<a href={feedPath(feed.name, "json")}>JSON</a>
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
};
