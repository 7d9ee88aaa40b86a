import { feedUrl, pageUrl, SITE_FEED } from "../feed/feed.ts";
import { languageIn } from "../feed/language-feed.ts";
import type { Site } from "../settings.ts";
import { wordsFor } from "../words/words.ts";
import { escapeAttribute, escapeMarkup } from "./xml.ts";

/** A feed in a list of subscriptions. */
export interface ListedFeed {
	name: string;
	/** For a selection: its canonical query, including the question mark. */
	query?: string | undefined;
	/** The name of the feed's topic or provider. */
	title: string;
	description?: string | undefined;
	/** The path of the feed's page, if it cannot be derived from the feed's name. */
	page?: string | undefined;
}

/**
 * Renders feeds as an OPML 2.0 file that feed readers can import: the site's feed or a selection, followed by a group
 * of topic feeds and a group of provider feeds. The file lists the RSS versions of the feeds, because all readers
 * support RSS.
 *
 * @param modified when the list last changed, in milliseconds since 1970; null if unknown
 */
export function renderOpml(feeds: readonly ListedFeed[], modified: number | null, site: Site): string {
	const { nav, opml } = wordsFor(site.language);
	const group = (kind: string) => feeds.filter(({ name }) => name.startsWith(`${kind}/`));
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<opml version="2.0">',
		"\t<head>",
		`\t\t<title>${escapeMarkup(site.title)}</title>`,
		...(modified === null ? [] : [`\t\t<dateModified>${new Date(modified).toUTCString()}</dateModified>`]),
		`\t\t<ownerName>${escapeMarkup(site.title)}</ownerName>`,
		"\t</head>",
		"\t<body>",
		...feeds.filter(({ name, page }) => !name.includes("/") && !page).map((feed) => `\t\t${outline(feed, site)}`),
		...grouped(nav.topics, group("topics"), site),
		...grouped(opml.sources, group("providers"), site),
		...grouped(
			opml.authors,
			feeds.filter(({ page }) => page !== undefined),
			site,
		),
		"\t</body>",
		"</opml>",
		"",
	].join("\n");
}

function grouped(text: string, feeds: readonly ListedFeed[], site: Site): string[] {
	if (feeds.length === 0) return [];
	const outlines = feeds.map((feed) => `\t\t\t${outline(feed, site)}`);
	return [`\t\t<outline text="${text}" title="${text}">`, ...outlines, "\t\t</outline>"];
}

function outline({ name, query = "", title, description = "", page }: ListedFeed, site: Site): string {
	const language = languageIn(query);
	const shown = escapeAttribute(title);
	const xmlUrl = escapeAttribute(feedUrl(site, name, "rss", query));
	const htmlUrl = escapeAttribute(page ? site.url + page : pageUrl(site, name) + query);
	const about = escapeAttribute(name === SITE_FEED ? site.description : description);
	const more = [
		about === "" ? "" : ` description="${about}"`,
		language === undefined ? "" : ` language="${escapeAttribute(language)}"`,
	].join("");
	return `<outline type="rss" text="${shown}" title="${shown}" xmlUrl="${xmlUrl}" htmlUrl="${htmlUrl}"${more}/>`;
}
