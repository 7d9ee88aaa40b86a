import type { Author } from "./article.ts";
import type { Fault } from "./problem.ts";

/** Whether a file or folder with this name is skipped, including everything in it. */
export function isPassedOver(name: string): boolean {
	return name.startsWith(".") || name === "node_modules";
}

/** Whether a file with this name is a source. */
export function isSourceName(name: string): boolean {
	return /\.(md|mdx|markdown|mdown|mkd|html?|txt|ya?ml)$/i.test(name);
}

/**
 * Matches files in which site generators store data about the articles around them. In each pattern, the first group is
 * the parent folder.
 *
 * - `authors`: all authors in one file, such as Docusaurus `authors.yml`, Jekyll `_data/authors.yml`, Material for
 *   MkDocs `.authors.yml`.
 * - `author`: one file per author, such as Hugo `data/authors/ada.yml` and `content/authors/ada/_index.md`, Astro
 *   `content/authors/ada.json`.
 * - `configuration`: Jekyll's and Hexo's `_config.yml`, Hugo's `hugo.toml` and `config.toml`.
 * - `addresses`: guids, paths and dates that individual articles had in an old feed; `newsstand adopt` writes this
 *   file.
 */
export const GENERATOR_FILES = {
	authors: /^(.*\/)?(?:\.?authors\.ya?ml|(?<=(?:^|\/)_?data\/)authors\.(?:json|toml))$/i,
	author:
		/^(.*\/)?authors\/(?:([^/]+)\.(?:ya?ml|json|toml)|([^/]+)\/_index\.(?:md|markdown)|(?<=data\/authors\/)([^/]+)\.mdx?)$/i,
	addresses: /^(.*\/)?_addresses\.ya?ml$/i,
	configuration: /^(.*\/)?(?:_config\.ya?ml|(?:hugo|config)\.(?:toml|ya?ml))$/i,
};

/** Data from site generators' files, stored with folder defaults under names that front matter cannot use. */
export interface GeneratorData {
	/** Authors, keyed by the ids with which articles refer to them. */
	[AUTHORS]?: Record<string, Author>;
	/** IANA time zone for dates that do not include one. */
	[ZONE]?: string;
	/** The folder that contains Jekyll's configuration. */
	[JEKYLL]?: string;
	/** The articles listed in each `_addresses.yaml`, with the folder of the file; outermost folder first. */
	[ADDRESSES]?: { folder: string; articles: Record<string, ArticleAddress> }[];
}

/** The guid, path and date that an individual article had in an old feed, where no rule produces them. */
export interface ArticleAddress {
	guid?: string;
	permalink?: string;
	/** A date in any format that front matter allows. */
	date?: string;
}

export const AUTHORS = "authors by id";
export const ZONE = "zone of the generator";
export const JEKYLL = "folder of Jekyll";
export const ADDRESSES = "addresses of articles";

/** Whether this is a file in which a generator stores data about the surrounding articles. */
export function isGeneratorFile(path: string): boolean {
	return /author|config|hugo|_addresses/i.test(path) && Object.values(GENERATOR_FILES).some((one) => one.test(path));
}

/** Returns the folder whose articles a generator's file applies to: `docs/_data/authors.yml` → `docs`. */
export function folderOfGeneratorFile(path: string): string {
	const { addresses, authors, author, configuration } = GENERATOR_FILES;
	const parent = addresses.exec(path) ?? authors.exec(path) ?? author.exec(path) ?? configuration.exec(path);
	return (parent?.[1] ?? "").replace(/(^|\/)(?:_?data|config\/_default)\/$/i, "$1").replace(/\/$/, "");
}

/** Whether a path within a content folder is a source. */
export function isSourcePath(path: string): boolean {
	if (isSourceName(path) && !path.split("/").some(isPassedOver)) return true;
	return isGeneratorFile(path) && !path.split("/").slice(0, -1).some(isPassedOver);
}

const UNREAD_NAME =
	/\.(org|rst|adoc|asciidoc|ipynb|textile|(media)?wiki|creole|[rq]md|mdoc|mkdn|mdwn|mdtxt|dj|djot|tex|typ|docx?|odt|rtf|pages|njk|liquid|pug|haml)$/i;

/**
 * Whether a file with this name is a text document in an unsupported format. Such files are counted, so that people
 * learn that they are not published.
 */
export function isUnreadName(name: string): boolean {
	return UNREAD_NAME.test(name);
}

/**
 * Whether a file in a content folder is counted. Sources and text documents in unsupported formats are counted;
 * pictures, data, scripts, `node_modules` and names that begin with a dot are not.
 */
