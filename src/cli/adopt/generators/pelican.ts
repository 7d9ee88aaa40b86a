import { type ConfigFile, readConfigFile, textIn } from "../config-file.ts";
import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { below } from "../repository.ts";
import { type Findings, findFile, rooted, usual } from "./findings.ts";

/** Settings that contain an address of the main feed, each with its default and with the feed's new address. */
const FEEDS: [setting: string, standard: string | undefined, to: string][] = [
	["FEED_ALL_ATOM", "feeds/all.atom.xml", "/feed.atom"],
	["FEED_ALL_RSS", undefined, "/feed.rss"],
	["FEED_ATOM", undefined, "/feed.atom"],
	["FEED_RSS", undefined, "/feed.rss"],
];

/** Reads the configuration of Pelican. */
export async function pelican(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const paths = [/^publishconf\.py$/, /^pelicanconf\.py$/].map((name) => findFile(project, name));
	const files = await Promise.all(
		paths.map((path) => (path === undefined ? null : readConfigFile(repository.root, path))),
	);
	// Published sites are built with `publishconf.py`, which imports the other file.
	const text = (name: string): Found | undefined => files.flatMap((file) => textIn(file, name) ?? [])[0];
	const isNone = (name: string): boolean => files.some((file: ConfigFile | null) => file?.data[name] === null);
	const start = below(folder, text("PATH")?.value ?? "content");
	const feeds = FEEDS.flatMap(([name, standard, to]) => {
		const found =
			text(name) ??
			(standard !== undefined && !isNone(name) ? { value: standard, from: "Pelican's default" } : undefined);
		return found ? [{ old: `/${found.value.replace(/^\//, "")}`, to, from: found.from }] : [];
	});
	const host = (origin: string): string =>
		text("FEED_DOMAIN")?.value.replace(/^https?:\/\//, "") ?? new URL(origin).host;
	return {
		site: text("SITEURL"),
		title: text("SITENAME"),
		description: text("SITESUBTITLE"),
		language: text("DEFAULT_LANG"),
		timeZone: text("TIMEZONE"),
		start,
		rulesFor: () => ({
			permalink: rooted(fromBasename(text("ARTICLE_URL") ?? usual("{slug}.html", "Pelican's default"), text)),
			slugs:
				text("SLUGIFY_USE_UNICODE")?.value === "true"
					? { value: "pelican-unicode", from: "SLUGIFY_USE_UNICODE" }
					: undefined,
		}),
		guid: (origin) => usual(`tag:${host(origin)},:year-:month-:day::page`, "Pelican's rule"),
		feeds,
	};
}

/** Replaces `{slug}` if the settings derive slugs from file names rather than titles. */
function fromBasename(url: Found, text: (name: string) => Found | undefined): Found {
	const named = text("FILENAME_METADATA");
	const source = text("SLUGIFY_SOURCE");
	const slug = named?.value.includes("(?P<slug>") ? named : source?.value === "basename" ? source : undefined;
	if (slug === undefined) return url;
	const placeholder = slug === named ? ":title" : ":slugorfilename";
	return { ...url, value: url.value.replaceAll("{slug}", placeholder), from: `${url.from}; ${slug.from}` };
}
