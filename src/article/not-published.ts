import { EXPIRY_NAMES, type Keys, NOT_BEFORE_NAMES, nameKey } from "./field-names.ts";

/**
 * A field that can mark an article as not public. These fields come from Jekyll, Hugo, Zola, Hexo, Eleventy, Astro,
 * Docusaurus, VuePress, Pelican, Ghost, WordPress, Obsidian and Bear. One such field is enough to keep an article
 * unpublished.
 *
 * `off` is the value that keeps the article unpublished; `given` means that any value except no does.
 */
export interface Switch {
	keys: Keys;
	off: "yes" | "no" | "given" | readonly string[];
	/**
	 * Whether the field also has other uses. If so, only a clear yes or no is taken into account; a date or any other
	 * text is ignored.
	 */
	isLoose?: boolean;
	/** Whether a folder's defaults may set the field. */
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

/** The values of `status` and `visibility`. Any value that is not in these lists counts as not public. */
export const WORDS = {
	public: ["published", "publish", "public", "final", "live", "stable"],
	members: ["members", "paid"],
	hidden: ["draft", "private", "pending", "scheduled", "future", "hidden", "unlisted", "skip", "trash", "archived"],
};

export const WORD_FIELDS = ["status", "visibility"];

/** Folders in which no generator keeps articles: some names match at any depth, others only at the root. */
export const FOLDERS = /(^|\/)_(drafts|includes|layouts|data|sass|site)\/|^(layouts|archetypes)\//i;
export const SECTION_PAGE = /(^|\/)_index(\.[a-z-]+)?\.[a-z]+$/i;

const GENERATOR_DATA = /(^|\/)(_config(\.[\w-]+)?|_data\/.*)\.ya?ml$/i;

/**
 * Whether a YAML file contains a site generator's configuration or template data. False for authors files and for
 * Newsstand's own files.
 */
export function isGeneratorData(path: string): boolean {
	return GENERATOR_DATA.test(path) && !/(authors?|(^|\/)_defaults|(^|\/)_redirects)\.ya?ml$/i.test(path);
}

/** The names of the fields that a folder's defaults may set. */
export const NOT_PUBLISHED_DEFAULTS: readonly string[] = [
	...new Set(SWITCHES.flatMap(({ keys, inDefaults }) => (inDefaults ? [String(keys[0])] : []))),
	...WORD_FIELDS,
];

/** The names of all fields that may keep an article unpublished, normalized for comparison. */
export const NOT_PUBLISHED_NAMES: ReadonlySet<string> = new Set(
	[
		...SWITCHES.map(({ keys }) => String(keys[0])),
		...WORD_FIELDS,
		"audience",
		...NOT_BEFORE_NAMES,
		...EXPIRY_NAMES,
	].map(nameKey),
);
