import type { Context } from "hono";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { FORMATS, feedPath, privatePath, SITE_FEED } from "../feed/feed.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Site } from "../settings.ts";
import { ArticlePage } from "./article-page.tsx";
import { readEpisodeFiles } from "./episode-files.ts";
import { privateResponse, withinPrivate } from "./private-feeds.ts";

/** `GET /private/<token>/`: a subscriber's feeds. */
export async function getSubscription(c: Context<App>): Promise<Response> {
	const { id, token } = c.get("subscriber");
	const feeds = await publisherOf(c.env).subscribers().feeds(id);
	if (feeds === null) return notFound(c);
	const body = document(<Subscription site={c.get("site")} token={token} feeds={feeds} />);
	return privateResponse(c.req.raw, body, PAGE_HEADERS);
}

/** `GET /private/<token>/articles/<slug>`, or the permalink: the page of a members' article. */
export async function getPrivateArticle(c: Context<App>): Promise<Response> {
	const { id, token } = c.get("subscriber");
	const address = withinPrivate(new URL(c.req.url).pathname);
	const article = await publisherOf(c.env).subscribers().article(id, token, address);
	if (article === null) return notFound(c);
	const site = c.get("site");
	const own = { ...site, url: site.url + privatePath(token) };
	// No links to its topics: the subscriber may not have those feeds. Their list has those they have.
	const files = await readEpisodeFiles(c.env, article, site.url);
	const body = document(<ArticlePage site={own} article={{ ...article, topics: [] }} files={files} />);
	return privateResponse(c.req.raw, body, PAGE_HEADERS);
}

const NAMES = { rss: "RSS", atom: "Atom", json: "JSON" };

const Subscription = ({
	site,
	token,
	feeds,
}: {
	site: Site;
	token: string;
	feeds: { name: string; title: string }[];
}) => (
	<Page site={site} title="Your feeds">
		<h1>Your feeds</h1>
		<p>
			Give these addresses to your feed reader. They are yours alone: anyone who has one of them can read the feed, so
			keep them to yourself.
		</p>
		{feeds.length === 0 ? <p>There are no articles in them yet.</p> : null}
		<table class="table">
			<tbody>
				{feeds.map(({ name, title }) => (
					<tr id={name}>
						<th scope="row">
							<bdi>{name === SITE_FEED ? `Everything on ${site.title}` : title}</bdi>
						</th>
						<td>
							<ul class="formats">
								{FORMATS.map((format) => (
									<li>
										<a href={privatePath(token) + feedPath(name, format)}>{NAMES[format]}</a>
									</li>
								))}
							</ul>
						</td>
					</tr>
				))}
			</tbody>
		</table>
	</Page>
);
