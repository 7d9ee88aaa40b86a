import { createHash } from "node:crypto";
import * as z from "zod";
import { count, feedSettings } from "../../api/schemas.ts";

/** The file that lists the contents of a backup. */
export const MANIFEST = "newsstand.json";

/** The settings that affect a site's feeds. */
type Settings = z.infer<typeof feedSettings>;

export const manifest = z.object({
	/** The version of the backup format. */
	format: z.literal(1),
	/** When the backup was made, and the settings of the site. */
	exported: z.iso.datetime(),
	site: feedSettings,
	/** Articles scheduled for this time or earlier had already been published when the backup was made. */
	released: z.iso.datetime(),
	/** One file for each subject that has records, in the order in which the files are restored. */
	files: z.array(
		z.object({
			subject: z.string().regex(/^[a-z-]+$/),
			file: z.string().regex(/^state\/[a-z-]+\.ndjson$/),
			records: count,
			sha256: z.string(),
		}),
	),
});
export type Manifest = z.infer<typeof manifest>;

/** Identifies a backup by its contents. */
export function idOf({ released, files }: Manifest): string {
	return createHash("sha256")
		.update(JSON.stringify([released, files]))
		.digest("base64url");
}

/** A line of `state/sources.ndjson`: a source, and the file that contains its text. */
export const sourceLine = z.object({
	path: z.string(),
	owner: z.string(),
	dated: z.string().nullable(),
	/** Git's hash of the file. */
	hash: z.string(),
	/** Why the source could not be read; null if it could. An unreadable source has no text. */
	fault: z.record(z.string(), z.unknown()).nullable(),
	/** Relative to the backup, with `/` as the separator. */
	file: z
		.string()
		.refine((file) => file.startsWith("sources/") && !file.split("/").includes("..") && !file.includes("\\"))
		.nullable(),
});

const WORDS: Record<string, [one: string, more: string]> = {
	sources: ["source", "sources"],
	"stored-files": ["picture or other file", "pictures and other files"],
	articles: ["public article", "public articles"],
	"members-articles": ["members' article", "members' articles"],
	subscribers: ["private feed subscriber", "private feed subscribers"],
	"websub-subscriptions": ["WebSub subscription", "WebSub subscriptions"],
};

/** Describes the contents of a backup in words, such as "12 public articles, 3 redirects". */
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

/** Returns sentences about the settings that make the feeds of two sites differ. */
export function differences(before: Settings, now: Settings): string[] {
	return NAMES.filter(([key]) => shown(before, key) !== shown(now, key)).map(
		([key, name]) =>
			`${name} was ${shown(before, key)} on the old site and is ${shown(now, key)} here, so feeds will differ.`,
	);
}

/**
 * Formats a setting. A site that is its own hub counts as having no hub setting, so that its address does not matter.
 */
function shown(site: Settings, key: keyof Settings): string {
	const value = key === "hub" && site.hub === `${site.url}/hub` ? "" : site[key];
	return value === null ? "none" : JSON.stringify(value);
}
