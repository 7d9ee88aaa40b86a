import { readConfigFile, textIn } from "../config-file.ts";
import type { Project } from "../recognize.ts";
import { below, within } from "../repository.ts";
import { type Findings, type FoundRules, findFile, usual } from "./findings.ts";

/** Reads the configuration of Gatsby. */
export async function gatsby(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^gatsby-config\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	return {
		site: textIn(config, "siteMetadata", "siteUrl") ?? textIn(config, "siteMetadata", "url"),
		base: textIn(config, "pathPrefix"),
		title: textIn(config, "siteMetadata", "title"),
		description: textIn(config, "siteMetadata", "description"),
		language: textIn(config, "siteMetadata", "language"),
		start: folder,
		rulesFor: () => ({ permalink: usual("/:path/", "gatsby-source-filesystem's default") }),
		notes: [
			"adopt does not run gatsby-node.js, which creates the addresses. Compare the new addresses with those of your site.",
		],
	};
}

/**
 * Reads the configuration and routes of Next.js. Routes can be read from folder names, but everything else is defined
 * in code.
 */
export async function next(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^next\.config\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const data = findFile(project, /^(?:data\/)?(?:siteMetadata|site\.config|site)\.(?:json|[cm]?[jt]s)$/);
	const site = data === undefined ? null : await readConfigFile(repository.root, data);
	const slash = textIn(config, "trailingSlash")?.value === "true" ? "/" : "";
	return {
		site: textIn(site, "siteUrl") ?? textIn(site, "url"),
		base: textIn(config, "basePath"),
		title: textIn(site, "title") ?? textIn(site, "name"),
		description: textIn(site, "description"),
		language: textIn(site, "language") ?? textIn(site, "locale"),
		start: folder,
		rulesFor: (content) => routeFor(project, content, slash),
	};
}

/**
 * Infers the address rule from a route with a page for each article (`app/blog/[slug]/page.tsx`,
 * `pages/posts/[slug].js`), or from articles that are pages themselves.
 */
function routeFor({ repository, folder }: Project, content: string, slash: string): FoundRules {
	const pages = ["pages", "src/pages"].map((name) => within(below(folder, name), `${content}/`));
	const own = pages.find((one) => one !== null);
	if (own !== undefined && own !== null) return { suggestion: `/${own}:path${slash}` };
	const dynamic =
		/^(?:src\/)?(?:app|pages)\/((?:(?!\[)[^/]+\/)*)\[(?:\.\.\.)?(?:slug|id|post|path)\](?:\/page)?\.[jt]sx?$/;
	const routes = repository.files.flatMap((path) => {
		const [, prefix] = dynamic.exec(within(folder, path) ?? "") ?? [];
		// Folders in parentheses are route groups. They are not part of the address.
		return prefix === undefined ? [] : [{ prefix: prefix.replace(/\([^/]*\)\//g, ""), from: path }];
	});
	const [route, ...others] = routes.filter(({ prefix }) => !/^(?:tags?|categor|authors?|api)/.test(prefix));
	if (route && others.length === 0) return { permalink: { value: `/${route.prefix}:path${slash}`, from: route.from } };
	return { suggestion: `/${route?.prefix ?? "blog/"}:path${slash}` };
}
