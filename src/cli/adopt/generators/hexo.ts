import { readConfigFile, textIn, valueIn } from "../config-file.ts";
import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { below } from "../repository.ts";
import { type Findings, findFile, rooted, usual } from "./findings.ts";

/** Reads the configuration of Hexo. */
export async function hexo(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^_config\.ya?ml$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const source = textIn(config, "source_dir")?.value ?? "source";
	const permalink = textIn(config, "permalink") ?? usual(":year/:month/:day/:title/", "Hexo's default");
	const newName = textIn(config, "new_post_name");
	const language = valueIn(config, "language");
	const feed = textIn(config, "feed", "path");
	return {
		site: textIn(config, "url"),
		base: textIn(config, "root"),
		title: textIn(config, "title"),
		description: textIn(config, "description") ?? textIn(config, "subtitle"),
		language: Array.isArray(language) ? textIn(config, "language", 0) : textIn(config, "language"),
		timeZone: textIn(config, "timezone"),
		content: [below(below(folder, source), "_posts")],
		start: folder,
		rulesFor: () => ({ permalink: rooted(withoutEnding(withoutDates(permalink, newName), config)) }),
		feeds: feed ? [{ old: feed.value, to: /rss/.test(feed.value) ? "/feed.rss" : "/feed.atom", from: feed.from }] : [],
	};
}

/** If `new_post_name` puts a date before the file name, replaces the placeholders that Hexo fills without this date. */
function withoutDates(permalink: Found, newName: Found | undefined): Found {
	if (!newName || !/:(?:year|i_month|month|i_day|day)\b/.test(newName.value)) return permalink;
	const value = permalink.value.replace(/:title\b/g, ":folders/:fileslug").replace(/:name\b/g, ":fileslug");
	return { ...permalink, value, from: `${permalink.from}; new_post_name, ${newName.from}` };
}

/**
 * Drops the ending that `pretty_urls` removes from links and ids. Servers accept addresses without that ending, too.
 */
function withoutEnding(permalink: Found, config: Parameters<typeof textIn>[0]): Found {
	const isOff = (name: string) => textIn(config, "pretty_urls", name)?.value === "false";
	let short = permalink.value;
	if (isOff("trailing_index")) short = short.replace(/(^|\/)index\.html$/, "$1");
	if (isOff("trailing_html")) short = short.replace(/(?<!(?:^|\/)index)\.html$/, "");
	return { ...permalink, value: short };
}
