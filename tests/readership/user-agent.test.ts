import { expect, test } from "vitest";
import { readerOf } from "../../src/readership/user-agent.ts";

/** Real User-Agents, each with the name of the reader and the number of its subscribers. */
const REAL: [userAgent: string, name: string, subscribers: number | null][] = [
	["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 462 subscribers; like FeedFetcher-Google)", "Feedly", 462],
	["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 1 subscribers; )", "Feedly", 1],
	["Feedly/1.0 (poller; 131 subscribers;)", "Feedly", 131],
	["Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 195 subscribers; )", "Inoreader", 195],
	["Mozilla/5.0 (compatible; inoreader.com; 114 subscribers)", "Inoreader", 114],
	["Feedbin feed-id:1697787 - 102 subscribers", "Feedbin", 102],
	["Feedbin feed-id:12345 - 1 subscriber", "Feedbin", 1],
	[
		'NewsBlur Feed Fetcher - 54 subscribers - https://www.newsblur.com/site/6865328/grumpy-website ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0.1 Safari/605.1.15")',
		...(["NewsBlur", 54] as const),
	],
	[
		"Mozilla/5.0 (compatible; theoldreader.com; 12 subscribers; feed-id=0719795c4d27c784217b0bc0)",
		"The Old Reader",
		12,
	],
	["Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 6 subscribers)", "BazQux", 6],
	["Overcast/1.0 Podcast Sync (1190 subscribers; feed-id=554901; +http://overcast.fm/)", "Overcast", 1190],
	[
		"Feedfetcher-Google; (+http://www.google.com/feedfetcher.html; 4 subscribers; feed-id=12499587138938146489)",
		...(["Google Feedfetcher", 4] as const),
	],
	["Netvibes (http://www.netvibes.com/; 5 subscribers; feedId: 5404723)", "Netvibes", 5],
	[
		"Dreamwidth Studios (webmaster@dreamwidth.org; for https://www.dreamwidth.org/users/vikingschoice_feed/; 2 readers)",
		...(["Dreamwidth", 2] as const),
	],
	["PlainFeeder v0.0.1 (+http://plainfeeder.com/about ; Subscriber Count: 7)", "PlainFeeder", 7],
	["Bloglines/3.1 (http://www.bloglines.com; 3 subscribers)", "Bloglines", 3],
	["NewsGatorOnline/2.0 (http://www.newsgator.com; 39 subscribers)", "NewsGatorOnline", 39],
	["Blogtrottr/2.0", "Blogtrottr", 1],
	["Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)", "Miniflux", null],
	["FreshRSS/1.24.3 (Linux; https://freshrss.org)", "FreshRSS", null],
	["Tiny Tiny RSS/23.05-a4543de (Unsupported) (https://tt-rss.org/)", "Tiny Tiny RSS", null],
	["NextCloud-News/1.0", "Nextcloud News", null],
	["CommaFeed/4.6.0 (https://github.com/Athou/commafeed)", "CommaFeed", null],
	["NetNewsWire (RSS Reader; https://netnewswire.com/)", "NetNewsWire", null],
	[
		"Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10_6_3; de-de) AppleWebKit/531.22.7 (KHTML, like Gecko) NetNewsWire/3.2.7",
		...(["NetNewsWire", null] as const),
	],
	["Reeder/5010.01.03 CFNetwork/1120 Darwin/19.0.0", "Reeder", null],
	["newsboat/2.13 (Linux x86_64)", "Newsboat", null],
	[
		"Liferea/1.13.5 (Linux; de_DE; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)",
		...(["Liferea", null] as const),
	],
	["Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.6.1", "Thunderbird", null],
	["SpaceCowboys Android RSS Reader / 2.13.0(3764)", "Feeder", null],
	["Unread RSS Reader - https://www.goldenhillsoftware.com/unread/", "Unread", null],
	[
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) News/Explorer/1.20",
		...(["News Explorer", null] as const),
	],
	["Fiery%20Feeds/572 CFNetwork/3860.100.1 Darwin/25.0.0", "Fiery Feeds", null],
	["Emacs Elfeed 3.4.2", "Elfeed", null],
	["Akregator/5.22.3; syndication", "Akregator", null],
	["Mozilla/5.0 Vienna/3.9.5", "Vienna", null],
	["RSS Bot/2.8 (Mac OS X Version 10.14.5 (Build 18F132))", "RSS Bot", null],
	["Mozilla/4.0 Leed (LightFeed Aggregator) dev by idleman http://projet.idleman.fr/leed", "Leed", null],
	["Yarr/1.0", "Yarr", null],
	["Tapestry/1.0 CFNetwork/1410 Darwin/23.0.0", "Tapestry", null],
];

