import {
	any,
	contact,
	count,
	email,
	every,
	filled,
	html,
	id,
	type Kind,
	language,
	matching,
	mime,
	oneOf,
	personName,
	plain,
	plausible,
	positive,
	rfc822,
	rfc3339,
	rssText,
	uri,
	url,
} from "./validator-values.ts";
import type { XmlElement } from "./xml.ts";

export interface Rule {
	/** Whether the element may occur several times. */
	many?: boolean;
	text?: Kind;
	attributes?: Record<string, Kind>;
	children?: Record<string, Rule>;
	/** Required attributes and children. */
	needs?: string[];
	/** A rule that involves several parts of the element. */
	whole?: (element: XmlElement) => string[];
}

/** Prefixes of the namespaces that the service supports. It does not check elements in other namespaces. */
const PREFIXES: Record<string, string> = {
	"": "",
	"http://www.w3.org/2005/Atom": "atom:",
	"http://purl.org/rss/1.0/modules/content/": "content:",
	"http://backend.userland.com/creativeCommonsRssModule": "creativeCommons:",
	"http://purl.org/dc/elements/1.1/": "dc:",
	"http://purl.org/dc/terms/": "dcterms:",
	"http://purl.org/syndication/history/1.0": "fh:",
	"http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
	"http://search.yahoo.com/mrss/": "media:",
	"http://purl.org/rss/1.0/modules/syndication/": "sy:",
	"http://www.w3.org/XML/1998/namespace": "xml:",
};

const LINK: Rule = {
	many: true,
	needs: ["href"],
	attributes: {
		href: uri,
		rel: oneOf(
			"UnregisteredAtomLinkRel",
			...[
				"alternate",
				"current",
				"enclosure",
				"hub",
				"license",
				"next-archive",
				"prev-archive",
				"related",
				"self",
				"via",
			],
		),
		type: mime,
		title: every(plain, filled),
		length: count,
	},
};

const THUMBNAIL: Rule = { many: true, needs: ["url"], attributes: { url: uri, width: positive, height: positive } };
const PLAYER: Rule = { needs: ["url"], attributes: { url: uri, width: positive, height: positive } };

/** Rules for elements that occur in both RSS items and Atom entries. */
const ENTRY: Record<string, Rule> = {
	"media:content": {
		many: true,
		attributes: {
			...{ url: uri, type: mime, fileSize: positive, width: positive, height: positive },
			duration: matching(/^\d+(\.\d+)?$/, "InvalidFloat"),
			medium: oneOf("InvalidMediaMedium", "image", "audio", "video", "document", "executable"),
		},
		children: { "media:title": { text: plain }, "media:description": { text: plain }, "media:credit": { many: true } },
	},
	"media:thumbnail": THUMBNAIL,
	"media:player": PLAYER,
};

const CATEGORY: Rule = {
	many: true,
	needs: ["text"],
	attributes: { text: filled },
	children: { "itunes:category": { attributes: { text: filled } } },
};

const ITEM: Rule = {
	many: true,
	needs: ["title", "guid"],
	children: {
		...ENTRY,
		title: { text: every(rssText, filled) },
		link: { text: uri },
		description: { text: html },
		"content:encoded": { text: html },
		guid: { text: filled, attributes: { isPermaLink: oneOf("InvalidBooleanAttribute", "true", "false") } },
		pubDate: { text: every(rfc822, plausible) },
		category: { many: true, text: every(rssText, filled) },
		enclosure: { needs: ["url", "length", "type"], attributes: { url, length: count, type: mime } },
		source: { needs: ["url"], text: rssText, attributes: { url: uri } },
		"dc:creator": { many: true },
		"dc:language": { text: language },
		"dc:rights": { text: rssText },
		"dcterms:modified": { text: every(rfc3339, plausible) },
		"creativeCommons:license": { text: uri },
		"itunes:title": { text: any },
		"itunes:duration": { text: matching(/^\d+(:[0-5]\d){0,2}$/, "InvalidDuration") },
		"itunes:season": { text: positive },
		"itunes:episode": { text: positive },
		"itunes:episodeType": { text: oneOf("InvalidItunesEpisodeType", "full", "trailer", "bonus") },
		"itunes:explicit": { text: oneOf("InvalidTrueFalse", "true", "false") },
		"itunes:image": { needs: ["href"], attributes: { href: url } },
	},
	whole: (item) => {
		const names = item.children.map(nameOf);
		const isFirst =
			names.indexOf("description") < names.indexOf("content:encoded") || !names.includes("content:encoded");
		const guid = item.children.find(({ name: is }) => is === "guid");
		return [
			...(isFirst && names.includes("description") ? [] : ["NeedDescriptionBeforeContent"]),
			...(guid?.attributes["isPermaLink"] === "false" ? [] : uri(guid?.text ?? "").map(() => "InvalidHttpGUID")),
			...(/^\d{1,8}$/.test(guid?.text ?? "") ? ["NotSufficientlyUnique"] : []),
		];
	},
};

