import type { Context } from "hono";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import type { App } from "../http/context.ts";
import { pageResponse } from "../http/respond.ts";
import type { Site } from "../settings.ts";

const MEMBERS: [name: string, meaning: string][] = [
	["type", "The kind of article: article, video, or what its author calls it."],
	["category", "The collection that the article belongs to, such as news."],
	["provider", "Who published it: name, and domain where it is known."],
	["original_url", "Where it first appeared, if that is not its url."],
	["quality, heat", "The editor's judgement, as numbers from 0 to 1000."],
	["player_url", "The player of a video, fit for an iframe."],
	["images", "All pictures, each with url; where known, width and height in pixels, alt, caption and credit."],
	[
		"related",
		"Other articles on the same story, each with url and title; summary, date_published and provider where known.",
	],
];

/** `GET /about/json-feed`: documents the extension `_newsstand` of our JSON Feeds, as JSON Feed 1.1 asks. */
export async function getAbout(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, document(<About site={site} />), "about", headers);
}

const About = ({ site }: { site: Site }) => (
	<Page
		site={site}
		title="The _newsstand extension of JSON Feed"
		head={<Discovery site={site} feeds={[siteFeed(site)]} />}
	>
		<h1>The _newsstand extension of JSON Feed</h1>
		<p>Each item of a JSON Feed from this site has an object _newsstand with these members. A reader may ignore it.</p>
		<p>
			A feed has one, too. Its member <code>archives</code> says how many articles were published in each month (UTC),
			newest first: <code>{'{ "2026-05": 12, "2026-04": 7 }'}</code>. The articles of a month are at{" "}
			<code>/archive/2026-05.json</code>, behind the name of the feed.
		</p>
		<table class="table">
			<tbody>
				{MEMBERS.map(([name, meaning]) => (
					<tr>
						<th scope="row">{name}</th>
						<td>{meaning}</td>
					</tr>
				))}
			</tbody>
		</table>
	</Page>
);

/** `GET /about/feeds`: explains feeds to newcomers. */
export async function getAboutFeeds(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, document(<AboutFeeds site={site} />), "about", headers);
}

const AboutFeeds = ({ site }: { site: Site }) => (
	<Page
		site={site}
		title="What is a feed?"
		head={
			<>
				<meta name="description" content="What a feed is, and how to read one." />
				<Discovery site={site} feeds={[siteFeed(site)]} />
			</>
		}
	>
		<h1>What is a feed?</h1>
		<p class="lead">
			A feed is the list of a site's newest articles, at an address of its own. A program called a feed reader looks
			there for you and shows you what is new. You need not come back to look, or give anybody your e-mail address.
		</p>
		<h2>How to read one</h2>
		<ol>
			<li>Get a feed reader. There are free ones for every phone and computer, and some that work in the browser.</li>
			<li>
				Choose what you want to read here: a <a href="/topics">topic</a>, or{" "}
				<a href="/subscribe">a feed that you put together yourself</a>.
			</li>
			<li>Copy the address of the feed and paste it where your reader says “Add feed” or “Subscribe”.</li>
		</ol>
		<h2>Which address to take</h2>
		<p>
			Each feed comes as RSS, as Atom and as JSON Feed. They hold the same articles; if you have no reason to choose,
			take RSS. To take all feeds at once, import <a href="/feeds.opml">the OPML file</a> into your reader.
		</p>
		<p>
			For programmers: <a href="/about/json-feed">the extension of our JSON Feeds</a>.
		</p>
		<h2 id="newsstand">What this site runs on</h2>
		<p>
			Newsstand, an open-source feed publisher. It turns articles in a folder or a Git repository into RSS, Atom and
			JSON Feed, and counts readers without cookies or tracking.
		</p>
	</Page>
);
