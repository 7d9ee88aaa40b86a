import { cleanLine } from "../article/clean-text.ts";

/** A reader, as its User-Agent identifies it. */
export interface Reader {
	/** The reader's common name, such as `Feedly` or `NetNewsWire`. */
	name: string;
	/**
	 * For an aggregator: the number of subscribers that it reports, or 1 if it does not report a number. Null for a
	 * program that is used by one person.
	 */
	subscribers: number | null;
}

/** Maximum number of characters that are read from a User-Agent. */
const MAX_LENGTH = 400;
const MAX_NAME_LENGTH = 40;

/** The highest number of subscribers that is credible. */
const MAX_SUBSCRIBERS = 10_000_000;

/** Matches counts such as `12 subscribers`, `1,204 readers`, `subscribers=12` and `Subscriber Count: 12`. */
const COUNT =
	/(?<![\w.,-])([\d,]{1,12}) ?(?:subscriber|reader)s?\b|\b(?:subscriber|reader)s?(?: count)? ?[=:] ?([\d,]{1,12})(?![\w,])/i;

/** Programs that do not fetch feeds for a human reader: search engines, previews, monitors, AI crawlers. */
const ROBOT =
	/bot\b|bot[_/-]|crawl|spider|slurp|archive|nutch|scan|zgrab|monitor|uptime|pingdom|statuscake|site24x7|datadog|lighthouse|gtmetrix|headless|validator|verify|preview|externalhit|externalagent|embedly|whatsapp|mastodon|pleroma|akkoma|misskey|^gpt|chatgpt|anthropic|google|yandex|prefetch|proxy/i;

/** Libraries and tools. Whether they fetch feeds for a human reader is unknown. */
const TOOL =
	/^(?:curl|wget|python\S*|go-http-client|go|golang|okhttp|java|axios|node|node-fetch|undici|got|deno|bun|libwww-perl|lwp\S*|perl|php|ruby|faraday|http\.rb|apache-httpclient|aiohttp|httpx|guzzlehttp|dart|postmanruntime|httpie|insomnia|reqwest|ureq|hyper|cfnetwork|laminas\S*|mozilla|opera|msie.*)$/i;

/**
 * Identifies the reader in a `User-Agent` header; null for browsers, robots and tools, or if the header is missing. The
 * header is not trusted: the names of unknown readers are cleaned and shortened.
 */
export function readerOf(userAgent: string | null): Reader | null {
	if (!userAgent) return null;
	const text = userAgent.slice(0, MAX_LENGTH).replaceAll("%20", " ");
	const named = subscribersIn(text);
	const known = knownReader(text);
	if (known) return { name: known.name, subscribers: named ?? (known.isAggregator ? 1 : null) };
	if (named === null && ROBOT.test(text)) return null;
	const name = productOf(text);
	return name === null ? null : { name, subscribers: named };
}

function subscribersIn(text: string): number | null {
	const [, before, after] = COUNT.exec(text) ?? [];
	const digits = (before ?? after)?.replaceAll(",", "") ?? "";
	const count = Number(digits);
	return digits === "" || count > MAX_SUBSCRIBERS ? null : count;
}

/** Returns the first product name (RFC 9110, section 10.1.5), or the name after "compatible". */
function productOf(text: string): string | null {
	const compatible = /^Mozilla\/\d\S* ?\(compatible; ?([^;)]+)/i.exec(text)?.[1];
	if (compatible === undefined && /^(?:Mozilla|Opera)\b/i.test(text)) return null;
	const [product = ""] = (compatible ?? text).split(/[/(;:,]| - | v?\d|\+http/);
	const name = cleanLine(product.replace(/[^\p{L}\p{N} ._&'!-]/gu, " "))
		.replace(/^[^\p{L}\p{N}]+/u, "")
		.slice(0, MAX_NAME_LENGTH)
		.trim();
	const isName = /\p{L}{2}/u.test(name) && !/^[0-9a-f]{8}-/i.test(name) && !TOOL.test(name) && !product.includes("@");
	return isName ? name : null;
}

/** The common names of readers, each with the tokens that identify the reader in a User-Agent. */
type Names = readonly (readonly [name: string, ...tokens: readonly string[]])[];

/** Services that fetch a feed once for all their subscribers. Some of them report how many subscribers the feed has. */
const AGGREGATORS: Names = [
	["BazQux", "bazqux"],
	["Bloglovin", "bloglovin"],
	["Blogtrottr", "blogtrottr"],
	["Dreamwidth", "dreamwidth"],
	["Feed Wrangler", "feed wrangler"],
	["Feedbin", "feedbin"],
	["Feedly", "feedly"],
	["Feedspot", "feedspot"],
	["Google Feedfetcher", "feedfetcher-google"],
	["Inoreader", "inoreader"],
	["LiveJournal", "livejournal"],
	["Netvibes", "netvibes"],
	["NewsBlur", "newsblur"],
	["Newsify", "newsify"],
	["Overcast", "overcast"],
	["PlainFeeder", "plainfeeder"],
	["Superfeedr", "superfeedr"],
	["The Old Reader", "theoldreader", "the old reader"],
];

/** Programs for reading feeds. Some run on a server for a few people. */
const PROGRAMS: Names = [
	["Akregator", "akregator"],
	["BeyondPod", "beyondpod"],
	["CommaFeed", "commafeed"],
	["Elfeed", "emacs elfeed", "elfeed"],
	["Feeder", "spacecowboys android rss reader", "feeder/"],
	["Fiery Feeds", "fiery feeds"],
	["Fluent Reader", "fluent reader", "fluent-reader", "fluentreader"],
	["FreshRSS", "freshrss"],
	["Leed", "leed ("],
	["Liferea", "liferea"],
	["Miniflux", "miniflux"],
	["NetNewsWire", "netnewswire"],
	["News Explorer", "news/explorer", "news explorer"],
	["Newsboat", "newsboat"],
	["NewsFlash", "newsflash"],
	["Nextcloud News", "nextcloud-news"],
	["QuiteRSS", "quiterss"],
	["ReadKit", "readkit"],
	["Reeder", "reeder"],
	["RSS Bot", "rss bot"],
	["RSS Guard", "rssguard", "rss guard"],
	["RSSOwl", "rssowl"],
	["Tapestry", "tapestry/"],
	["Thunderbird", "thunderbird"],
	["Tiny Tiny RSS", "tiny tiny rss"],
	["Unread", "unread rss reader", "unread/"],
	["Vienna", "vienna"],
	["Yarr", "yarr"],
];

/** A known reader. */
interface KnownReader {
	name: string;
	/** Whether the reader fetches a feed once for all its subscribers. */
	isAggregator: boolean;
}

const KNOWN = new Map(
	[
		...AGGREGATORS.map(([name, ...tokens]) => ({ name, tokens, isAggregator: true })),
		...PROGRAMS.map(([name, ...tokens]) => ({ name, tokens, isAggregator: false })),
	].flatMap(({ tokens, ...reader }) => tokens.map((token): [string, KnownReader] => [token, reader])),
);

/** A single regular expression for all tokens: the time it takes hardly depends on the number of tokens. */
const TOKENS = new RegExp(`\\b(?:${[...KNOWN.keys()].map((token) => token.replace(/[(/]/g, "\\$&")).join("|")})`, "i");

/** Returns the first known reader in a User-Agent. */
function knownReader(userAgent: string): KnownReader | undefined {
	return KNOWN.get(TOKENS.exec(userAgent)?.[0].toLowerCase() ?? "");
}
