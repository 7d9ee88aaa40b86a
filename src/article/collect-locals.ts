import type { LocalKind, LocalReference } from "./article.ts";
import { isReserved } from "./article-path.ts";
import { fileKind } from "./file-kinds.ts";
import { ANYWHERE, localAddress } from "./local-files.ts";
import { webUrl } from "./web-url.ts";

/** How an address is used: as a picture, as the artwork of a podcast, as the source of a player, or as a link. */
export type AddressUse = "picture" | "artwork" | "audio" | "video" | "link";

/** The page that contains the references. */
interface Page {
	/** Path of the page's source. */
	path: string;
	/** Absolute URL of the page. */
	url: string;
	siteUrl: string;
	/**
	 * The folder against which paths with a leading `/` are resolved, written relative to the page's folder. If absent,
	 * such paths may be relative to any folder that contains the page.
	 */
	root?: string | undefined;
}

/** Maximum number of references per article. Further references are treated as if their files did not exist. */
const MAX_LOCALS = 2000;
const MAX_PATH = 500;

/** Collects references to files in the content folder while a source is read. */
export class LocalCollector {
	readonly #page: Page;
	readonly #isElsewhere: boolean;
	readonly #found = new Map<string, LocalReference>();

	/** @param isElsewhere whether the page is on another site, where relative addresses may be valid */
	constructor(page: Page, isElsewhere: boolean) {
		this.#page = page;
		this.#isElsewhere = isElsewhere;
	}

	get references(): LocalReference[] | undefined {
		return this.#found.size === 0 ? undefined : [...this.#found.values()];
	}

	/**
	 * Records a reference and returns the `local:/` address that replaces it; undefined if the address does not refer
	 * to the content folder.
	 *
	 * @param lineOf finds the line of the reference; called once per file
	 */
	address(written: string, use: AddressUse, lineOf: () => number | null): string | undefined {
		const { url, siteUrl } = this.#page;
		const isFull = written.startsWith(`${siteUrl}/`);
		const [, raw = "", suffix = ""] =
			/^([^?#]*)([?#].*)?$/s.exec(isFull ? written.slice(siteUrl.length) : written) ?? [];
		const place = placeOf(raw, this.#page);
		if (place === undefined) return undefined;
		const kind = kindOf(raw, place.path, use);
		if (kind === undefined) return undefined;
		const isCertain =
			!isFull && (place.path.startsWith(ANYWHERE) || (!this.#isElsewhere && isFileName(place.path, kind)));
		const otherwise = isCertain ? undefined : (webUrl(isFull ? siteUrl + raw : raw, url) ?? undefined);
		const known = this.#found.get(place.path);
		const artwork = use === "artwork" ? { isArtwork: true as const } : {};
		if (known === undefined) {
			if (this.#found.size >= MAX_LOCALS) return undefined;
			this.#found.set(place.path, { ...place, kind, ...artwork, line: lineOf(), otherwise });
		} else if (known.otherwise !== otherwise) return undefined;
		else Object.assign(known, artwork);
		return localAddress(place.path) + normalized(suffix);
	}
}

/** Escapes a query and fragment so that `&` is the only character left that must be escaped in a body. */
function normalized(suffix: string): string {
	const { search, hash } = new URL(suffix, "https://site.invalid");
	return (search + hash).replaceAll("'", "%27");
}

/** Matches addresses that are not paths: another scheme or host, only a query or fragment, or nothing. */
const NOT_A_PATH = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2}|$)/i;

/** Returns the path that a reference leads to, without its query and fragment. */
function placeOf(raw: string, { path: from, root }: Page): Pick<LocalReference, "path" | "alternative"> | undefined {
	if (NOT_A_PATH.test(raw)) return undefined;
	// `@/` and `~/` mean the root of the project in Astro, Nuxt and other generators.
	const written = decoded(raw)
		.normalize("NFC")
		.replaceAll("\\", "/")
		.replace(/^[@~](?=\/)/, "");
	if (written.length > MAX_PATH || /\p{Cc}/u.test(written) || !written.isWellFormed()) return undefined;
	if (written.startsWith(ANYWHERE)) return { path: written };
	const folder = from.split("/").slice(0, -1);
	const path = resolvedPath(written, folder);
	if (path === undefined) return undefined;
	if (root !== undefined && written.startsWith("/")) {
		const alternative = resolvedPath(`${root}${written}`, folder);
		return alternative === undefined ? { path } : { path, alternative };
	}
	const pageFolder = from.replace(/\.[^./]+$/, "").split("/");
	const isBundle = /^_?index$/i.test(pageFolder.at(-1) ?? "");
	const alternative = isBundle || !/^(\.\/)*\.\.\//.test(written) ? undefined : resolvedPath(written, pageFolder);
	return alternative === undefined || alternative === path ? { path } : { path, alternative };
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * Resolves a path relative to a folder. The result begins with a slash if the path is relative to the root of the site,
 * or leads out of the content folder.
 */
function resolvedPath(written: string, folder: readonly string[]): string | undefined {
	const segments = written.startsWith("/") ? [] : [...folder];
	let isRooted = written.startsWith("/");
	for (const segment of written.split("/")) {
		if (segment === "..") {
			if (segments.pop() === undefined) isRooted = true;
		} else if (segment !== "" && segment !== ".") segments.push(segment);
	}
	// A link to a folder is not a reference to a file.
	if (segments.length === 0 || /(^|\/)\.{1,2}\/?$/.test(written)) return undefined;
	return (isRooted ? "/" : "") + segments.join("/");
}

/** Matches addresses of published files, which authors may have copied from the site. */
const PUBLISHED_FILE = /^\/media\/[0-9a-f]{16,}\//;

const ARTICLE_FILE = /\.(md|mdx|markdown|mdown|mkd)$/i;

function kindOf(raw: string, path: string, use: AddressUse): LocalKind | undefined {
	if (PUBLISHED_FILE.test(raw)) return undefined;
	const file = fileKind(path);
	if (use !== "link") return file?.kind ?? (use === "artwork" ? "picture" : use);
	if (file !== undefined) return raw.startsWith("/") && file.kind === "file" && isReserved(raw) ? undefined : file.kind;
	if (ARTICLE_FILE.test(path)) return "article";
	// A path with a leading slash is an address on this site, or on the site that the articles come from.
	return raw.startsWith("/") ? undefined : "article";
}

/** Whether this address can only belong to a file, because the site serves nothing else at addresses of this form. */
function isFileName(path: string, kind: LocalKind): boolean {
	return kind !== "article" || ARTICLE_FILE.test(path);
}
