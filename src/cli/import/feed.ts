import { dateOf, type FeedItem, readWholeFeed } from "../feeds/whole-feed.ts";
import { audio, video } from "./html.ts";
import { type Export, ExportError, type ImportedPost, isoTime, siteKey } from "./post.ts";

/**
 * Opens a feed with all its pages. This works for any site that has a feed, even if its software does not offer an
 * export.
 *
 * @param source a URL or a file name
 */
export async function openFeed(source: string, cwd: string, progress: (text: string) => void): Promise<Export> {
	const feed = await readWholeFeed(source, { cwd, progress });
	if ("failure" in feed) throw new ExportError(feed.failure);
	const { title, site, language, items, warnings } = feed;
	const home = site === "" && /^https?:/i.test(feed.source) ? feed.source : site;
	return {
		id: siteKey(home),
		site: { title, url: home, language: language || undefined, authors: [], terms: [] },
		count: items.length,
		leftOut: new Map(),
		faults: warnings,
		async *posts() {
			for (const [index, item] of items.entries()) yield toPost(item, index, home);
		},
	};
}

function toPost(item: FeedItem, index: number, site: string): ImportedPost {
	const { id, link, title, authors, topics, updated, summary, picture } = item;
	const isOwn = site === "" || hostOf(link) === hostOf(site);
	const url = URL.canParse(link) ? link : undefined;
	return {
		key: `feed ${id || link || title}`,
		place: `item ${index + 1}`,
		status: "published",
		hidden: {},
		title,
		body: { markup: "html", text: item.body + enclosed(item) },
		slug: slugOf(link),
		url: isOwn ? url : undefined,
		externalUrl: isOwn ? undefined : url,
		guid: id || link || undefined,
		published: isoTime(dateOf(item)),
		updated: isoTime(updated),
		excerpt: summary,
		image: picture !== undefined && !item.body.includes(picture) ? picture : undefined,
		authors,
		categories: [],
		tags: topics,
		notes: [],
	};
}

/**
 * Renders a player for each of the item's audio and video files, except files whose addresses the item's body already
 * contains.
 */
function enclosed({ body, enclosures }: FeedItem): string {
	const media = enclosures.filter(({ url, type }) => /^(audio|video)\//.test(type) && !body.includes(url));
	return media.map(({ url, type }) => `\n${type.startsWith("audio/") ? audio(url) : video(url)}`).join("");
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : "";
}

/** Returns the last segment of a URL's path, without its extension. */
function slugOf(link: string): string {
	if (!URL.canParse(link)) return "";
	const segments = new URL(link).pathname.split("/").filter((segment) => segment !== "");
	const last = (segments.at(-1) ?? "").replace(/\.(html?|php|aspx?)$/i, "");
	try {
		return decodeURIComponent(last);
	} catch {
		return last;
	}
}
