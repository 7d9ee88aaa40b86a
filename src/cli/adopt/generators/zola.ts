import { placeIn, readConfigFile, textIn, valueIn } from "../config-file.ts";
import type { Project } from "../recognize.ts";
import { below, within } from "../repository.ts";
import { type Findings, findFile, pathBelow, usual } from "./findings.ts";

/** Slug rules, by the value of `[slugify] paths`. */
const SLUGS: Record<string, string> = { on: "zola", safe: "zola-safe", off: "keep" };

/** Reads the configuration of Zola. */
export async function zola(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^(?:zola|config)\.toml$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const start = below(folder, "content");
	const paths = textIn(config, "slugify", "paths");
	const slugs =
		paths && SLUGS[paths.value] !== undefined ? { value: SLUGS[paths.value] ?? "", from: paths.from } : undefined;
	const names = [valueIn(config, "feed_filenames") ?? valueIn(config, "feed_filename") ?? []].flat();
	const feedNames = names.filter((name) => typeof name === "string");
	const from = config ? placeIn(config, ["feed_filenames"]) : "";
	return {
		site: textIn(config, "base_url"),
		title: textIn(config, "title"),
		description: textIn(config, "description"),
		language: textIn(config, "default_language"),
		start,
		isWhole: true,
		// If a file name begins with a date, Zola leaves the date out of the address.
		rulesFor: (content) => ({
			permalink: usual(`${pathBelow(start, content)}/:folders/:title/`, "Zola's rule"),
			slugs,
		}),
		feeds: [
			...feedNames.map((name) => ({ old: `/${name}`, to: formatOf(name), from })),
			...sectionFeeds(project, start, feedNames.length > 0 ? feedNames : ["atom.xml"]),
		],
	};
}

/** Returns the feeds of those sections that enable a feed in their `_index.md`. */
function sectionFeeds(
	{ repository }: Project,
	start: string,
	names: readonly string[],
): NonNullable<Findings["feeds"]> {
	return repository.drafts.flatMap(({ path, fields }) => {
		const section = /^(.*)\/_index\.md$/.exec(within(start, path) ?? "")?.[1];
		const isFeed = ["generate_feeds", "generate_feed"].some((name) => fields[name] === "true");
		return section !== undefined && isFeed
			? names.map((name) => ({ old: `/${section}/${name}`, to: formatOf(name), from: path }))
			: [];
	});
}

function formatOf(name: string): string {
	return /rss/.test(name) ? "/feed.rss" : "/feed.atom";
}
