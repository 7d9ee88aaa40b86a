import { SLUG_RULES, type SlugRule } from "./slug-rules.ts";

/** How a site generator builds the addresses of articles. */
export interface Generator {
	/** The pattern for the address of an article if there is no `permalink` rule. */
	permalink: string;
	/** The slug rule for the names of files and folders, and for the field `slug`. */
	names: SlugRule;
	/** The slug rule for titles and categories. */
	titles: SlugRule;
	/**
	 * Which day is used: the day in the site's time zone, the day as the author wrote it, the day in UTC, or the day in
	 * the file's name.
	 */
	day: "zone" | "written" | "utc" | "name";
	/** Placeholders that have a different meaning in this generator, and their meanings. */
	means?: Readonly<Record<string, string>>;
	/** Fields that contain the complete address of an article. The first field that has a value is used. */
	whole: readonly string[];
	/** The field that contains the last part of the address. */
	last: "slug" | "link" | null;
	/** Whether `:categories` contains the categories' names in lower case but otherwise unchanged. */
	keepsCategories?: boolean;
	/** What to append to an address that is taken from a field. */
	ending: "/" | "";
}

const { keep = String } = SLUG_RULES;
const rule = (name: string): SlugRule => SLUG_RULES[name] ?? keep;

const PLAIN: Generator = {
	permalink: "/:path/",
	names: keep,
	titles: rule("github"),
	day: "utc",
	whole: ["permalink"],
	last: "slug",
	ending: "/",
};

/** Used if `generator` is not set: the conventions that most generators have in common. */
export const ANY_GENERATOR: Generator = {
	...PLAIN,
	names: rule("jekyll-slug"),
	titles: rule("jekyll-slug"),
	day: "zone",
	whole: ["permalink", "url"],
};

/** All generators, by their names in the field `generator` of `_defaults.yaml`. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
	jekyll: {
		...PLAIN,
		permalink: "/:categories/:year/:month/:day/:title:output_ext",
		names: rule("jekyll"),
		titles: rule("jekyll"),
		day: "zone",
		means: { slug: "jekyll_slug", name: "jekyll_name" },
		keepsCategories: true,
		ending: "",
	},
	hugo: {
		...PLAIN,
		names: rule("hugo"),
		titles: rule("hugo"),
		day: "written",
		means: { slug: "slug_or_title", title: "title_text" },
		whole: ["url"],
	},
	hexo: {
		...PLAIN,
		permalink: "/:year/:month/:day/:title/",
		titles: rule("hexo"),
		day: "zone",
		means: { title: "path", category: "category_path" },
		last: null,
		ending: "",
	},
	eleventy: { ...PLAIN, titles: rule("slugify"), last: null, ending: "" },
	astro: { ...PLAIN, names: rule("github") },
	docusaurus: {
		...PLAIN,
		permalink: "/blog/:year/:month/:day/:title",
		day: "name",
		means: { title: "path" },
		ending: "",
	},
	zola: { ...PLAIN, names: rule("zola"), titles: rule("zola"), whole: ["path"] },
	pelican: {
		...PLAIN,
		permalink: "/:slug.html",
		titles: rule("pelican"),
		day: "written",
		means: { slug: "slug_or_title" },
		whole: ["url"],
		ending: "",
	},
	gatsby: PLAIN,
	next: { ...PLAIN, permalink: "/:path", ending: "" },
	vitepress: { ...PLAIN, permalink: "/:path.html", last: null, ending: "" },
	vuepress: { ...PLAIN, permalink: "/:path.html", last: null, ending: "" },
	nuxt: {
		...PLAIN,
		permalink: "/:path",
		names: rule("nuxt"),
		titles: rule("slug"),
		whole: ["path"],
		last: null,
		ending: "",
	},
	quartz: {
		...PLAIN,
		permalink: "/:path",
		names: rule("quartz"),
		titles: rule("quartz"),
		whole: [],
		last: null,
		ending: "",
	},
	obsidian: { ...PLAIN, permalink: "/:path", names: rule("quartz"), titles: rule("quartz"), last: null, ending: "" },
	ghost: { ...PLAIN, permalink: "/:slug/", titles: rule("ghost"), means: { slug: "slug_or_title" } },
	wordpress: {
		...PLAIN,
		permalink: "/:year/:month/:day/:slug/",
		titles: rule("wordpress"),
		day: "zone",
		means: { slug: "slug_or_title" },
	},
	substack: { ...PLAIN, permalink: "/p/:slug", means: { slug: "slug_or_title" }, ending: "" },
	"micro.blog": {
		...PLAIN,
		permalink: "/:year/:month/:day/:slug.html",
		names: rule("hugo"),
		titles: rule("hugo"),
		day: "written",
		whole: ["url"],
	},
	bear: { ...PLAIN, permalink: "/:slug/", titles: rule("bear"), means: { slug: "slug_or_title" }, last: "link" },
	writefreely: { ...PLAIN, permalink: "/:slug", ending: "" },
};
