import { join } from "node:path";
import { readConfigFile, textIn, valueIn } from "../config-file.ts";
import { CALLED } from "../javascript-literals.ts";
import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { below, within } from "../repository.ts";
import { textOf } from "../write-files.ts";
import { type Findings, type FoundRules, findFile, pathBelow } from "./findings.ts";

/** Reads the configuration of Astro, including Starlight Blog. */
export async function astro(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^astro\.config\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const start = below(folder, findFile(project, /^src\/content\//) ? "src/content" : "");
	const routes = await routesOf(project);
	const ending = endingOf(textIn(config, "build", "format")?.value, textIn(config, "trailingSlash")?.value);
	const starlight = called(valueIn(config, "integrations"), "starlight");
	const title = starlight?.["title"];
	return {
		site: textIn(config, "site"),
		base: textIn(config, "base"),
		title: typeof title === "string" ? { value: title, from: `starlight in ${config?.path}` } : undefined,
		language: textIn(config, "i18n", "defaultLocale"),
		start,
		rulesFor: (content) => rulesFor(content, start, routes, ending),
		feeds: routes.feeds.map(({ path: old, from }) => ({ old, to: "/feed.rss", from })),
	};
}

/** Returns the options passed to the integration with this function name, such as `starlight`. */
function called(integrations: unknown, name: string): Record<string, unknown> | undefined {
	if (!Array.isArray(integrations)) return undefined;
	const found = integrations.find((one: unknown) => Reflect.get(Object(one), CALLED) === name);
	return found === undefined ? undefined : { ...Object(found) };
}

function endingOf(format = "directory", trailingSlash = "ignore"): string {
	if (format === "file") return ".html";
	return trailingSlash === "never" ? "" : "/";
}

/**
 * Templates such as `src/pages/blog/[...slug].astro`, which render a page for each entry, and endpoints that serve
 * feeds.
 */
interface Routes {
	entries: { prefix: string; collection: string | undefined; from: string }[];
	feeds: { path: string; from: string }[];
}

async function routesOf({ repository, folder }: Project): Promise<Routes> {
	const routes: Routes = { entries: [], feeds: [] };
	for (const path of repository.files) {
		const page = within(below(folder, "src/pages"), path);
		if (page === null) continue;
		const [, feed] = /^(.*\.(?:xml|json))\.[jt]s$/.exec(page) ?? [];
		if (feed !== undefined && /(?:rss|feed|atom|index)\.(?:xml|json)$/.test(feed))
			routes.feeds.push({ path: `/${feed}`, from: path });
		const [, prefix = ""] = /^(.*\/)?\[(?:\.\.\.)?(?:slug|id|path|entry|post)\](?:\/index)?\.astro$/.exec(page) ?? [
			undefined,
		];
		if (!/\[(?:\.\.\.)?(?:slug|id|path|entry|post)\](?:\/index)?\.astro$/.test(page)) continue;
		const text = (await textOf(join(repository.root, path))) ?? "";
		const [, collection] = /getCollection\(\s*["']([\w-]+)["']/.exec(text) ?? [];
		if (!/[[\]]/.test(prefix)) routes.entries.push({ prefix, collection, from: path });
	}
	return routes;
}

function rulesFor(content: string, start: string, routes: Routes, ending: string): FoundRules {
	const path = pathBelow(start, content).slice(1);
	const [collection = "", ...deeper] = path.split("/");
	// The address of a Starlight page is the path of its file.
	if (collection === "docs") return { permalink: at([...deeper, ""].join("/"), "Starlight's rule") };
	const fits = routes.entries.filter(
		(one) => one.collection === collection || collectionOf(content) === one.collection,
	);
	const [route] = fits.length > 0 ? fits : routes.entries.length === 1 ? routes.entries : [];
	if (route) return { permalink: at(`${route.prefix}${deeper.map((name) => `${name}/`).join("")}`, route.from) };
	return { suggestion: at(`${collectionOf(content)}/`, "").value };

	function at(prefix: string, from: string): Found {
		return { value: `/${prefix}:path${ending}`, from };
	}
}

/**
 * Guesses which collection a folder belongs to. A collection can be in any folder, but most folders are named after
 * their collection.
 */
function collectionOf(content: string): string {
	return content.split("/").at(-1) ?? "";
}
