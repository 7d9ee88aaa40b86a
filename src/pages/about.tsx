import type { Context } from "hono";
import type { App } from "../http/app-env.ts";
import { pageResponse } from "../http/page.ts";
import type { Site } from "../settings.ts";
import { Discovery, discoveryHeaders, siteFeed } from "./discovery.tsx";
import { document, PAGE_HEADERS, Page } from "./layout.tsx";
import { STYLE } from "./style.ts";

const MEMBERS: [name: string, meaning: string][] = [
	["type", "The kind of article: article, video, or what its author calls it."],
	["category", "The collection that the article belongs to, such as news."],
	["provider", "Who published it: name, and domain where it is known."],
	["original_url", "Where it first appeared, if that is not its url."],
	["quality, heat", "The editor's judgement, as numbers from 0 to 1000."],
	["player_url", "The player of a video, fit for an iframe."],
	["images", "All pictures, each with url, and width and height in pixels where they are known."],
	[
		"related",
		"Other articles on the same story, each with url and title; summary, date_published and provider where known.",
	],
];

/** `GET /about/json-feed`: what the extension `_newsstand` of our JSON Feeds holds, as JSON Feed 1.1 asks. */
export async function getAbout(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	return pageResponse(c.req.raw, document(<About site={site} />), "about", headers);
}

const About = ({ site }: { site: Site }) => (
	<Page
		site={site}
		title="The _newsstand extension of JSON Feed"
		language="en"
		head={<Discovery site={site} feeds={[siteFeed(site)]} />}
	>
		<h1>The _newsstand extension of JSON Feed</h1>
		<p>Each item of a JSON Feed from this site has an object _newsstand with these members. A reader may ignore it.</p>
		<table>
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

/** `GET /style.css` */
export async function getStyle(c: Context<App>): Promise<Response> {
	return pageResponse(c.req.raw, STYLE, "style", { "Content-Type": "text/css; charset=utf-8" });
}
