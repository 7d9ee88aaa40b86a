import { RpcTarget } from "cloudflare:workers";
import type { Description } from "../../article/article.ts";
import { archiveName, newestArchive } from "../../feed/archive.ts";
import {
	type Archives,
	FEED_BYTES,
	type Feed,
	type Format,
	feedPath,
	type PublishedArticle,
	SITE_FEED,
} from "../../feed/feed.ts";
import type { Kind, NearFeed } from "../../feed/feed-names.ts";
import type { Rhythm } from "../../feed/rhythm.ts";
import {
	canonicalQuery,
	everything,
	feedSelection,
	feedsOf,
	fold,
	type Selection,
	selectionTitle,
	storedFeed,
} from "../../feed/selection.ts";
import { type Rendering, render } from "../../renditions/render.ts";
import { fill } from "../../words/grammar.ts";
import { wordsFor } from "../../words/words.ts";
import type { Matches } from "../catalog/search.ts";
import { encode } from "../flush/kv-writes.ts";
import { tagOf } from "../kv-keys.ts";
import { archivePageOf } from "./archives.ts";
import type { Audience } from "./audience.ts";
import type { Busy, ReaderQueue } from "./reader-queue.ts";
import { rhythmOf } from "./schedule.ts";
import { articlesLike, type SearchResults, searchResults } from "./search-results.ts";
import { knownAuthor, knownFeed, nearFeeds, resolveSelection, type UnknownName } from "./selections.ts";
import { feedHead, feedOf, feedSubject, newestUpdate, type RenderContext } from "./stored-feed.ts";

/** Renders feeds on demand: selections, the archives of any feed, and (for the hub) stored feeds. */
export class Library extends RpcTarget {
	readonly #context: RenderContext;
	readonly #view: Audience;
	readonly #readers: ReaderQueue;

	constructor(context: RenderContext, view: Audience, readers: ReaderQueue) {
		super();
		this.#readers = readers;
		this.#context = context;
		this.#view = view;
	}

	/**
	 * Returns the feed of a selection, or a document of its archive.
	 *
	 * @param period such as `2026-05`; null for the feed itself
	 * @param query the query as the client sent it; if it is not canonical, the answer is a redirect
	 * @param mayRead whether the requester may read a selection
	 */
	async select(
		asked: Selection,
		period: string | null,
		rendering: Rendering,
		query: string,
		mayRead: (selection: Selection) => boolean = () => true,
	): Promise<Answer | Busy> {
		return this.#readers.run(() => this.#select(asked, period, rendering, query, mayRead));
	}

