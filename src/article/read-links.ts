import { knownAddress } from "./article-addresses.ts";
import { addressOf, canonicalPath, isOwnAddress, pageAddressOf, pagePath } from "./article-path.ts";
import { nameKey } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { expandGuid, expandPath } from "./permalinks/expand.ts";
import { hasPlaceholder, type Pattern, parsePattern } from "./permalinks/pattern.ts";
import { type Rules, rulesOf } from "./permalinks/rules.ts";
import { subjectOf } from "./permalinks/subject.ts";
import { webUrl } from "./web-url.ts";

/** The addresses of an article, current and former. */
export interface Links {
	address: string;
	link: string;
	/** URL against which relative links are resolved: the article's link or, for a link post, its own page. */
	page: string;
	original: string | undefined;
	/**
	 * The guid that overrides any other guid: for a link post, the URL of its own page; otherwise, the guid from a rule
	 * with `replace`.
	 */
	guid: string | undefined;
	/** The guid that the folder's rule produces, used when the article is first published. */
	firstGuid: string | undefined;
	/** Canonical paths that used to lead to the article. */
	formerly: string[] | undefined;
}

/** What is known about an article before its links are read. */
interface Known {
	path: string;
	title: string;
	published: number | undefined;
	siteUrl: string;
	/** Whether the source is a site page. */
	isPage: boolean;
}

/** Fields that contain the address of the page that a link post is about. */
const LINK_POST_NAMES = ["externalUrl", "linkUrl", "sourceUrl"];

/**
 * Reads the link from the front matter; if there is none, the link is the URL of the article's own page on this site.
 * The guid of a link post is the URL of its own page, because other link posts may have the same target.
 */
export function readLinks(fields: Fields, known: Known): Links {
	const { path, siteUrl } = known;
	const rules = rulesOf(fields.defaults);
	const keys = rules.generator.last === "link" ? ["webUrl"] : fields.named("webUrl", "link");
	const given = fields.has(keys);
	const original = fields.url(["originalUrl"], given ? "warning" : "error");
	const page = readPage(fields, known, rules);
	const address = page.address ?? (known.isPage ? pageAddressOf(path) : addressOf(path));
	const own = (given ? fields.url(keys, "error") : (page.url ?? original)) ?? siteUrl + address;
	const other = given ? undefined : readElsewhere(fields, rules, siteUrl);
	const link = other ?? own;
	const ruled = fields.isOwn("guid") ? undefined : ruledGuid(fields, known, rules, address);
	return {
		...{ address, link, page: own, original: original === link ? undefined : original },
		...{ guid: ruled?.guid ?? (other && own), firstGuid: ruled?.firstGuid },
		formerly: readFormerly(fields, address, rules),
	};
}

/** Returns the URL of the page that a link post is about. Jekyll's `redirect_to` may be a path. */
function readElsewhere(fields: Fields, { generatorName }: Rules, siteUrl: string): string | undefined {
	const isLed = generatorName === "jekyll" && fields.isOwn("redirectTo");
	const elsewhere = fields.url(fields.named(...LINK_POST_NAMES), "warning");
	return elsewhere ?? (isLed ? fields.url(fields.named("redirectTo"), "warning", siteUrl) : undefined);
}

/** A page on this site, or a full URL elsewhere. */
interface Page {
	address?: string | undefined;
	url?: string | undefined;
}

function readPage(fields: Fields, known: Known, rules: Rules): Page {
	const { permalink: rule, generator, generatorName } = rules;
	const exact = knownAddress(known.path, fields.defaults)?.permalink;
	if (exact !== undefined) return placed(fields, known, { ...rules, basePath: "" }, permalinkPath(exact));
	const whole =
		rule === undefined ? ["permalink"] : [...generator.whole, ...(generatorName === "quartz" ? [] : ["permalink"])];
	const name = whole.find((one) => fields.isOwn(one));
	if (name !== undefined) {
		const page = readWhole(fields, name, known, rules);
		if (page) return page;
	}
	if (rule === undefined) return {};
	const slug = generator.day === "name" && fields.isOwn("slug") ? fields.text(["slug"]) : undefined;
	if (slug !== undefined)
		return placed(fields, known, rules, pagePath(`${fixedPart(rule.pattern)}/${slug.replace(/^\/+/, "")}`));
	const subject = subjectOf(fields, known.path, known.title, rule.folder, rules);
	const expanded = expandPath(rule.pattern, subject);
	if ("missing" in expanded) return lacking(fields, "permalink", expanded.missing);
	const { language } = subject.source;
	const isTranslated = language !== undefined && ["hugo", "zola"].includes(generatorName ?? "");
	const prefix = isTranslated && fields.defaults["language"] !== language ? `/${language}` : "";
	return placed(fields, known, rules, prefix + expanded.text);
}

