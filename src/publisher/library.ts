import { RpcTarget } from "cloudflare:workers";
import { archiveName, newestArchive } from "../feed/archive.ts";
import type { Kind } from "../feed/called.ts";
import { FEED_BYTES, type Feed, type Format, feedPath, type PublishedArticle, SITE_FEED } from "../feed/feed.ts";
import { canonicalQuery, feedSelection, feedsOf, type Selection, storedFeed } from "../feed/selection.ts";
import { selectionTitle } from "../feed/selection-title.ts";
import { type Rendering, render } from "../renditions/render.ts";
import type { Answer, CalledFeed, Rendition } from "./answer.ts";
import { volumeOf } from "./archives.ts";
import { handedOver } from "./compressed.ts";
import { feedHead, feedSubject, newestUpdate } from "./feed-head.ts";
import { Holds } from "./holds.ts";
import { tagOf } from "./keys.ts";
import { Outbox } from "./outbox.ts";
import { knownFeed, type NearFeed, nearFeeds, resolveSelection } from "./resolve-selection.ts";
import { feedOf, type Press } from "./stored-feed.ts";
import type { View } from "./view.ts";

/** Feeds that are made when somebody asks for them: selections, and archives of all feeds; stored ones for the hub. */
export class Library extends RpcTarget {
	readonly #press: Press;
	readonly #view: View;

	constructor(press: Press, view: View) {
		super();
		this.#press = press;
		this.#view = view;
	}

	/**
	 * The feed of a selection, or a document of its archive.
	 *
	 * @param period such as `2026-05`; null for the feed itself
	 * @param query as it was sent: any other than the canonical one is led there
	 * @param mayRead whether whoever asks may read a selection
	 */
	async select(
		asked: Selection,
		period: string | null,
		rendering: Rendering,
		query: string,
		mayRead: (selection: Selection) => boolean = () => true,
	): Promise<Answer> {
		const { descriptions, site } = this.#press;
		const { catalog, named, pageOf } = this.#view;
		const selection = resolveSelection(asked, this.#press, this.#view);
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

		const title = selectionTitle(selection, (name) => feedSubject({ catalog, descriptions }, name));
		const feed = {
			name: named("select"),
			query: canonical,
			title: `${title} – ${site.title}`,
			description: `Selected from ${site.title}: ${title}.`,
			id: `${site.url}/select${canonical}`,
			url: pageOf(canonical),
		};
		if (period !== null) return this.#volume(feed, selection, period, rendering);
		const articles = this.#articles(selection);
		const archives = newestArchive(feed.name, articles);
		return this.#document(
			{ ...feed, updated: newestUpdate(this.#press.sql, articles), articles, archives, hub: this.#view.hub },
			selection,
			rendering,
		);
	}

	/** A document of the archive of a stored feed. */
	async archive(name: string, period: string, rendering: Rendering): Promise<Answer> {
		const { catalog, named } = this.#view;
		const head = feedHead({ ...this.#press, catalog }, name);
		return this.#volume({ ...head, name: named(name) }, feedSelection(name), period, rendering);
	}

	/** The stored feed that each name means, and whether it can be got; null where there never was one. */
	feedsCalled(names: { kind: Kind; value: string }[]): (CalledFeed | null)[] {
		return names.map(({ kind, value }) => {
			const name = knownFeed(kind, value, this.#press, this.#view);
			if (name === undefined) return null;
			return { name, title: feedSubject(this.#press, name), isThere: this.#isThere(name) };
		});
	}

	/**
	 * The stored feed that is meant by a name at whose address none is; where there is none, those that are most like it.
	 *
	 * @param count so many of these at most
	 */
	async meant(kind: Kind, text: string, count: number): Promise<{ feed: string } | { near: NearFeed[] }> {
		const feed = knownFeed(kind, text, this.#press, this.#view);
		if (feed !== undefined && this.#isThere(feed)) return { feed };
		return { near: count === 0 ? [] : nearFeeds(kind, text, count, this.#press) };
	}

	/** A selection as `select` gives it, but not before readers are given all of a change. */
	async wholeSelection(asked: Selection, format: Format, query: string): Promise<Answer | { kind: "later" }> {
		return this.#isLate(feedsOf(asked)) ? { kind: "later" } : this.select(asked, null, format, query);
	}

	/** A stored feed, byte for byte as it was written to KV last. */
	async rendition(name: string, format: Format): Promise<Rendition> {
		if (this.#isLate([name])) return { kind: "later" };
		const feed = feedOf(this.#press, name, Date.now());
		if (!feed) return { kind: "none" };
		return { kind: "document", ...handedOver(render(feed, format, this.#press.site), format) };
	}

	#volume(
		feed: Omit<Feed, "articles" | "updated">,
		selection: Selection,
		period: string,
		rendering: Rendering,
	): Answer {
		const volume = volumeOf(this.#view.finder, selection, feed.name, period);
		if (volume === undefined) return { kind: "empty", tag: this.#tags(selection)[0] ?? "" };
		if (typeof volume === "string") {
			const location = feedPath(archiveName(feed.name, volume), formatOf(rendering)) + (feed.query ?? "");
			return { kind: "moved", location, isForNow: true, tags: this.#tags(selection) };
		}
		const articles = volume.document.articles.flatMap(({ path }) => this.#article(path, selection));
		const document: Feed = {
			...feed,
			name: archiveName(feed.name, period),
			title: `${feed.title} (${period})`,
			updated: newestUpdate(this.#press.sql, articles),
			articles,
			archives: volume.archives,
		};
		return this.#document(document, selection, rendering);
	}

	/** As many as are asked for, but no more than a feed has room for. */
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

	#document(feed: Feed, selection: Selection, rendering: Rendering): Answer {
		const touched = new Outbox(this.#press.sql).touched(feedsOf(selection));
		return {
			kind: "document",
			...handedOver(render(feed, rendering, this.#press.site), rendering),
			modified: Math.floor(Math.min(touched, Date.now()) / 1000) * 1000,
			tags: this.#tags(selection),
			archives: feed.archives,
			hub: feed.hub,
		};
	}

	/** Whether there is more in some feeds than readers are given: it is not written yet, or not all of it has come. */
	#isLate(feeds: readonly string[]): boolean {
		const { sql } = this.#press;
		return new Holds(sql).end() > Date.now() || new Outbox(sql).awaits(feeds);
	}

	/** Whether a stored feed can be got: one that is known only from a description cannot. */
	#isThere(feed: string): boolean {
		return feed === SITE_FEED || this.#view.has(feed) || this.#press.catalog.isWritten(feed);
	}

	#tags(selection: Selection): string[] {
		return feedsOf(selection).map((name) => tagOf({ kind: "feed", name }));
	}
}

/** The format whose address stands for that of a page. */
function formatOf(rendering: Rendering): Format {
	return rendering === "teasers" ? "json" : rendering;
}
