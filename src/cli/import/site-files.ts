import { writeFrontMatter } from "../../article/front-matter.ts";
import { knownLanguage } from "../../article/language.ts";
import { readRedirects } from "../../article/read-redirects.ts";
import { slugOf } from "../../article/slug.ts";
import { feedPath } from "../../feed/feed.ts";
import { safeName } from "./file-names.ts";
import type { ImportedAuthor, ImportedSite, ImportedTerm } from "./post.ts";

/** A file that applies to the whole site. */
export interface SiteFile {
	path: string;
	text: string;
}

/**
 * Creates the site-wide files: authors, topics, folder defaults and redirects. Only topics that published articles have
 * get files.
 *
 * @param used names of categories and tags of published articles
 * @param redirects from old addresses of articles
 */
export function siteFiles(
	site: ImportedSite,
	used: ReadonlySet<string>,
	redirects: readonly [from: string, to: string][],
): SiteFile[] {
	const terms = publicTerms(site.terms, used);
	const lines = [...redirects, ...terms.flatMap(termRedirects)];
	const valid = validRedirects(lines);
	const language = knownLanguage(site.language ?? "")?.tag;
	return [
		...authorsFile(site.authors),
		...topicFiles(terms),
		...(language === undefined ? [] : [{ path: "_defaults.yaml", text: yaml({ language }) }]),
		...(Object.keys(valid).length === 0 ? [] : [{ path: "_redirects.yaml", text: yaml(valid) }]),
	];
}

function authorsFile(authors: readonly ImportedAuthor[]): SiteFile[] {
	if (authors.length === 0) return [];
	const byId = authors.map(({ id, name, url, picture }) => [id, { name, url, avatar: picture }] as const);
	return [{ path: "authors.yml", text: yaml(Object.fromEntries(byId)) }];
}

/** Returns the terms of published articles, and their parents. */
function publicTerms(terms: readonly ImportedTerm[], used: ReadonlySet<string>): ImportedTerm[] {
	const names = new Set(used);
	const byName = new Map(terms.map((term) => [term.name, term]));
	for (const name of names) {
		const parent = byName.get(name)?.parent;
		if (parent !== undefined) names.add(parent);
	}
	return terms.filter(({ name }) => names.has(name));
}

/** Creates topic files for terms that have a parent or a description. */
function topicFiles(terms: readonly ImportedTerm[]): SiteFile[] {
	const files = new Map<string, SiteFile>();
	for (const { name, slug, parent, description } of terms) {
		if (parent === undefined && description === undefined) continue;
		const path = `topics/${safeName(slug) || safeName(name) || "topic"}.md`;
		const key = slugOf(name);
		if (files.has(key) || [...files.values()].some((file) => file.path === path)) continue;
		files.set(key, { path, text: writeFrontMatter({ name, parent, description }, "") });
	}
	return [...files.values()];
}

/** Returns redirects from the old pages and feeds of a term, except redirects that are built into every site. */
function termRedirects({ name, slug, pages, feeds }: ImportedTerm): [string, string][] {
	const topic = slugOf(name);
	if (topic === "") return [];
	const page = feedPath(`topics/${topic}`);
	const isKnown = (path: string): boolean => path === `/category/${slug}/feed/` || path === `/tag/${slug}/feed/`;
	return [
		...pages.map((from): [string, string] => [from, page]),
		...feeds.flatMap((from): [string, string][] => (topic === slug && isKnown(from) ? [] : [[from, `${page}.rss`]])),
	];
}

/** Returns the valid redirects, with normalized paths. */
function validRedirects(lines: readonly [from: string, to: string][]): Record<string, string> {
	// If a path occurs twice, its first line wins.
	const data = Object.fromEntries(lines.toReversed());
	const context = { siteUrl: "https://newsstand.invalid", timeZone: "UTC", defaults: {} };
	const { redirects } = readRedirects("_redirects.yaml", { data, body: "", yaml: "" }, context);
	return Object.fromEntries(redirects.map(({ from, to }) => [from, to] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function yaml(fields: Record<string, unknown>): string {
	return writeFrontMatter(fields, "")
		.replace(/^---\n/, "")
		.replace(/---\s*$/, "");
}
