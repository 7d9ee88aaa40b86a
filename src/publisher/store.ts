import type { Context } from "../article/source.ts";
import { BUDGETS, type Budget } from "../budget.ts";
import { digestOf } from "../digest.ts";
import { isLoopback } from "../loopback.ts";
import type { Settings, Site } from "../settings.ts";
import { Catalog } from "./catalog/catalog.ts";
import { Feeds } from "./catalog/feeds.ts";
import { Members } from "./catalog/members.ts";
import { SearchOrder } from "./catalog/search-order.ts";
import { Files } from "./files/files.ts";
import { References } from "./files/references.ts";
import { Announcements } from "./flush/announcements.ts";
import { DailyWrites } from "./flush/daily-writes.ts";
import { FeedList } from "./flush/feed-list.ts";
import { OpenBatches, Outbox } from "./flush/outbox.ts";
import { Purges } from "./flush/purges.ts";
import { WrittenValues } from "./flush/written-values.ts";
import { Meta } from "./meta.ts";
import { FileKinds } from "./write/file-kinds.ts";
import { ParsedArticles } from "./write/parsed-articles.ts";
import { Publications } from "./write/publications.ts";
import { ownerOfRepository, Sources } from "./write/sources.ts";
import { Descriptions } from "./write/taxonomy.ts";
import { Unpublishings } from "./write/unpublishings.ts";
import { Deliveries } from "./write/webhook-deliveries.ts";

/** Increment this when the parser's results change, so that all sources are parsed again. */
const READER_VERSION = 5;

/**
 * The objects that give access to the Publisher's tables, and the settings that these objects depend on. Created once.
 */
export interface PublisherStore {
	sql: SqlStorage;
	meta: Meta;
	sources: Sources;
	parsedArticles: ParsedArticles;
	fileKinds: FileKinds;
	descriptions: Descriptions;
	catalog: Catalog;
	feeds: Feeds;
	feedList: FeedList;
	members: Members;
	/** The order of the search index: one object for public articles, one for members' articles. */
	searchOrders: SearchOrder[];
	references: References;
	files: Files;
	outbox: Outbox;
	writtenValues: WrittenValues;
	purges: Purges;
	announcements: Announcements;
	holds: OpenBatches;
	deliveries: Deliveries;
	publications: Publications;
	site: Site;
	budget: Budget;
	dailyWrites: DailyWrites;
	unpublishings: Unpublishings;
	/** Owners whose sources nobody else may change: the repositories that the site follows. */
	exclusive: ReadonlySet<string>;
	/**
	 * The part of the parsing context that is the same for all sources. The defaults of a source's folder are added when
	 * the source is parsed.
	 */
	context: Pick<Context, "siteUrl" | "timeZone" | "hasPrivateFeeds">;
}

/**
 * @param hasPrivateFeeds whether the secret for private feeds is set
 * @param isLimited whether KV rejects writes beyond the plan's limit: true on Cloudflare, false for a local site
 */
export function openStore(
	sql: SqlStorage,
	{ site, repositories, plan }: Settings,
	hasPrivateFeeds: boolean,
	isLimited = BUDGETS[plan].isLimit && !isLoopback(new URL(site.url).hostname),
): PublisherStore {
	const context = { siteUrl: site.url, timeZone: site.timeZone, hasPrivateFeeds };
	const meta = new Meta(sql);
	const outbox = new Outbox(sql);
	const feeds = new Feeds(sql);
	const publications = new Publications(sql);
	const sources = new Sources(sql, digestOf(JSON.stringify([READER_VERSION, context])));
	const references = new References(sql, site.url);
	const descriptions = new Descriptions(sql, sources, outbox, references, site.url);
	return {
		sql,
		meta,
		sources,
		parsedArticles: new ParsedArticles(sql, site.url),
		fileKinds: new FileKinds(sql),
		descriptions,
		catalog: new Catalog(sql, meta, outbox, feeds, descriptions, references, site.url),
		feeds,
		feedList: new FeedList(sql),
		members: new Members(sql, meta, descriptions, references, site.url),
		searchOrders: [new SearchOrder(sql, meta, ""), new SearchOrder(sql, meta, "members_")],
		references,
		files: new Files(sql),
		outbox,
		writtenValues: new WrittenValues(sql),
		purges: new Purges(sql, meta),
		announcements: new Announcements(sql, meta),
		holds: new OpenBatches(sql),
		deliveries: new Deliveries(sql),
		publications,
		site,
		budget: BUDGETS[plan],
		dailyWrites: new DailyWrites(meta, publications, BUDGETS[plan], isLimited),
		unpublishings: new Unpublishings(sql),
		exclusive: new Set(repositories.map(({ name }) => ownerOfRepository(name))),
		context,
	};
}