	#select(
		asked: Selection,
		period: string | null,
		rendering: Rendering,
		query: string,
		mayRead: (selection: Selection) => boolean = () => true,
	): Answer {
		const { descriptions, site } = this.#context;
		const { catalog, named, pageOf } = this.#view;
		const selection = resolveSelection(asked, this.#context, this.#view);
		if ("unknown" in selection) return { kind: "unknown", name: selection.unknown };
		if (!mayRead(selection)) return { kind: "closed" };
		const path = (name: string) => {
			return feedPath(period === null ? named(name) : archiveName(named(name), period), formatOf(rendering));
		};
		const stored = storedFeed(selection, site.feedSize);
		const tags = this.#tags(selection);
		if (stored !== null && this.#isThere(stored)) return { kind: "moved", location: path(stored), tags };
		const canonical = canonicalQuery(selection, site.feedSize);
		if (query !== canonical) return { kind: "moved", location: path("select") + canonical, tags };

		const nameOf = (name: string) =>
			name.startsWith("authors/") ? this.#authorName(name) : feedSubject({ catalog, descriptions }, name);
		const title = selectionTitle(selection, nameOf, site.language);
		const feed = {
			name: named("select"),
			query: canonical,
			title: `${title} – ${site.title}`,
			description: fill(wordsFor(site.language).selection.description, { site: site.title, selection: title }),
			id: `${site.url}/select${canonical}`,
			url: pageOf(canonical),
		};
		if (period !== null) return this.#archivePage(feed, selection, period, rendering);
		const articles = this.#articles(selection);
		const archives = newestArchive(feed.name, articles);
		const document = this.#document(
			{ ...feed, updated: newestUpdate(this.#context, articles), articles, archives, hub: this.#view.hub },
			selection,
			rendering,
		);
		return { ...document, rhythm: rhythmOf(this.#context, articles, feedsOf(selection), Date.now()) };
	}

	/** Returns how many articles a selection matches, including those that do not fit into its feed. */
	async count(asked: Selection): Promise<Matches | Busy> {
		return this.#readers.run(() => {
			const selection = resolveSelection(asked, this.#context, this.#view);
			return "unknown" in selection ? { count: 0, isMore: false } : this.#view.finder.count(selection);
		});
	}

	/** Returns an author by slug or name; null if the author has never had an article. */
	async author(name: string): Promise<AuthorPage | null | Busy> {
		return this.#readers.run(() => {
			const key = knownAuthor(name, this.#context, this.#view);
			if (key === undefined || this.#view.authorName(key) === undefined) return null;
			const described = this.#context.descriptions.of(`authors/${key}`);
			const { description, html, url, image } = described ?? {};
			return { key, name: this.#authorName(`authors/${key}`), description, html, url, image };
		});
	}

	#authorName(feed: string): string {
		const key = feed.slice("authors/".length);
		return this.#context.descriptions.of(feed)?.name ?? this.#view.authorName(key) ?? key;
	}

	/**
	 * Returns a page of search results. If the search contains a topic, provider or author that does not exist on the
	 * site, returns that name instead.
	 *
	 * @param page counting from 1; pages after the last one are empty
	 */
	async search(asked: Selection, page: number): Promise<SearchResults | { unknown: UnknownName } | Busy> {
		return this.#readers.run(() => {
			const selection = resolveSelection(asked, this.#context, this.#view);
			return "unknown" in selection ? selection : searchResults(this.#context, this.#view, selection, page);
		});
	}

	/** Returns articles to which a text may refer (for example, the path of a missing page); null if there are none. */
	async like(text: string): Promise<SearchResults | null | Busy> {
		const all = everything(this.#context.site.feedSize);
		return this.#readers.run(() => articlesLike(this.#context, this.#view, all, fold(text)));
	}

	/** Returns an archive document of a stored feed. */
	async archive(name: string, period: string, rendering: Rendering): Promise<Answer | Busy> {
		const { catalog, named } = this.#view;
		return this.#readers.run(() => {
			const head = feedHead({ ...this.#context, catalog }, name);
			return this.#archivePage({ ...head, name: named(name) }, feedSelection(name), period, rendering);
		});
	}

	/**
	 * For each name, returns the stored feed and whether the feed can be fetched; null for a name that has never had a
	 * feed.
	 */
	async feedsCalled(names: { kind: Kind; value: string }[]): Promise<(CalledFeed | null)[] | Busy> {
		return this.#readers.run(() =>
			names.map(({ kind, value }) => {
				const name = knownFeed(kind, value, this.#context, this.#view);
				if (name === undefined) return null;
				return { name, title: feedSubject(this.#context, name), isThere: this.#isThere(name) };
			}),
		);
	}

	/**
	 * Returns the stored feed with this name or, if there is none, the feeds with the most similar names.
	 *
	 * @param count maximum number of similar feeds
	 * @param edits maximum number of edits between the given name and a similar name; by default, unlimited
	 */
	async meant(
		kind: Kind,
		text: string,
		count: number,
		edits?: number,
	): Promise<{ feed: string } | { near: NearFeed[] } | Busy> {
		return this.#readers.run(() => {
			const feed = knownFeed(kind, text, this.#context, this.#view);
			if (feed !== undefined && this.#isThere(feed)) return { feed };
			return { near: nearFeeds(kind, text, count, this.#context, edits) };
		});
	}

	/**
	 * Renders a selection for the hub. Unlike `select`, this returns `later` while changes are incomplete, and never
	 * returns `Busy`.
	 */
	async wholeSelection(asked: Selection, format: Format, query: string): Promise<Answer | { kind: "later" }> {
		return this.#readers.runAlways(() => {
			return this.#isLate(feedsOf(asked)) ? { kind: "later" } : this.#select(asked, null, format, query);
		});
	}

	/** Renders a stored feed for the hub, byte for byte as it was last written to KV. */
	async rendition(name: string, format: Format): Promise<Rendition> {
		if (this.#isLate([name])) return { kind: "later" };
		const feed = feedOf(this.#context, name, Date.now());
		if (!feed) return { kind: "none" };
		return { kind: "document", ...encode(render(feed, format, this.#context.site), format) };
	}

	#archivePage(
		feed: Omit<Feed, "articles" | "updated">,
		selection: Selection,
		period: string,
		rendering: Rendering,
	): Answer {
		const page = archivePageOf(this.#view.finder, selection, feed.name, period);
		if (page === undefined) return { kind: "empty", tag: this.#tags(selection)[0] ?? "" };
		if (typeof page === "string") {
			const location = feedPath(archiveName(feed.name, page), formatOf(rendering)) + (feed.query ?? "");
			return { kind: "moved", location, isForNow: true, tags: this.#tags(selection) };
		}
		const articles = page.document.articles.flatMap(({ path }) => this.#article(path, selection));
		const document: Feed = {
			...feed,
			name: archiveName(feed.name, period),
			title: `${feed.title} (${period})`,
			updated: newestUpdate(this.#context, articles),
			articles,
			archives: page.archives,
		};
		return this.#document(document, selection, rendering);
	}

	/**
	 * Returns a selection's articles: at most as many as requested, and no more than the size limit of a feed allows, but
	 * at least one.
	 */
	#articles(selection: Selection): PublishedArticle[] {
		const articles: PublishedArticle[] = [];
		let room = FEED_BYTES;
		for (const { path, size } of this.#view.finder.newest(selection)) {
			if (selection.content === "full") room -= size;
			if (articles.length > 0 && (room < 0 || articles.length === selection.limit)) break;
			articles.push(...this.#article(path, selection));
		}
		return articles;
	}

	#article(path: string, { content }: Selection): PublishedArticle[] {
		const article = this.#view.article(path);
		if (!article) return [];
		return [content === "full" ? article : { ...article, html: "", related: [], player: undefined }];
	}

	#document(feed: Feed, selection: Selection, rendering: Rendering): DocumentAnswer {
		const changed = this.#context.feeds.lastChange(feedsOf(selection));
		return {
			kind: "document",
			...encode(render(feed, rendering, this.#context.site), rendering),
			modified: Math.floor(Math.min(changed, Date.now()) / 1000) * 1000,
			tags: this.#tags(selection),
			archives: feed.archives,
			hub: feed.hub,
		};
	}

	/**
	 * Whether any of these feeds has changes that readers cannot see yet, because the changes are incomplete or have not
	 * been written.
	 */
	#isLate(feeds: readonly string[]): boolean {
		const { holds, outbox } = this.#context;
		const now = Date.now();
		return holds.end(now) > now || outbox.awaits(feeds);
	}

	/** Whether a stored feed can be fetched. A feed that exists only as a description cannot. */
	#isThere(feed: string): boolean {
		return feed === SITE_FEED || this.#view.has(feed) || this.#context.catalog.isWritten(feed);
	}

	#tags(selection: Selection): string[] {
		return feedsOf(selection).map((name) => tagOf({ kind: "feed", name }));
	}
}

/** Returns the feed format that appears in the URL of a rendering. */
function formatOf(rendering: Rendering): Format {
	return rendering === "summary" ? "json" : rendering;
}

/** A selection or an archive document. */
interface DocumentAnswer {
	kind: "document";
	/** Gzipped. */
	body: Uint8Array;
	/** Quoted and weak. */
	etag: string;
	/** In milliseconds since 1970, rounded to whole seconds. */
	modified: number;
	/** Cache tags of all feeds that the document depends on. */
	tags: string[];
	/** Links to older documents and, in an archive document, to newer ones. */
	archives: Archives | undefined;
	/** The hub that announces changes to the document; undefined if there is none. */
	hub: string | undefined;
	/** When to poll the document; undefined for archive documents. */
	rhythm?: Rhythm;
}

/** The answer to a request for a selection or an archive. */
export type Answer =
	| DocumentAnswer
	/**
	 * A redirect: permanent if it leads to the canonical query or to an equivalent stored feed; temporary if it leads to
	 * the archive document that now covers the period.
	 */
	| { kind: "moved"; location: string; isForNow?: boolean; tags: string[] }
	/** The selection refers to a feed or author that does not exist. */
	| { kind: "unknown"; name: UnknownName }
	/** The requester may not read the selection. Occurs only for private feeds. */
	| { kind: "closed" }
	/** Nothing was published in the period. `tag` is a feed's cache tag, which is purged when that changes. */
	| { kind: "empty"; tag: string };

/** The data for an author's page. */
export interface AuthorPage extends Pick<Description, "description" | "html" | "url" | "image"> {
	/** The author's key in the page's path: `ada` in `/authors/ada`. */
	key: string;
	name: string;
}

/** A stored feed found by name. */
interface CalledFeed {
	name: string;
	/** The subject of the feed. */
	title: string;
	/** Whether the feed can be fetched. A feed cannot be fetched if it has never had articles or was removed. */
	isThere: boolean;
}

/** A stored feed as it is currently rendered (gzipped bytes and ETag), or the reason why it is not available. */
export type Rendition =
	| { kind: "document"; body: Uint8Array; etag: string }
	/** The feed has changes that readers cannot see yet. Ask again later. */
	| { kind: "later" }
	| { kind: "none" };