/** Returns the beginning of a pattern, up to its first placeholder: `/blog/:title` → `/blog`. */
function fixedPart({ text }: Pattern): string {
	return /^[^:{%]*(?=\/)/.exec(text)?.[0] ?? "";
}

/**
 * Reads a field that contains a complete address. A full URL is treated like the field `webUrl`; a path is the path of
 * the page on this site.
 */
function readWhole(fields: Fields, name: string, known: Known, rules: Rules): Page | null {
	const keys = [name];
	const text = fields.text(keys);
	if (text === undefined) return null;
	const isRuled = rules.permalink !== undefined;
	const url = webUrl(text);
	if (url !== null) {
		const { origin, pathname } = new URL(url);
		return origin === known.siteUrl && !isOwnAddress(pathname) ? { address: pathname, url } : { url };
	}
	const pattern = hasPlaceholder(text) ? parsePattern(text) : undefined;
	const isPath = isRuled ? /^(?!\/\/)[^\\]*$/.test(text) : /^\/(?!\/)[^\\]*$/.test(text);
	if (!isPath || pattern === null || (pattern === undefined && /[:{]/.test(text))) {
		fields.warn(keys, "is neither a web address nor a plain path", "Use a full address or a path such as /2026/tide/.");
		return {};
	}
	if (pattern === undefined && !isRuled) return placed(fields, known, rules, permalinkPath(text), keys);
	if (pattern === undefined)
		return placed(fields, known, rules, ended(pagePath(`/${text.replace(/^\//, "")}`), rules), keys);
	const folder = rules.permalink?.folder ?? "";
	const expanded = expandPath(pattern, subjectOf(fields, known.path, known.title, folder, rules));
	if ("missing" in expanded) return lacking(fields, name, expanded.missing);
	return placed(fields, known, rules, ended(expanded.text, rules), keys);
}

function permalinkPath(permalink: string): string {
	return new URL(permalink, "https://invalid.invalid").pathname;
}

/** Adds the ending that the generator adds to paths that do not have one. */
function ended(path: string, { generator, permalink }: Rules): string {
	const isWhole = path.endsWith("/") || /\.(?:html?|php|aspx?|xml|json|txt)$/i.test(path);
	return isWhole || permalink === undefined ? path : path + generator.ending;
}

function lacking(fields: Fields, name: string, missing: string): Page {
	fields.warn(
		[name],
		`needs \`${missing}\`, which is missing`,
		"Add that field, or change the rule in `_defaults.yaml`.",
	);
	return {};
}

/**
 * Returns a page at a path, unless the site uses that path itself. If the rule is a full URL on a different host, the
 * page is on that host.
 */
function placed(fields: Fields, { path, siteUrl }: Known, rules: Rules, below: string, keys = ["permalink"]): Page {
	// A segment that is `.` or `..` would mean "this folder" or "the parent folder".
	const pathname = (rules.basePath + below).replace(/(?<=\/)\.+(?=\/|$)/g, (dots) => dots.replaceAll(".", "_dot"));
	const origin = rules.permalink?.origin ?? "";
	if (origin !== "" && new URL(origin).origin !== siteUrl) return { url: new URL(origin + pathname).href };
	if (!isOwnAddress(pathname)) return { address: pathname };
	// A new release of Newsstand may reserve an address that articles could use before.
	const hint = `The page is at ${addressOf(path)} for now. Choose another path, such as /news/tide/.`;
	fields.warn(keys, "is an address that the site itself uses", hint);
	return {};
}

/**
 * Returns the guid that the folder's rules produce. If several rules apply at the article's date, the last one is used.
 */
function ruledGuid(
	fields: Fields,
	known: Known,
	rules: Rules,
	address: string,
): Pick<Links, "guid" | "firstGuid"> | undefined {
	const rule = rules.guids.findLast(({ from = Number.NEGATIVE_INFINITY }) => from <= (known.published ?? 0));
	if (rule === undefined) return undefined;
	const subject = { ...subjectOf(fields, known.path, known.title, rule.folder, rules), page: address };
	const expanded = expandGuid(rule.pattern, subject);
	if ("text" in expanded) {
		return { guid: rule.replace ? expanded.text : undefined, firstGuid: rule.replace ? undefined : expanded.text };
	}
	lacking(fields, "guid", expanded.missing);
	return undefined;
}

/** Fields that contain former addresses of an article. */
const FORMER_NAMES = ["aliases", "alias", "redirectFrom", "legacyUrl"];

/** Maximum number of former addresses per article. */
const MAX_FORMER = 50;

/**
 * Reads the former addresses of an article, in canonical spelling. Skips values of `aliases` that are alternative names
 * rather than addresses.
 */
function readFormerly(fields: Fields, address: string, rules: Rules): string[] | undefined {
	const names = rules.generatorName === "quartz" ? [...FORMER_NAMES, "permalink"] : FORMER_NAMES;
	const found = names.flatMap((name) => (fields.isOwn(name) ? fields.list([fields.spellings(name)[0] ?? name]) : []));
	const paths = found.slice(0, MAX_FORMER).flatMap((keys) => {
		const path = formerPath(fields.text(keys) ?? "", address, rules, nameKey(String(keys[0])) === "redirectfrom");
		if (path === null || path === address) return [];
		if (isOwnAddress(path)) {
			fields.warn(keys, "is an address that the site itself uses", "Remove it.");
			return [];
		}
		return [canonicalPath(path)];
	});
	return paths.length > 0 ? [...new Set(paths)] : undefined;
}

function formerPath(
	text: string,
	address: string,
	{ basePath, generatorName, names }: Rules,
	isPath: boolean,
): string | null {
	const url = webUrl(text);
	if (url !== null) return new URL(url).pathname;
	if (text === "" || /^\/\/|[\\?#:\p{Cc}]/u.test(text)) return null;
	if (text.startsWith("/")) return pagePath(basePath + text);
	if (generatorName === "hugo") return new URL(pagePath(text), `https://h${folderAbove(address)}`).pathname;
	if (generatorName === "quartz") {
		const slug = text.split("/").map(names).join("/");
		return new URL(pagePath(slug), `https://h${address}`).pathname;
	}
	if (isPath || generatorName === "zola" || generatorName === "bear" || generatorName === "micro.blog") {
		return pagePath(`${basePath}/${text}`);
	}
	return null;
}

/** Returns the parent of the folder that Hugo writes a page to. */
function folderAbove(address: string): string {
	return address.replace(/[^/]*$/, "").replace(/[^/]+\/$/, "") || "/";
}
