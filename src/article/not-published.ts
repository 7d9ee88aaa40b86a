import { EXPIRY_NAMES, type Keys, NOT_BEFORE_NAMES, nameKey } from "./field-names.ts";

/**
 * Everything by which an article's author says that it is not for everybody, as Jekyll, Hugo, Zola, Hexo, Eleventy, Astro,
 * Docusaurus, VuePress, Pelican, Ghost, WordPress, Obsidian and Bear understand it. One switch is enough.
 *
 * `off`: what the switch says when the article is not to be published. `given`: any value but a no.
 */
export interface Switch {
	keys: Keys;
	off: "yes" | "no" | "given" | readonly string[];
	/** Its name is used for other things, too: only a clear word counts, and a date or a text is none. */
	isLoose?: boolean;
	/** A folder's defaults may have it. */
	inDefaults?: boolean;
}

export const SWITCHES: readonly Switch[] = [
	...["draft", "removed", "private", "unlisted", "hidden"].map((name): Switch => {
		return { keys: [name], off: "yes", inDefaults: true };
	}),
	...["published", "publish"].map((name): Switch => ({ keys: [name], off: "no", inDefaults: true })),
	...["public", "dgPublish"].map((name): Switch => ({ keys: [name], off: "no", isLoose: true, inDefaults: true })),
	{ keys: ["password"], off: "given", inDefaults: true },
	{ keys: ["eleventyExcludeFromCollections"], off: "given", inDefaults: true },
	{ keys: ["headless"], off: "yes", isLoose: true, inDefaults: true },
	{ keys: ["isPage"], off: "yes", isLoose: true },
	{ keys: ["build", "render"], off: ["never", "link", "false", "no"], inDefaults: true },
	{ keys: ["build", "list"], off: ["never", "local", "false", "no"], inDefaults: true },
	...["render", "feed", "article", "permalink"].map((name): Switch => ({ keys: [name], off: "no", isLoose: true })),
];

/** `status` and `visibility` say it in a word. A word that is in none of these lists is taken for "not public". */
export const WORDS = {
	public: ["published", "publish", "public", "final", "live", "stable"],
	members: ["members", "paid"],
	hidden: ["draft", "private", "pending", "scheduled", "future", "hidden", "unlisted", "skip", "trash", "archived"],
};

export const WORD_FIELDS = ["status", "visibility"];

/** Folders whose files a generator makes no articles of, at any depth and at the root; and the page of a section. */
export const FOLDERS = /(^|\/)_(drafts|includes|layouts|data|sass|site)\/|^(layouts|archetypes)\//i;
export const SECTION_PAGE = /(^|\/)_index(\.[a-z-]+)?\.[a-z]+$/i;

const GENERATOR_DATA = /(^|\/)(_config(\.[\w-]+)?|_data\/.*)\.ya?ml$/i;

/** Whether a file is YAML that configures a generator, or data for its templates, and not of authors or for Newsstand. */
export function isGeneratorData(path: string): boolean {
	return GENERATOR_DATA.test(path) && !/(authors?|(^|\/)_defaults|(^|\/)_redirects)\.ya?ml$/i.test(path);
}

/** The names of what a folder's defaults may say of this. */
export const NOT_PUBLISHED_DEFAULTS: readonly string[] = [
	...new Set(SWITCHES.flatMap(({ keys, inDefaults }) => (inDefaults ? [String(keys[0])] : []))),
	...WORD_FIELDS,
];

/** All names, as they are compared, whose fields may keep an article from the public. */
export const NOT_PUBLISHED_NAMES: ReadonlySet<string> = new Set(
	[
		...SWITCHES.map(({ keys }) => String(keys[0])),
		...WORD_FIELDS,
		"audience",
		...NOT_BEFORE_NAMES,
		...EXPIRY_NAMES,
	].map(nameKey),
);
