import type { WholeFeed } from "./whole-feed.ts";

/** Whether a link leads to the feed's own site. The link of a link post leads elsewhere. */
export type IsOwnHost = (url: URL) => boolean;

/**
 * Creates a function that recognizes links to the feed's own site.
 *
 * @param also further addresses of the site
 */
export function ownHosts({ site, source, items }: WholeFeed, ...also: string[]): IsOwnHost {
	const named = [site, source, ...also].flatMap((text) => URL.parse(text) ?? []).map(hostOf);
	const links = items.flatMap(({ link }) => URL.parse(link) ?? []).map(hostOf);
	const [most] = [...Map.groupBy(links, (host) => host)].toSorted(([, a], [, b]) => b.length - a.length);
	const hosts = new Set(named.length > 0 ? named : most?.slice(0, 1));
	return (url) => hosts.has(hostOf(url));
}

function hostOf({ host }: URL): string {
	return host.replace(/^www\./, "");
}
