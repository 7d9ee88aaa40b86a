import type { Context } from "hono";
import { directionOf } from "../article/language.ts";
import { feedPath, parseFeedPath } from "../feed/feed.ts";
import type { App } from "../http/app-env.ts";
import { moved, notFound } from "../http/errors.ts";
import { missing } from "../http/missing.ts";
import { pageResponse } from "../http/page.ts";
import { type RenditionMetadata, renditionKey, tagOf } from "../publisher/keys.ts";
import type { JsonFeed, JsonItem } from "../renditions/json.ts";
import type { Site } from "../settings.ts";
import { Discovery, discoveryHeaders, siteFeed } from "./discovery.tsx";
import { dateIn, document, PAGE_HEADERS, Page } from "./layout.tsx";

/** `GET /topics/ai`, `/providers/gizmochina.com`: the articles of a feed for people, made from its JSON rendition. */
export async function showFeed(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const name = parseFeedPath(pathname)?.name;
	if (name === undefined) return notFound(c);
	if (pathname !== feedPath(name)) return moved(c, feedPath(name));
	const tag = tagOf({ kind: "feed", name });
	const key = renditionKey(name, "json");
	const { value, metadata } = await c.env.KV.getWithMetadata<RenditionMetadata>(key, "stream");
	if (value === null || metadata === null) return missing(c, { path: pathname, tag });
	const feed: JsonFeed = await new Response(value.pipeThrough(new DecompressionStream("gzip"))).json();
	const site = c.get("site");
	const body = document(<FeedPage site={site} name={name} feed={feed} />);
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [{ name, title: feed.title }, siteFeed(site)]) };
	return pageResponse(c.req.raw, body, tag, headers);
}

const FeedPage = ({ site, name, feed }: { site: Site; name: string; feed: JsonFeed }) => (
	<Page
		site={site}
		title={feed.title}
		head={<Discovery site={site} feeds={[{ name, title: feed.title }, siteFeed(site)]} />}
	>
		<h1>{feed.title}</h1>
		<p>{feed.description}</p>
		<p class="formats">
			<a href={feedPath(name, "rss")}>RSS</a>
			<a href={feedPath(name, "atom")}>Atom</a>
			<a href={feedPath(name, "json")}>JSON</a>
		</p>
		{feed.items.map((item) => (
			<Teaser item={item} />
		))}
	</Page>
);

const Teaser = ({ item }: { item: JsonItem }) => (
	<article lang={item.language} dir={directionOf(item.language)}>
		<h2>
			<a href={item.url}>{item.title}</a>
		</h2>
		<p class="meta">
			<time datetime={item.date_published}>{dateIn(item.language, Date.parse(item.date_published))}</time>
			{item.authors.map(({ name }) => (
				<>
					{" · "}
					<bdi>{name}</bdi>
				</>
			))}
		</p>
		<p>{item.summary}</p>
	</article>
);
