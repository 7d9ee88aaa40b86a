import type { ProposedRedirect } from "./proposal.ts";
import type { GeneratorName } from "./recognize.ts";

const RSS = "/feed.rss";
const ATOM = "/feed.atom";

/** The default address of each generator's main feed. */
const USUAL: Partial<Record<GeneratorName, Record<string, string>>> = {
	jekyll: { "/feed.xml": ATOM },
	hugo: { "/index.xml": RSS },
	hexo: { "/atom.xml": ATOM, "/rss2.xml": RSS },
	eleventy: { "/feed.xml": ATOM, "/feed/feed.xml": ATOM },
	astro: { "/rss.xml": RSS },
	zola: { "/atom.xml": ATOM, "/rss.xml": RSS },
	gatsby: { "/rss.xml": RSS },
	vuepress: { "/rss.xml": RSS, "/atom.xml": ATOM },
	quartz: { "/index.xml": RSS },
	bear: { "/feed/": ATOM },
};

/** Sections whose feeds the site redirects to its main feed automatically. */
const SECTION = "(?:blog|posts?|articles?|writing|journal|web)";
const DOCUMENT = String.raw`(?:index\.(?:xml|json|rdf)|rss2?\.xml|atom\.xml|feed\.xml|feed\.json|feed\/?|rss\/?)`;

/** Addresses that the site redirects to the main feed without `_redirects.yaml`. docs/addresses.md lists them. */
const BUILT_IN = new RegExp(
	String.raw`^\/(?:${DOCUMENT}|${SECTION}\/${DOCUMENT}|${SECTION}\.(?:atom|rss|xml)|feed\/(?:rss2?|atom|json)\/?|atom\/?|feed\.(?:rss|atom|json)|feed\/[^/]+\.xml|feeds\/(?:feed|all\.atom|all\.rss)\.xml)$`,
);

/** Addresses that Newsstand uses itself, so they cannot be redirected. */
const OWN = /^\/(?:$|(?:topics|providers|api|webhooks|private)(?:\/|$))/i;

/**
 * Returns redirects for old feed addresses that no built-in rule covers.
 *
 * @param base the path of the old site, such as `/blog`; may be empty
 */
export function oldFeeds(
	generator: GeneratorName,
	base: string,
	feeds: readonly { old: string; to: string; from: string }[],
): ProposedRedirect[] {
	const usual = Object.entries(USUAL[generator] ?? {}).map(([old, to]) => ({
		old,
		to,
		from: "the generator's default",
	}));
	const redirects = new Map<string, ProposedRedirect>();
	for (const { old, to, from } of [...feeds, ...usual]) {
		const path = pathOf(base, old);
		if (path === null || BUILT_IN.test(path) || OWN.test(path) || redirects.has(path)) continue;
		redirects.set(path, { old: path, value: to, from });
	}
	return [...redirects.values()];
}

/** Returns the normalized path of a feed, including the site's path; null if `feed` is not a plain path or URL. */
function pathOf(base: string, feed: string): string | null {
	const url = URL.parse(feed, "https://invalid.invalid");
	if (url === null || url.search !== "" || /[{}:%]/.test(feed.replace(/^https?:/, ""))) return null;
	const { pathname } = url;
	return base !== "" && !pathname.startsWith(`${base}/`) ? base + pathname : pathname;
}
