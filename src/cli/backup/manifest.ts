import { createHash } from "node:crypto";
import * as z from "zod";
import { count, feedSettings } from "../../api/schemas.ts";

/** The file that says what a back-up holds. */
export const MANIFEST = "newsstand.json";

/** The settings that the feeds of a site are made with. */
type Settings = z.infer<typeof feedSettings>;

export const manifest = z.object({
	/** The version of its form. */
	format: z.literal(1),
	/** When it was made, of which site, and what that was set to. */
	exported: z.iso.datetime(),
	site: feedSettings,
	/** Up to when dated articles were public. */
	released: z.iso.datetime(),
	/** A file for each subject that has records, in the order in which they are put back. */
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

/** What a back-up is known by: all that it holds, the texts of the sources by their hashes. */
export function idOf({ released, files }: Manifest): string {
	return createHash("sha256")
		.update(JSON.stringify([released, files]))
		.digest("base64url");
}

/** A line of `state/sources.ndjson`: a source, and where its text is. */
export const sourceLine = z.object({
	path: z.string(),
	owner: z.string(),
	dated: z.string().nullable(),
	/** Git's hash of the file. */
	hash: z.string(),
	/** What is wrong with a file that could not be read, and whose text is not there. */
	fault: z.record(z.string(), z.unknown()).nullable(),
	/** Below the folder of the back-up, with `/`. */
	file: z
		.string()
		.refine((file) => file.startsWith("sources/") && !file.split("/").includes("..") && !file.includes("\\"))
		.nullable(),
});

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