const CHANNEL: Rule = {
	needs: ["title", "link", "description", "language"],
	children: {
		title: { text: every(rssText, filled) },
		link: { text: uri },
		description: { text: rssText },
		category: { many: true, text: every(rssText, filled) },
		cloud: {
			needs: ["domain", "port", "path", "registerProcedure", "protocol"],
			attributes: { domain: filled, port: positive, path: any, registerProcedure: any, protocol: any },
		},
		copyright: { text: rssText },
		docs: { text: uri },
		generator: { text: any },
		image: {
			needs: ["title", "url", "link"],
			children: {
				title: { text: every(rssText, filled) },
				link: { text: uri },
				// If the URL ends with what may be a file extension, it must be that of an allowed type.
				url: { text: every(uri, matching(/^(?!.*\.(?!(jpe?g|gif|png)$)\w+$)/i, "ImageUrlFormat")) },
				width: { text: (value) => (Number(value) > 0 && Number(value) <= 144 ? [] : ["InvalidWidth"]) },
				height: { text: (value) => (Number(value) > 0 && Number(value) <= 400 ? [] : ["InvalidHeight"]) },
			},
		},
		language: { text: language },
		lastBuildDate: { text: every(rfc822, plausible) },
		managingEditor: { text: contact },
		ttl: { text: positive },
		webMaster: { text: contact },
		"atom:link": LINK,
		"creativeCommons:license": { text: uri },
		"fh:archive": {},
		"sy:updatePeriod": { text: oneOf("InvalidUpdatePeriod", "hourly", "daily", "weekly", "monthly", "yearly") },
		"sy:updateFrequency": { text: positive },
		"itunes:author": { text: rssText },
		"itunes:block": { text: matching(/^(yes|no|clean)$/i, "InvalidYesNoClean") },
		"itunes:category": CATEGORY,
		"itunes:explicit": { text: oneOf("InvalidTrueFalse", "true", "false") },
		"itunes:image": { needs: ["href"], attributes: { href: url } },
		"itunes:owner": {
			needs: ["itunes:email"],
			children: { "itunes:name": { text: rssText }, "itunes:email": { text: email } },
		},
		"itunes:type": { text: oneOf("InvalidItunesChannelType", "episodic", "serial") },
		item: ITEM,
	},
	whole: (channel) => {
		const names = channel.children.map(nameOf);
		const textOf = (element: XmlElement | undefined, child: string) =>
			element?.children.find((one) => one.name === child)?.text;
		const image = channel.children.find((one) => one.name === "image");
		const items = channel.children.filter((one) => one.name === "item");
		const isPodcast = [channel, ...items].some(({ children }) =>
			children.some((one) => nameOf(one)?.startsWith("itunes:")),
		);
		return [
			...(names.indexOf("item") === -1 || names.slice(names.indexOf("item")).every((one) => one === "item")
				? []
				: ["MisplacedItem"]),
			...(image && textOf(image, "title") !== textOf(channel, "title") ? ["ImageTitleDoesntMatch"] : []),
			...(image && textOf(image, "link") !== textOf(channel, "link") ? ["ImageLinkDoesntMatch"] : []),
			...(isPodcast ? missing(channel, ["itunes:category", "itunes:explicit", "itunes:owner"]) : []),
			...linkFaults(channel),
			...repeated(channel.children.map((item) => textOf(item, "guid"))).map(() => "DuplicateValue"),
		];
	},
};

const PERSON: Rule = {
	many: true,
	needs: ["atom:name"],
	children: { "atom:name": { text: personName }, "atom:uri": { text: uri }, "atom:email": { text: email } },
};

/** Makes the rule for an Atom text construct, whose default type is `text`. */
function construct(more: Kind = any): Rule {
	return {
		attributes: { type: oneOf("InvalidMIMEType", "html") },
		whole: ({ text, attributes }) => [
			...(attributes["type"] === "html" ? html : plain)(text),
			...filled(text),
			...more(text),
		],
	};
}

const TERM: Rule = { many: true, needs: ["term"], attributes: { term: filled } };

