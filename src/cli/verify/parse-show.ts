import { all, NS, textOf, type XmlElement } from "./xml.ts";

export const ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd";
export const PODCAST = "https://podcastindex.org/namespace/1.0";

/** What a podcast's feed says about the show. Missing strings are empty. */
export interface OldShow {
	description: string;
	author: string;
	ownerName: string;
	email: string;
	/** Categories such as `News > Daily News`. */
	categories: string[];
	/** The address of the cover. */
	artwork: string;
	explicit: string;
	type: string;
	language: string;
	guid: string;
	funding: { url: string; text: string }[];
}

/** Reads a podcast's show from the channel of its feed. Returns undefined if the feed is not a podcast. */
export function showOf(channel: XmlElement): OldShow | undefined {
	const isPodcast = channel.children.some(({ uri }) => uri === ITUNES || uri === PODCAST);
	if (!isPodcast) return undefined;
	const [owner] = all(channel, ITUNES, "owner");
	const [image] = all(channel, ITUNES, "image");
	return {
		description: textOf(channel, NS.none, "description") ?? textOf(channel, ITUNES, "summary") ?? "",
		author: textOf(channel, ITUNES, "author") ?? "",
		ownerName: (owner && textOf(owner, ITUNES, "name")) ?? "",
		email: (owner && textOf(owner, ITUNES, "email")) ?? "",
		categories: all(channel, ITUNES, "category").flatMap((category) => {
			const name = category.attributes.get("text") ?? "";
			const subs = all(category, ITUNES, "category").map(({ attributes }) => attributes.get("text") ?? "");
			return name === "" ? [] : subs.length === 0 ? [name] : subs.map((sub) => `${name} > ${sub}`);
		}),
		artwork: image?.attributes.get("href") ?? "",
		explicit: textOf(channel, ITUNES, "explicit") ?? "",
		type: textOf(channel, ITUNES, "type") ?? "",
		language: textOf(channel, NS.none, "language") ?? "",
		guid: textOf(channel, PODCAST, "guid") ?? "",
		funding: all(channel, PODCAST, "funding").map(({ attributes, text }) => ({
			url: attributes.get("url") ?? "",
			text: text.trim(),
		})),
	};
}
