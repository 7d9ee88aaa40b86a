import { type Delivery, fromCms } from "./webhook-sender.ts";

/** A CMS's deliveries and the newest event of each article. */
export interface CmsHistory {
	/** Deliveries in the order of their events. */
	deliveries: Delivery[];
	/** The final content of the site: one event per published article. */
	newest: object[];
}

/**
 * Creates a history of articles that are published, edited, sometimes removed and published again. Each article has
 * `eventsOfEach` events.
 */
export function cmsHistory(articles: number, eventsOfEach: number, random: () => number): CmsHistory {
	const deliveries: Delivery[] = [];
	const latest = new Map<number, object>();
	const begin = Date.now() - 3_600_000;
	for (let index = 0; index < articles * eventsOfEach; index++) {
		const article = index % articles;
		const timestamp = new Date(begin + index * 1000).toISOString();
		const isRemoval = random() < 0.2;
		const data = isRemoval ? nameOf(article) : contentOf(article, index);
		const event = { type: isRemoval ? "article.removed" : "article.published", timestamp, data };
		deliveries.push(fromCms(event));
		if (isRemoval) latest.delete(article);
		else latest.set(article, event);
	}
	return { deliveries, newest: [...latest.values()] };
}

/**
 * Identifies an article in an event. Half of the articles are sent as files with a path, and the other half are sent as
 * fields with an id.
 */
function nameOf(article: number): object {
	return article % 2 === 0 ? { path: `cms/texts/${article}.md` } : { id: article };
}

function contentOf(article: number, version: number): object {
	const title = `Story ${article}, version ${version}`;
	// Each article has a different date, because articles with equal dates would be sorted by their first publication.
	const date = new Date(Date.UTC(2026, 4, 1) + article * 3_600_000).toISOString();
	const updated = updatedOf(version);
	const topics = [`Desk ${article % 3}`];
	if (article % 2 === 1) return { ...nameOf(article), title, date, updated, topics, body: "*Text.*" };
	const text = [
		"---",
		`title: ${title}`,
		`date: ${date}`,
		`updated: ${updated}`,
		`topics: [${topics}]`,
		"---",
		"Text.",
	];
	return { ...nameOf(article), text: text.join("\n") };
}

/** Returns the update time of a version. Each version has its own time, so that feeds do not depend on the clock. */
export function updatedOf(version: number): string {
	return new Date(Date.UTC(2026, 4, 5) + version * 60_000).toISOString();
}
