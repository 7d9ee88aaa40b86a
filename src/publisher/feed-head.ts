import { type Feed, type PublishedArticle, pageUrl, SITE_FEED } from "../feed/feed.ts";
import type { Catalog } from "./catalog.ts";
import { Meta } from "./meta.ts";
import type { Press } from "./stored-feed.ts";

/** Where it is known from. */
export type Masthead = Pick<Press, "descriptions" | "site"> & { catalog: Pick<Catalog, "label"> };

/** What a stored feed says of itself, whatever it holds. */
export function feedHead(press: Masthead, name: string): Pick<Feed, "title" | "description" | "url" | "image"> {
	const { descriptions, site } = press;
	const described = descriptions.of(name);
	return {
		title: name === SITE_FEED ? site.title : `${feedSubject(press, name)} – ${site.title}`,
		description: (name === SITE_FEED ? site.description : described?.description) ?? "",
		url: pageUrl(site, name),
		image: described?.image === undefined ? undefined : { url: described.image },
	};
}

/** What a topic's or provider's feed is about: its name. */
export function feedSubject({ catalog, descriptions }: Omit<Masthead, "site">, name: string): string {
	return descriptions.of(name)?.name ?? catalog.label(name) ?? name.slice(name.indexOf("/") + 1);
}

/** The newest change among the articles of a feed; of one without any, when the site came into being. */
export function newestUpdate(sql: SqlStorage, articles: readonly PublishedArticle[]): number {
	return articles.length > 0 ? Math.max(...articles.map(({ updated }) => updated)) : new Meta(sql).number("created");
}
