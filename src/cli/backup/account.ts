import type { Manifest, Settings } from "./manifest.ts";

const WORDS: Record<string, [one: string, more: string]> = {
	sources: ["source", "sources"],
	articles: ["public article", "public articles"],
	"members-articles": ["article for members", "articles for members"],
	subscribers: ["subscriber of private feeds", "subscribers of private feeds"],
	"websub-subscriptions": ["WebSub subscription", "WebSub subscriptions"],
};

/** What is in a back-up, as far as people know it by name. */
export function account({ files }: Manifest): string {
	const parts = Object.entries(WORDS).flatMap(([subject, [one, more]]) => {
		const count = recordsOf({ files }, subject);
		return count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
	});
	return parts.length === 0 ? "nothing yet" : parts.join(", ");
}

export function recordsOf({ files }: Pick<Manifest, "files">, subject: string): number {
	return files.find((file) => file.subject === subject)?.records ?? 0;
}

const NAMES = [
	["url", "SITE_URL"],
	["title", "SITE_TITLE"],
	["description", "SITE_DESCRIPTION"],
	["language", "SITE_LANGUAGE"],
	["timeZone", "SITE_TIME_ZONE"],
	["feedSize", "FEED_SIZE"],
	["hub", "WEBSUB_HUB"],
] as const;

/** A line for each setting by which the feeds of two sites differ. */
export function differences(before: Settings, now: Settings): string[] {
	return NAMES.filter(([key]) => shown(before, key) !== shown(now, key)).map(
		([key, name]) => `${name} was ${shown(before, key)}, and is ${shown(now, key)} here: feeds will differ by that.`,
	);
}

/** A site that is its own hub is set to nothing, whatever its address is. */
function shown(site: Settings, key: keyof Settings): string {
	const value = key === "hub" && site.hub === `${site.url}/hub` ? "" : site[key];
	return value === null ? "none" : JSON.stringify(value);
}
