import type { Article, Author, Description, Provider } from "../article/article.ts";
import { domainOf } from "../article/bylines.ts";
import { slugOf } from "../article/slug.ts";
import { SITE_FEED } from "./feed.ts";

/** Maximum nesting depth of topics. This limit also prevents endless loops if topics form a cycle. */
const MAX_STEPS = 10;

/**
 * The site's topics, providers and authors: which names are equivalent, and how topics are nested. A name with a
 * description of its own is never an alias. If two descriptions claim the same name, the first description wins.
 */
export class Directory {
	readonly #byName = new Map<string, Description>();
	readonly #closings: ReadonlyMap<string, number>;

	/**
	 * @param closings for retired topics, the time (milliseconds since 1970) after which their feeds do not accept
	 *   articles
	 */
	constructor(descriptions: readonly Description[], closings: ReadonlyMap<string, number> = new Map()) {
		this.#closings = closings;
		for (const description of descriptions) this.#claim(description.feed, description);
		for (const description of descriptions) {
			for (const name of namesOf(description)) this.#claim(name, description);
		}
	}

	#claim(name: string, description: Description): void {
		if (!this.#byName.has(name)) this.#byName.set(name, description);
	}

	/** Returns an article with the names that the site uses for its topics and provider. */
	resolve<T extends Article>(article: T): T {
		const topics = new Map(article.topics.map((topic) => [this.topicFeed(topic), this.#topicName(topic)]));
		const provider = article.provider && this.#provider(article.provider);
		const { license, copyright } = (provider && this.#byName.get(`providers/${provider.key}`)) ?? {};
		return {
			...article,
			topics: [...topics.values()],
			provider,
			authors: article.authors.map((author) => this.#author(author)),
			// If a value is missing, its field is not added, because that would count as a change to the article.
			...(license && !article.license ? { license } : {}),
			...(copyright && !article.copyright ? { copyright } : {}),
		};
	}

	/** Returns the name of the feed that a feed name, which may be an alias, stands for. */
	feedOf(name: string): string {
		return this.#byName.get(name)?.feed ?? name;
	}

	/** Returns the feed of a topic, such as `topics/ai`. */
	topicFeed(topic: string): string {
		const feed = `topics/${slugOf(topic)}`;
		return this.#byName.get(feed)?.feed ?? feed;
	}

	/**
	 * Whether a feed accepts an article that was published at a given time.
	 *
	 * @param published the time in milliseconds since 1970
	 */
	admits(feed: string, published: number): boolean {
		return published <= (this.#closings.get(feed) ?? Number.POSITIVE_INFINITY);
	}

	/** Whether a feed has a description of its own. */
	isDescribed(feed: string): boolean {
		return this.#byName.get(feed)?.feed === feed;
	}

	/** Returns all aliases, each with the feed that it stands for. */
	aliases(): [name: string, feed: string][] {
		return [...this.#byName].flatMap(([name, { feed }]) => (name === feed ? [] : [[name, feed]]));
	}

	/** Returns the topics that include a topic, nearest first, with their feeds and names. */
	ancestors(topic: string): { feed: string; name: string }[] {
		const found = new Map<string, string>();
		let feed = this.topicFeed(topic);
		for (let step = 0; step < MAX_STEPS; step++) {
			const parent = this.#byName.get(feed)?.parent;
			if (parent === undefined) break;
			feed = this.topicFeed(parent);
			found.set(feed, this.#topicName(parent));
		}
		found.delete(this.topicFeed(topic));
		return [...found].map(([ancestor, name]) => ({ feed: ancestor, name }));
	}

	/** Returns the parent of a topic and the topics directly below it, with their feeds and names. */
	around(feed: string): {
		parent: { feed: string; name: string } | undefined;
		children: { feed: string; name: string }[];
	} {
		const all = [...new Set(this.#byName.values())];
		const children = all
			.filter(({ parent, feed: own }) => parent !== undefined && own !== feed && this.topicFeed(parent) === feed)
			.map(({ feed: own, name }) => ({ feed: own, name }));
		const parent = this.#byName.get(feed)?.parent;
		if (parent === undefined) return { parent: undefined, children };
		return { parent: { feed: this.topicFeed(parent), name: this.#topicName(parent) }, children };
	}

	#topicName(topic: string): string {
		return this.#byName.get(`topics/${slugOf(topic)}`)?.name ?? topic;
	}

	/** Adds data from the author's file in `authors/`, if there is one. */
	#author(author: Author): Author {
		const described = this.#byName.get(`authors/${slugOf(author.name)}`);
		if (!described) return author;
		const { name, url, image } = described;
		return { name, url: author.url ?? url, avatar: author.avatar ?? image };
	}

	#provider(provider: Provider): Provider {
		const described =
			this.#byName.get(`providers/${provider.key}`) ?? this.#byName.get(`providers/${slugOf(provider.name)}`);
		if (!described) return provider;
		const { name, domain = provider.domain, feed, image } = described;
		const key = feed.slice("providers/".length);
		return { ...provider, key, name, domain, ...(image === undefined ? {} : { image: { url: image } }) };
	}
}

/**
 * Returns all feed names that a description covers: the name of its own feed, and feed names derived from its title and
 * aliases.
 */
export function namesOf(description: Description): string[] {
	// The site's feed has only one name.
	if (description.feed === SITE_FEED) return [SITE_FEED];
	const kind = description.feed.slice(0, description.feed.indexOf("/"));
	const names = [description.name, ...description.aliases].flatMap((name) => {
		const domain = kind === "providers" ? domainOf(name) : null;
		return domain === null ? [slugOf(name)] : [domain, slugOf(name)];
	});
	return [...new Set([description.feed, ...names.map((name) => `${kind}/${name}`)])];
}

/** A feed that contains an article, and the name that the article uses for the feed's topic or provider. */
export interface Membership {
	/** For example `feed`, `topics/ai`, `providers/gizmochina.com`. */
	feed: string;
	/** The name of the topic or provider, as the article or the site spells it; empty for the site's feed. */
	label: string;
}

/**
 * Returns all feeds that contain an article: the site's feed, the feeds of the article's topics and their ancestors,
 * and the feed of its provider. A site page is not in any feed.
 *
 * @param article an article as returned by `Directory.resolve`
 */
export function membershipsOf(article: Article, directory: Directory): Membership[] {
	if (article.page) return [];
	const labels = new Map([[SITE_FEED, ""]]);
	for (const topic of article.topics) labels.set(directory.topicFeed(topic), topic);
	for (const topic of article.topics) {
		for (const { feed, name } of directory.ancestors(topic)) if (!labels.has(feed)) labels.set(feed, name);
	}
	const { provider } = article;
	if (provider) labels.set(`providers/${provider.key}`, provider.name);
	const admitting = [...labels].filter(([feed]) => directory.admits(feed, article.published));
	return admitting.map(([feed, label]) => ({ feed, label }));
}

/** The collection of all articles. */
export const ALL_ARTICLES = "articles";

/** The collection that clients request first. It therefore exists even if it is empty. */
export const NEWS = "news";

/** Returns the path segment of a category, which is its English plural: `newsletter` → `newsletters`. */
export function collectionOf(category: string): string {
	const slug = slugOf(category);
	if (/s$/.test(slug)) return slug;
	return /[^aeiou]y$/.test(slug) ? `${slug.slice(0, -1)}ies` : `${slug}s`;
}