export function isCountedPath(path: string): boolean {
	return isSourcePath(path) || (isUnreadName(path) && !path.split("/").some(isPassedOver));
}

/**
 * The reason why a file in an unsupported format is not published. The site stores only the file's name, in order to
 * count it.
 */
export const NOT_READ: Fault = {
	line: null,
	message: "Files in this format are not supported.",
	hint: "Convert it to Markdown or HTML to publish it.",
};

/**
 * Whether a file with this name documents its repository or folder. Such a file is an article only if it has front
 * matter that can be parsed; otherwise, the file is ignored.
 */
export function isAboutFolder(path: string): boolean {
	return /(^|\/)(README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY)\.(md|markdown|txt)$/i.test(path);
}

/** Returns what is wrong with the path of a source, as the end of a sentence; null if the path is valid. */
export function pathFault(path: string): string | null {
	if (path.split("/").some((segment) => ["", ".", ".."].includes(segment))) {
		return "is not a path: write it relative to the content folder, with / between names";
	}
	if (path.length > 500) return "is longer than 500 characters";
	return /[\\\p{Cc}]/u.test(path) || !path.isWellFormed() ? "contains characters that are not allowed in a path" : null;
}

/** Maximum size of a source, in bytes of UTF-8. */
export const MAX_SOURCE_BYTES = 1024 * 1024;

/** The problem with a source that is too large. */
export const TOO_LARGE: Fault = {
	line: null,
	message: "The file is larger than 1 MiB.",
	hint: "Split it into several articles, and link pictures instead of embedding them.",
};

/**
 * Whether a text is a Git LFS pointer, which takes the place of a file that Git LFS stores elsewhere
 * (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md). Before its first release, Git LFS was named `hawser`.
 */
export function isLfsPointer(text: string): boolean {
	return /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d\r?\n/.test(text);
}

/** The problem with a Git LFS pointer. */
export const LFS_POINTER: Fault = {
	line: 1,
	message: "This is a Git LFS pointer. The text itself is in Git LFS, not in this file.",
	hint:
		"Store articles in Git itself: run `git lfs untrack` with the pattern that matches them and `git add --renormalize .`, then commit and push. " +
		"For a folder on this machine, `git lfs pull` fetches the text.",
};

/** Decodes UTF-8 and keeps every character, so that encoding the text again results in the same hash. */
export function decodeSource(bytes: Uint8Array): { text: string } | { fault: Fault } {
	const text = decode(bytes);
	if (text !== null) return { text };
	const hint = "Save it as UTF-8. Most editors have this under Save As or Encoding.";
	return { fault: { line: firstBadLine(bytes), message: "From this line on, the file is not UTF-8.", hint } };
}

function decode(bytes: Uint8Array): string | null {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return null;
	}
}

/**
 * Returns the line of the first byte that is not UTF-8, counted from 1. Lines can be decoded separately, because the
 * byte of a line feed does not occur in any other UTF-8 character.
 */
function firstBadLine(bytes: Uint8Array): number {
	let line = 1;
	for (let from = 0; from <= bytes.length; line++) {
		const end = bytes.indexOf(0x0a, from);
		if (end === -1 || decode(bytes.subarray(from, end)) === null) break;
		from = end + 1;
	}
	return line;
}

/** What the result of reading a source depends on, besides its text: properties of the site and the folder. */
export interface Context {
	/** URL of the site, without a trailing slash. An article that does not set a link has its page there. */
	siteUrl: string;
	/** IANA time zone for dates that do not include one. */
	timeZone: string;
	/** Defaults from the `_defaults.yaml` files in the folders above; the nearest file takes precedence. */
	defaults: Record<string, unknown>;
	/** Whether the site has private feeds, in which members' articles are published. Absent means yes. */
	hasPrivateFeeds?: boolean;
	/**
	 * Whether an earlier release of Newsstand published this text. If so, the text is read even if its author marked it
	 * as not public.
	 */
	isPublished?: boolean;
	/** When the file was last changed, in milliseconds since 1970, if known. Used for texts without a date. */
	dated?: number | undefined;
	/** Whether the content folder has a source at a path; absent if unknown. */
	hasSource?: ((path: string) => boolean) | undefined;
	/**
	 * Whether the site already has a feed with this name. An existing feed keeps its address even if its name is longer
	 * than new names may be.
	 */
	hasFeed?: ((feed: string) => boolean) | undefined;
}

/** Returns the folders that contain a source, outermost first: `a/b/c.md` → the root (`""`), `a` and `a/b`. */
export function foldersAbove(path: string): string[] {
	const segments = path.split("/").slice(0, -1);
	return ["", ...segments.map((_, index) => segments.slice(0, index + 1).join("/"))];
}
