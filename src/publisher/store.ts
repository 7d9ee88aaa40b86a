import type { Context } from "../article/source.ts";
import type { Settings } from "../settings.ts";
import { Catalog } from "./catalog/catalog.ts";
import { Members } from "./catalog/members.ts";
import { Outbox } from "./flush/outbox.ts";
import { ParsedArticles } from "./write/parsed-articles.ts";
import { Publications } from "./write/publications.ts";
import { ownerOfRepository, Sources } from "./write/sources.ts";
import { Descriptions } from "./write/taxonomy.ts";

/** Raised when sources would be read differently than before: all of them are then read again. */
const READER_VERSION = 3;

/** The parts of the Publisher that a change goes through. */
export interface PublisherStore {
	sql: SqlStorage;
	sources: Sources;
	parsedArticles: ParsedArticles;
	descriptions: Descriptions;
	catalog: Catalog;
	members: Members;
	outbox: Outbox;
	publications: Publications;
	/** The owners that let nobody else change their sources: the repositories that are followed. */
	exclusive: ReadonlySet<string>;
	/** Of every source; its folder's defaults come on top. */
	context: Pick<Context, "siteUrl" | "timeZone">;
}

export function openStore(sql: SqlStorage, { site, repositories }: Settings): PublisherStore {
	const context = { siteUrl: site.url, timeZone: site.timeZone };
	const outbox = new Outbox(sql);
	const sources = new Sources(sql, JSON.stringify([READER_VERSION, context]));
	const descriptions = new Descriptions(sql, sources, outbox);
	return {
		sql,
		sources,
		parsedArticles: new ParsedArticles(sql, site.url),
		descriptions,
		catalog: new Catalog(sql, outbox, descriptions, site.url),
		members: new Members(sql, descriptions, site.url),
		outbox,
		publications: new Publications(sql),
		exclusive: new Set(repositories.map(({ name }) => ownerOfRepository(name))),
		context,
	};
}
