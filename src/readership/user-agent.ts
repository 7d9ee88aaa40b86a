import { cleanLine } from "../article/clean-text.ts";
import { knownReader } from "./known-readers.ts";

/** Who a User-Agent says it is. */
export interface Reader {
	/** As people know it: `Feedly`, `NetNewsWire`. */
	name: string;
	/** How many an aggregator reads for: those it names, else one. Null: a program that somebody reads with. */
	subscribers: number | null;
}

/** What follows says nothing more, in characters. */
const LONGEST = 400;
const LONGEST_NAME = 40;

/** Nobody has so many: a larger number is not believed. */
const MOST_SUBSCRIBERS = 10_000_000;

/** `12 subscribers`, `1,204 readers`; `subscribers=12`, `Subscriber Count: 12`. */
const COUNT =
	/(?<![\w.,-])([\d,]{1,12}) ?(?:subscriber|reader)s?\b|\b(?:subscriber|reader)s?(?: count)? ?[=:] ?([\d,]{1,12})(?![\w,])/i;

/** What looks at feeds without reading them: search engines, previews, monitors, those who gather texts for machines. */
const ROBOT =
	/bot\b|bot[_/-]|crawl|spider|slurp|archive|nutch|scan|zgrab|monitor|uptime|pingdom|statuscake|site24x7|datadog|lighthouse|gtmetrix|headless|validator|verify|preview|externalhit|externalagent|embedly|whatsapp|mastodon|pleroma|akkoma|misskey|^gpt|chatgpt|anthropic|google|yandex|prefetch|proxy/i;

/** Libraries and tools: what somebody does with them is not known. */
const TOOL =
	/^(?:curl|wget|python\S*|go-http-client|go|golang|okhttp|java|axios|node|node-fetch|undici|got|deno|bun|libwww-perl|lwp\S*|perl|php|ruby|faraday|http\.rb|apache-httpclient|aiohttp|httpx|guzzlehttp|dart|postmanruntime|httpie|insomnia|reqwest|ureq|hyper|cfnetwork|laminas\S*|mozilla|opera|msie.*)$/i;

/**
 * Who reads, by what it says of itself in the header `User-Agent`; null if that is a browser, a robot, a tool, or nothing.
 * Anybody can write anything there. A reader that is not known has the name that it gives, cleaned and cut.
 */
export function readerOf(userAgent: string | null): Reader | null {
	if (!userAgent) return null;
	const text = userAgent.slice(0, LONGEST).replaceAll("%20", " ");
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
	return digits === "" || count > MOST_SUBSCRIBERS ? null : count;
}

/** The name of the product that comes first (RFC 9110, section 10.1.5), or of what only calls itself compatible with a browser. */
function productOf(text: string): string | null {
	const compatible = /^Mozilla\/\d\S* ?\(compatible; ?([^;)]+)/i.exec(text)?.[1];
	if (compatible === undefined && /^(?:Mozilla|Opera)\b/i.test(text)) return null;
	const [product = ""] = (compatible ?? text).split(/[/(;:,]| - | v?\d|\+http/);
	const name = cleanLine(product.replace(/[^\p{L}\p{N} ._&'!-]/gu, " "))
		.replace(/^[^\p{L}\p{N}]+/u, "")
		.slice(0, LONGEST_NAME)
		.trim();
	const isName = /\p{L}{2}/u.test(name) && !/^[0-9a-f]{8}-/i.test(name) && !TOOL.test(name) && !product.includes("@");
	return isName ? name : null;
}
