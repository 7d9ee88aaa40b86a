import { readConfigFile, textIn, valueIn } from "../config-file.ts";
import { CALLS } from "../javascript-literals.ts";
import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { below, within } from "../repository.ts";
import { type Findings, findFile, pathBelow, rooted, usual } from "./findings.ts";

/** Reads the configuration of Eleventy. */
export async function eleventy(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^(?:\.eleventy|eleventy\.config)\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const input = textIn(config, "dir", "input") ?? textIn(config, CALLS, "setInputDirectory", 0, 0);
	const start = below(folder, input?.value ?? (findFile(project, /^src\/_data\//) ? "src" : ""));
	const data = findFile({ repository, folder: start }, /^_data\/(?:metadata|site|meta|config)\.(?:json|[cm]?js)$/);
	const site = data === undefined ? null : await readConfigFile(repository.root, data);
	const plugin = pluginOptions(valueIn(config, CALLS, "addPlugin"));
	const options = (name: string): Found | undefined => {
		const value = plugin?.options[name] ?? Reflect.get(Object(plugin?.options["metadata"]), name);
		return typeof value === "string" && value !== ""
			? { value, from: `the feed plugin in ${config?.path}` }
			: undefined;
	};
	const permalinks = await dataFiles(project, start);
	const feed = textIn(site, "feed", "path") ?? options("outputPath");
	return {
		site: textIn(site, "url") ?? textIn(site, "siteUrl") ?? textIn(site, "baseUrl") ?? options("base"),
		base: textIn(config, "pathPrefix"),
		title: textIn(site, "title") ?? textIn(site, "name") ?? options("title"),
		description: textIn(site, "description") ?? options("subtitle"),
		language: textIn(site, "language") ?? textIn(site, "lang") ?? options("language"),
		start,
		rulesFor: (content) => {
			const own = permalinks.filter(({ folder }) => within(content, `${folder}/`) !== null && folder !== content);
			const above = permalinks.findLast(({ folder }) => within(folder, `${content}/`) !== null);
			const standard = `${pathBelow(start, content)}/:path/`;
			if (above) return { permalink: above.permalink, subfolders: own };
			return config === null
				? { suggestion: standard, subfolders: own }
				: { permalink: usual(standard, "Eleventy's default"), subfolders: own };
		},
		feeds: feed ? [{ old: feed.value, to: /rss/.test(feed.value) ? "/feed.rss" : "/feed.atom", from: feed.from }] : [],
	};
}

/** Returns the options that `addPlugin` passes to the feed plugin. */
function pluginOptions(calls: unknown): { options: Record<string, unknown> } | undefined {
	if (!Array.isArray(calls)) return undefined;
	for (const call of calls) {
		const options: unknown = Array.isArray(call) ? call[1] : undefined;
		if (typeof options === "object" && options !== null && "outputPath" in options) return { options: { ...options } };
	}
	return undefined;
}

/** Finds directory data files (`blog/blog.json`, `blog/blog.11tydata.js`) that set a `permalink`, outermost first. */
async function dataFiles({ repository }: Project, start: string): Promise<{ folder: string; permalink: Found }[]> {
	const found: { folder: string; permalink: Found }[] = [];
	for (const path of repository.files) {
		const match = /^(?:(.*)\/)?([^/]+)\.(?:json|11tydata\.(?:json|[cm]?js))$/.exec(path);
		const folder = match?.[1] ?? "";
		if (!match || folder.split("/").at(-1) !== match[2] || within(start, path) === null) continue;
		const permalink = textIn(await readConfigFile(repository.root, path), "permalink");
		if (permalink && permalink.value !== "false") found.push({ folder, permalink: rooted(permalink) });
	}
	return found.sort((a, b) => a.folder.length - b.folder.length);
}