/** The metadata of a feed, or that of the feed which an entry comes from (RFC 4287, section 4.2). */
const METADATA: Record<string, Rule> = {
	"atom:id": { text: id },
	"atom:title": construct(),
	"atom:subtitle": construct(),
	"atom:updated": { text: every(rfc3339, plausible) },
	"atom:generator": { text: filled, attributes: { version: any } },
	"atom:author": PERSON,
	"atom:icon": { text: uri },
	"atom:logo": { text: uri },
	"atom:rights": construct(),
	"atom:category": TERM,
	"atom:link": LINK,
};

const FEED: Rule = {
	needs: ["atom:id", "atom:title", "atom:updated"],
	attributes: { "xml:lang": language },
	children: {
		...METADATA,
		"fh:archive": {},
		"atom:entry": {
			many: true,
			needs: ["atom:id", "atom:title", "atom:updated"],
			attributes: { "xml:lang": language },
			children: {
				...ENTRY,
				"atom:id": { text: id },
				"atom:title": construct(),
				"atom:summary": construct(),
				"atom:content": construct(),
				"atom:published": { text: every(rfc3339, plausible) },
				"atom:updated": { text: every(rfc3339, plausible) },
				"atom:author": PERSON,
				"atom:category": TERM,
				"atom:rights": construct(),
				"atom:link": LINK,
				"atom:source": { needs: ["atom:id", "atom:title", "atom:updated"], children: METADATA },
			},
			whole: (entry) => {
				const names = entry.children.map(nameOf);
				const pages = entry.children.filter((one) => nameOf(one) === "atom:link" && !one.attributes["rel"]);
				return [
					...(names.includes("atom:content") || names.includes("atom:summary") ? [] : ["MissingTextualContent"]),
					...(pages.length > 1 ? ["DuplicateAtomLink"] : []),
				];
			},
		},
	},
	whole: (feed) => {
		const names = feed.children.map(nameOf);
		const entries = feed.children.filter((one) => nameOf(one) === "atom:entry");
		const textsOf = (child: string) =>
			entries.map((entry) => entry.children.find((one) => nameOf(one) === child)?.text);
		const isLast = names.slice(names.indexOf("atom:entry")).every((one) => one === "atom:entry");
		const isArchive = names.includes("fh:archive");
		const rels = feed.children.map(({ attributes }) => attributes["rel"] ?? "");
		return [
			...(entries.length === 0 || isLast ? [] : ["MisplacedMetadata"]),
			...(names.includes("atom:author") || entries.every((one) => one.children.map(nameOf).includes("atom:author"))
				? []
				: ["MissingElement"]),
			...linkFaults(feed),
			...(isArchive && !rels.includes("current") ? ["MissingCurrentInArchive"] : []),
			...(isArchive && !rels.some((rel) => rel.endsWith("-archive")) ? ["ArchiveIncomplete"] : []),
			...repeated(textsOf("atom:id")).map(() => "DuplicateEntries"),
			...repeated(textsOf("atom:updated")).map(() => "DuplicateUpdated"),
		];
	},
};

export const ROOTS: Record<string, Rule> = {
	rss: {
		needs: ["channel", "version"],
		attributes: { version: oneOf("InvalidRSSVersion", "2.0") },
		children: { channel: CHANNEL },
	},
	"atom:feed": FEED,
};

export function missing(element: XmlElement, needs: readonly string[]): string[] {
	const there = [...element.children.map(nameOf), ...Object.keys(element.attributes)];
	return needs.filter((need) => !there.includes(need)).map((need) => `Missing ${need}`);
}

function linkFaults(feed: XmlElement): string[] {
	const links = feed.children.filter((one) => nameOf(one) === "atom:link");
	const rels = links.map(({ attributes }) => attributes["rel"]);
	return [
		...(rels.includes("self") ? [] : ["MissingSelf"]),
		...(rels.filter((rel) => rel === "alternate").length > 1 ? ["DuplicateAtomLink"] : []),
	];
}

function repeated(values: readonly (string | undefined)[]): (string | undefined)[] {
	return values.filter((value, index) => value !== undefined && values.indexOf(value) < index);
}

export function nameOf({ name: full }: XmlElement): string | undefined {
	return resolved(full);
}

/**
 * Returns an element's or attribute's name with its usual prefix; undefined if the service does not support its
 * namespace.
 */
export function resolved(full: string): string | undefined {
	const [, namespace = "", local = full] = /^\{(.*)\}(.*)$/.exec(full) ?? [];
	const prefix = PREFIXES[namespace];
	return prefix === undefined ? undefined : prefix + local;
}
