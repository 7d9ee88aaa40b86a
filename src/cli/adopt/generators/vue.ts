import { type ConfigFile, readConfigFile, textIn, valueIn } from "../config-file.ts";
import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { below } from "../repository.ts";
import { type Findings, findFile, pathBelow, rooted, usual } from "./findings.ts";

/** Reads the configuration of VitePress. */
export async function vitepress(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^\.vitepress\/config(?:\/index)?\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const start = below(folder, textIn(config, "srcDir")?.value ?? "");
	const clean = textIn(config, "cleanUrls");
	const ending = clean?.value === "true" ? "" : ".html";
	return {
		site: textIn(config, "sitemap", "hostname"),
		...common(config),
		start,
		rulesFor: (content) => ({
			permalink: usual(
				`${pathBelow(start, content)}/:path${ending}`,
				ending === "" && clean ? `cleanUrls, ${clean.from}` : "VitePress' default",
			),
		}),
		notes: ["VitePress does not create feeds. Compare the new guids with those that your script writes."],
	};
}

/** Reads the configuration of VuePress 1 and 2. */
export async function vuepress(project: Project): Promise<Findings> {
	const { repository, folder: start } = project;
	const path = findFile(project, /^\.vuepress\/config\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const pattern =
		textIn(config, "permalinkPattern") ?? textIn(config, "route", "permalinkPattern") ?? textIn(config, "permalink");
	const plugins = [valueIn(config, "plugins")].flat();
	const hosts = [valueIn(config, "theme"), ...plugins].map((one: unknown) => Reflect.get(Object(one), "hostname"));
	const host = hosts.find((one) => typeof one === "string");
	return {
		site: host === undefined ? undefined : { value: host, from: `hostname in ${config?.path}` },
		...common(config),
		start,
		rulesFor: (content) => ({
			permalink: pattern ? rooted(pattern) : usual(`${pathBelow(start, content)}/:path.html`, "VuePress' default"),
		}),
	};
}

/** Reads the configuration of Nuxt Content. */
export async function nuxt(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^nuxt\.config\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const start = below(folder, "content");
	return {
		site: textIn(config, "site", "url") ?? textIn(config, "runtimeConfig", "public", "siteUrl"),
		base: textIn(config, "app", "baseURL"),
		title: textIn(config, "site", "name") ?? textIn(config, "app", "head", "title"),
		description: textIn(config, "site", "description"),
		language: textIn(config, "site", "defaultLocale") ?? textIn(config, "app", "head", "htmlAttrs", "lang"),
		start,
		rulesFor: (content) => ({
			permalink: usual(`${pathBelow(start, content).replace(/(?<=\/)\d+\./g, "")}/:path`, "Nuxt Content's rule"),
		}),
		notes: ["Nuxt Content does not create feeds. Compare the new guids with those that your code writes."],
	};
}

function common(config: ConfigFile | null): Record<"base" | "title" | "description" | "language", Found | undefined> {
	return {
		base: textIn(config, "base"),
		title: textIn(config, "title") ?? textIn(config, "locales", "/", "title"),
		description: textIn(config, "description") ?? textIn(config, "locales", "/", "description"),
		language: textIn(config, "lang") ?? textIn(config, "locales", "/", "lang"),
	};
}
