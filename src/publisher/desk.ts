import type { Context } from "../article/context.ts";
import type { Settings } from "../settings.ts";
import { Catalog } from "./catalog.ts";
import { Descriptions } from "./descriptions.ts";
import { Members } from "./members.ts";
import { Outbox } from "./outbox.ts";
import { ownerOfRepository } from "./owners.ts";
import { Publications } from "./publications.ts";
import { Readings } from "./readings.ts";
import { Sources } from "./sources.ts";

/** Raised when sources would be read differently than before: all of them are then read again. */
const READER_VERSION = 2;

/** The parts of the Publisher that a change goes through. */
export interface Desk {
	sql: SqlStorage;
	sources: Sources;
	readings: Readings;
	descriptions: Descriptions;
	catalog: Catalog;
	members: Members;
	outbox: Outbox;
	publications: Publications;
	/** The owners that let nobody else change their sources: the repositories that are followed. */
	jealous: ReadonlySet<string>;
	/** Of every source; its folder's defaults come on top. */
	context: Pick<Context, "siteUrl" | "timeZone">;
}

export function openDesk(sql: SqlStorage, { site, repositories }: Settings): Desk {
	const context = { siteUrl: site.url, timeZone: site.timeZone };
	const outbox = new Outbox(sql);
	const sources = new Sources(sql, JSON.stringify([READER_VERSION, context]));
	const descriptions = new Descriptions(sql, sources, outbox);
	return {
		sql,
		sources,
		readings: new Readings(sql, site.url),
		descriptions,
		catalog: new Catalog(sql, outbox, descriptions, site.url),
		members: new Members(sql, descriptions, site.url),
		outbox,
		publications: new Publications(sql),
		jealous: new Set(repositories.map(({ name }) => ownerOfRepository(name))),
		context,
	};
}
