import type { Author, Provider } from "./article.ts";
import type { LocalCollector } from "./collect-locals.ts";
import { type Keys, nameKey } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { readPictures } from "./media.ts";
import { NAME_LENGTH, slugOf } from "./slug.ts";
import { AUTHORS, type Context, type GeneratorData } from "./source.ts";
import { webUrl } from "./web-url.ts";

/** Maximum length of a domain, in characters (RFC 1035, section 2.3.4). */
const DOMAIN_LENGTH = 253;

/**
 * Reads the publisher of the article: `provider` with `name` and `domain`, or a string that is either a name or a
 * domain.
 */
export function readProvider(
	fields: Fields,
	{ hasFeed }: Pick<Context, "hasFeed">,
	locals?: LocalCollector,
): Provider | undefined {
	const keys = ["provider"];
	if (!fields.has(keys)) return undefined;
	const plain = typeof fields.value(keys) === "string" ? fields.prose(keys) : undefined;
	const written =
		plain === undefined
			? fields.text([...keys, "domain"])
			: looksLikeDomain(plain) && plain === plain.toLowerCase()
				? plain
				: undefined;
	const domain = written === undefined ? undefined : domainOf(written);
	if (domain === null) {
		return fields.warn(
			[...keys, "domain"],
			"is not a domain",
			"Use a domain such as gazette.example.org, without https.",
		);
	}
	const name = plain ?? fields.prose([...keys, "name"]) ?? domain;
	const key = domain ?? slugOf(name ?? "");
	if (name === undefined || key === "") {
		return fields.warn(
			keys,
			"has neither a name nor a domain",
			"Write `provider:` with `name:` and `domain:` below it.",
		);
	}
	const isLong = name.length > NAME_LENGTH || (domain ?? "").length > DOMAIN_LENGTH;
	if (isLong && !hasFeed?.(`providers/${key}`)) {
		const hint = `Use at most ${NAME_LENGTH} characters for the name and ${DOMAIN_LENGTH} for the domain.`;
		return fields.error(keys, "is too long for a provider", hint);
	}
	return { key, name, domain, image: readPictures(fields, [...keys, "images"], { locals })[0] };
}

/**
 * If an article is inside a folder that is named after a domain, returns that domain as the provider. If several such
 * folders contain the article, the innermost one determines the provider.
 */
export function providerOfFolder(path: string): Provider | undefined {
	for (const folder of path.split("/").slice(0, -1).toReversed()) {
		const domain = /\.\p{L}{2,}$/u.test(folder) && looksLikeDomain(folder) ? domainOf(folder) : null;
		if (domain !== null) return { key: domain, name: domain, domain };
	}
	return undefined;
}

/**
 * Reads the authors: a name or a list of names, objects with `name` and `url`, or ids from an authors file. A name may
 * be a Markdown link. In early Docusaurus front matter, the author's URL is in a separate field.
 */
export function readAuthors(fields: Fields, locals?: LocalCollector): Author[] {
	const authors: Author[] = [];
	const all = fields.named("authors", "author");
	for (const keys of authorKeys(fields, all)) {
		const value = fields.value(keys);
		const written = fields.prose(typeof value === "string" ? keys : nameKeys(fields, keys)) ?? "";
		for (const part of idsIn(fields, written)) {
			const known = knownAuthor(fields.defaults, part);
			const linked = withoutLinks(known?.name ?? part);
			const name = withoutEmail(linked.text);
			if (name === "") continue;
			const own = typeof value === "string" ? undefined : fields.url([...keys, "url"], "warning");
			const avatar = typeof value === "string" ? undefined : avatarOf(fields, keys, locals);
			authors.push({ name, url: own ?? known?.url ?? linked.url, avatar: avatar ?? known?.avatar });
		}
	}
	const [only] = authors;
	const keys = fields.named("authorUrl");
	if (authors.length === 1 && only && fields.has(keys)) only.url ??= fields.url(keys, "warning");
	return authors;
}

/** Returns the author's picture, if the front matter declares one. */
function avatarOf(fields: Fields, keys: Keys, locals: LocalCollector | undefined): string | undefined {
	const found = ["avatar", "image", "picture", "imageUrl"].find((name) => fields.has([...keys, name]));
	return found === undefined ? undefined : readPictures(fields, [...keys, found], { locals })[0]?.url;
}

function nameKeys(fields: Fields, keys: Keys): Keys {
	const all = ["name", "key", "id", "slug"].map((name) => [...keys, name]);
	return all.find((one) => fields.has(one)) ?? all[0] ?? keys;
}

/** Splits a comma-separated string of known author ids. Any other string is a single author. */
function idsIn(fields: Fields, text: string): string[] {
	const parts = text.split(",").map((part) => part.trim());
	const isList = parts.length > 1 && parts.every((part) => knownAuthor(fields.defaults, part) !== undefined);
	return isList ? parts : [text];
}

/**
 * Removes links from a name and keeps the address of the first link: `[Ada](https://ada.example), editor` → "Ada,
 * editor".
 */
function withoutLinks(name: string): { text: string; url?: string } {
	let url: string | null = null;
	const text = name.replace(/\[([^[\]]*)\]\(([^()\s]*)\)/g, (_, label: string, target: string) => {
		url ??= webUrl(target);
		return label;
	});
	return { text, ...(url === null ? {} : { url }) };
}

/** Returns the path to each author in a list, or in an object whose keys are author ids. */
function authorKeys(fields: Fields, all: Keys): Keys[] {
	const value = fields.value(all);
	if (typeof value !== "object" || value === null || Array.isArray(value)) return fields.list(all);
	if (fields.has([...all, "name"])) return [all];
	return Object.keys(value).map((id) => [...all, id]);
}

/** Returns a domain in normalized form, without `www.`, or null if the text is not a domain. */
export function domainOf(text: string): string | null {
	const url = webUrl(text.includes("://") ? text : `https://${text}`);
	const host = url === null ? "" : new URL(url).hostname.replace(/^www\./, "").replace(/\.$/, "");
	return looksLikeDomain(host) ? host : null;
}

function looksLikeDomain(text: string): boolean {
	// Exclude numbers such as `3.14`, and names such as `news.json`, which would make the address of a feed ambiguous.
	return /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}[\p{L}\p{N}-]*$/u.test(text) && !/\.(rss|atom|json)$/i.test(text);
}

/** Maximum length of an author's name, in characters. */
const AUTHOR_LENGTH = 200;

/** Removes e-mail addresses, which are never published: `Ada Writer <ada@example.org>` → "Ada Writer". */
function withoutEmail(name: string): string {
	return name
		.slice(0, AUTHOR_LENGTH)
		.replace(/[<(]?[^\s<(]+@[^\s>)]+[>)]?/g, "")
		.trim()
		.replace(/^\((.+)\)$/, "$1");
}

/** Looks up an author by id in the authors files that apply to an article. */
export function knownAuthor(defaults: Record<string, unknown>, id: string): Author | undefined {
	const { [AUTHORS]: authors }: GeneratorData = defaults;
	if (authors === undefined) return undefined;
	if (Object.hasOwn(authors, id)) return authors[id];
	const found = Object.keys(authors).find((one) => nameKey(one) === nameKey(id));
	return found === undefined ? undefined : authors[found];
}