test.each(REAL)("%s is recognized as %s", (userAgent, name, subscribers) => {
	expect(readerOf(userAgent)).toEqual({ name, subscribers });
});

test.each([
	["davefeedread v0.5.25", "davefeedread"],
	["Plenary/4.6.2", "Plenary"],
	["RSS%20Mobile/2.1 CFNetwork/1410 Darwin/23.0.0", "RSS Mobile"],
	["Bifolia:0.1.1", "Bifolia"],
	["Blogosphere/1.0 (+https://blogosphere.app; someone@example.com)", "Blogosphere"],
	["Mozilla/5.0 (compatible; Tidewatch/3.1; +https://tide.example)", "Tidewatch"],
	["Zeitung-Leser für alle/1.0", "Zeitung-Leser für alle"],
])("an unknown reader is listed under its own name: %s", (userAgent, name) => {
	expect(readerOf(userAgent)).toEqual({ name, subscribers: null });
});

test.each([
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 5.2; Trident/5.0)",
	"Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18",
	"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
	"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
	"Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot) Zeno/33782fc warc/v0.8.90",
	"Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
	"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
	"http.rb/5.1.1 (Mastodon/4.3.1; +https://mastodon.social/)",
	"Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
	"Mozilla/5.0 (compatible; Pingdom.com_bot_version_1.4_(http://www.pingdom.com/))",
	"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
	"curl/8.5.0",
	"Wget/1.21.1",
	"python-requests/2.28.0",
	"Go-http-client/2.0",
	"node",
	"27F9D996-DF69-4753-A16D-76FBB0D682A3/310 CFNetwork/3826.400.120 Darwin/24.3.0",
	"help@dataminr.com",
])("%s is a browser, robot or tool, not a feed reader", (userAgent) => {
	expect(readerOf(userAgent)).toBeNull();
});

test.each([
	["Feedly/1.0 (1,204 subscribers)", 1204],
	["Feedly/1.0 (subscribers=12)", 12],
	["Feedly/1.0 (12 Readers)", 12],
	["Feedly/1.0 (0 subscribers)", 0],
	["Feedly/1.0 (feed-id=999; 3 subscribers)", 3],
	["Feedly/1.0 (3 subscribers; subscribers=900)", 3],
	["Feedly/1.0", 1],
	["Feedly/1.0 (1000000000 subscribers)", 1],
	["Feedly/1.0 (99999999999999999999999999 subscribers)", 1],
	["Feedly/1.0 (-5 subscribers)", 1],
	["Feedly/1.0 (1.5 subscribers)", 1],
	["Feedly/1.0 (v2 subscribers)", 1],
	["Feedly/1.0 (1e9 subscribers)", 1],
	["Feedly/1.0 (٣ subscribers)", 1],
	["Feedly/1.0 (,,, subscribers)", 1],
])("the subscriber number in %s is used only if it is credible", (userAgent, subscribers) => {
	expect(readerOf(userAgent)?.subscribers).toBe(subscribers);
});

test.each([null, "", " ", "\0\r\n", "/", "(((((", "12345", "%%%", "=1+1", "💩", "Mozilla/5.0"])(
	"the User-Agent %j does not contain a name and is not counted",
	(userAgent) => expect(readerOf(userAgent)).toBeNull(),
);

test("reader names are safe for pages, CSV and logs", () => {
	for (const userAgent of [
		`${"A".repeat(100_000)}/1.0 (5 subscribers)`,
		`Tide\u0000\u202e\nReader<script>alert(1)</script>/1.0`,
		'=HYPERLINK("http://evil.example")/1.0',
		"@SUM(A1)/1.0 5 readers",
		"+cmd|' /C calc'!A0/1.0",
		`${"( ; ".repeat(25_000)}`,
		`Tide ${"1,".repeat(50_000)} subscribers`,
		`Tide ${" ".repeat(100_000)} 5 subscribers`,
	]) {
		const name = readerOf(userAgent)?.name ?? "none";
		expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{N} ._&'!-]{1,39}$/u);
	}
});
