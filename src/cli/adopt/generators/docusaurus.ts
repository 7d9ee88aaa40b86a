import { isPresent, member } from "../../../article/field-names.ts";
import { type ConfigFile, readConfigFile, textIn, valueIn } from "../config-file.ts";
import type { Project } from "../recognize.ts";
import { below } from "../repository.ts";
import { type Findings, findFile, usual } from "./findings.ts";

/** One blog of a Docusaurus site, which may have several. */
interface Blog {
	folder: string;
	route: string;
	from: string;
}

/** Reads the configuration of Docusaurus. */
export async function docusaurus(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^docusaurus\.config\.[cm]?[jt]s$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const blogs = blogsOf(config, folder).filter((blog) =>
		repository.drafts.some(({ path: one, isDated }) => isDated && one.startsWith(`${blog.folder}/`)),
	);
	const slash = textIn(config, "trailingSlash")?.value === "true" ? "/" : "";
	return {
		site: textIn(config, "url"),
		base: textIn(config, "baseUrl"),
		title: textIn(config, "title"),
		description: textIn(config, "tagline"),
		language: textIn(config, "i18n", "defaultLocale"),
		content: blogs.length > 0 ? blogs.map((blog) => blog.folder) : undefined,
		start: folder,
		rulesFor: (content) => {
			const { route = "blog", from = "Docusaurus' default" } = blogs.find((blog) => blog.folder === content) ?? {};
			const prefix = route === "" || route === "/" ? "" : `/${route.replace(/^\/|\/$/g, "")}`;
			return { permalink: usual(`${prefix}/:year/:month/:day/:title${slash}`, from) };
		},
		feeds: blogs.flatMap(({ route, from }) =>
			(["rss.xml", "atom.xml", "feed.json"] as const).map((name) => ({
				old: `/${route.replace(/^\/|\/$/g, "")}/${name}`.replace("//", "/"),
				to: { "rss.xml": "/feed.rss", "atom.xml": "/feed.atom", "feed.json": "/feed.json" }[name],
				from,
			})),
		),
	};
}

/** Returns the blogs configured in presets and in additional plugins. */
function blogsOf(config: ConfigFile | null, project: string): Blog[] {
	const blogs: Blog[] = [];
	const lists = ["presets", "plugins"].map((name) => [name, valueIn(config, name)] as const);
	for (const [name, list] of lists) {
		if (!Array.isArray(list)) continue;
		for (const [index, entry] of list.entries()) {
			const [plugin, options]: unknown[] = Array.isArray(entry) ? entry : [];
			const isPlugin = typeof plugin === "string" && /content-blog/.test(plugin);
			const keys = isPlugin ? [name, index, 1] : [name, index, 1, "blog"];
			const blog = isPlugin ? options : member(options, "blog");
			if (!isPresent(blog) || blog === false) continue;
			const [path, route] = ["path", "routeBasePath"].map((one) => textIn(config, ...keys, one));
			const folder = below(project, path?.value ?? "blog");
			blogs.push({ folder, route: route?.value ?? "blog", from: route?.from ?? path?.from ?? "Docusaurus' default" });
		}
	}
	return blogs.length > 0 ? blogs : [{ folder: below(project, "blog"), route: "blog", from: "Docusaurus' default" }];
}
