import type { Context } from "hono";
import type { FC } from "hono/jsx";
import { Discovery, discoveryHeaders, siteFeed } from "../components/discovery.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import type { Navigation } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { pageResponse } from "../http/respond.ts";
import { INDEX_KEY } from "../publisher/kv-keys.ts";
import type { Site } from "../settings.ts";
import { pieces } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { readNavigation } from "./feed-list.ts";

/** `GET /about/json-feed`: documents Newsstand's JSON Feed extension `_newsstand`, as JSON Feed 1.1 requires. */
export async function getAbout(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	const nav = await readNavigation(c.env);
	return pageResponse(c.req.raw, document(<About site={site} nav={nav} />), INDEX_KEY, headers);
}

const About: FC<{ site: Site; nav: Navigation | null }> = ({ site, nav }) => {
	const { extension } = wordsFor(site.language);
	const members: [name: string, meaning: string][] = [
		["type", extension.type],
		["category", extension.category],
		["provider", extension.provider],
		["original_url", extension.original],
		["quality, heat", extension.quality],
		["player_url", extension.player],
		["images", extension.images],
		["related", extension.related],
	];
	return (
		<Page
			site={site}
			title={extension.title}
			nav={nav}
			isTool
			head={<Discovery site={site} feeds={[siteFeed(site)]} />}
		>
			<div class="steps" {...marksFor(site.language)}>
				<h1>{extension.title}</h1>
				<p class="stand">{extension.item}</p>
				<p>
					{pieces(extension.feed, {
						archives: <code dir="ltr">archives</code>,
						example: <code dir="ltr">{'{ "2026-05": 12, "2026-04": 7 }'}</code>,
						path: <code dir="ltr">/archive/2026-05.json</code>,
					})}
				</p>
				<table class="table">
					<tbody>
						{members.map(([name, meaning]) => (
							<tr>
								<th scope="row">
									<code dir="ltr">{name}</code>
								</th>
								<td>{meaning}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</Page>
	);
};

/** `GET /about/feeds`: explains feeds to people who are new to them. */
export async function getAboutFeeds(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	const headers = { ...PAGE_HEADERS, ...discoveryHeaders(site, [siteFeed(site)]) };
	const nav = await readNavigation(c.env);
	return pageResponse(c.req.raw, document(<AboutFeeds site={site} nav={nav} />), INDEX_KEY, headers);
}

/** Feed readers by platform. */
const READERS: Record<"web" | "apple" | "android" | "windows" | "linux", [name: string, url: string][]> = {
	web: [
		["Feedly", "https://feedly.com/"],
		["Inoreader", "https://www.inoreader.com/"],
		["NewsBlur", "https://www.newsblur.com/"],
		["The Old Reader", "https://theoldreader.com/"],
	],
	apple: [
		["NetNewsWire", "https://netnewswire.com/"],
		["Reeder", "https://reederapp.com/"],
		["Unread", "https://www.goldenhillsoftware.com/unread/"],
		["lire", "https://lireapp.com/"],
	],
	android: [
		["Feeder", "https://github.com/spacecowboy/Feeder"],
		["Read You", "https://github.com/ReadYouApp/ReadYou"],
		["Capy Reader", "https://github.com/jocmp/capyreader"],
		["FeedMe", "https://play.google.com/store/apps/details?id=com.seazon.feedme"],
	],
	windows: [
		["Fluent Reader", "https://hyliu.me/fluent-reader/"],
		["Thunderbird", "https://www.thunderbird.net/"],
		["RSS Guard", "https://github.com/martinrotter/rssguard"],
		["QuiteRSS", "https://quiterss.org/"],
	],
	linux: [
		["NewsFlash", "https://gitlab.com/news-flash/news_flash_gtk"],
		["Liferea", "https://lzone.de/liferea/"],
		["Akregator", "https://apps.kde.org/akregator/"],
		["Newsboat", "https://newsboat.org/"],
	],
};

const AboutFeeds: FC<{ site: Site; nav: Navigation | null }> = ({ site, nav }) => {
	const { about, follow, extension } = wordsFor(site.language);
	const systems = [
		["web", about.web],
		["apple", about.apple],
		["android", "Android"],
		["windows", "Windows"],
		["linux", "Linux"],
	] as const;
	return (
		<Page
			site={site}
			title={about.title}
			nav={nav}
			isTool
			head={
				<>
					<meta name="description" content={about.description} />
					<Discovery site={site} feeds={[siteFeed(site)]} />
				</>
			}
		>
			<div class="steps" {...marksFor(site.language)}>
				<h1>{about.title}</h1>
				<p class="stand">{about.what}</p>
				<h2>{about.how}</h2>
				<ol>
					<li>{about.get}</li>
					<li>{pieces(about.press, { follow: <strong>{follow.button}</strong> })}</li>
					<li>{about.copy}</li>
				</ol>
				<h2 id="readers">{about.readers}</h2>
				<dl class="facts">
					{systems.map(([system, name]) => (
						<>
							<dt>{name}</dt>
							<dd>
								{READERS[system].map(([reader, url], index) => (
									<>
										{index > 0 ? " · " : ""}
										<a href={url} rel="noopener" lang="en" dir="ltr">
											{reader}
										</a>
									</>
								))}
							</dd>
						</>
					))}
				</dl>
				<h2>{about.which}</h2>
				<p>{pieces(about.formats, { opml: <a href="/feeds.opml">OPML</a> })}</p>
				<p>
					<a href="/subscribe">{follow.choose}</a>
				</p>
				<h2 id="newsstand">{about.newsstand}</h2>
				<p>{about.newsstandText}</p>
				<p>
					<a href="/about/json-feed">{extension.title}</a>
				</p>
			</div>
		</Page>
	);
};
