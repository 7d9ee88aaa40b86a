import type { Description } from "./article.ts";
import { markupOf } from "./body/markup.ts";
import { renderBody } from "./body/render-body.ts";
import { domainOf } from "./bylines.ts";
import { LocalCollector } from "./collect-locals.ts";
import { spellingsOf } from "./field-names.ts";
import { Fields } from "./fields.ts";
import type { FrontMatter } from "./front-matter.ts";
import { type AddressBase, readPictures } from "./media.ts";
import type { Problem } from "./problem.ts";
import { readRights } from "./read-rights.ts";
import { readShow } from "./read-show.ts";
import { NAME_LENGTH, slugOf } from "./slug.ts";
import type { Context } from "./source.ts";

type ReadDescription =
	| { kind: "description"; description: Description; problems: Problem[] }
	| { kind: "rejected"; problems: Problem[] };

export type DescribedKind = "topics" | "providers" | "authors" | "site";

/** The file at the top level of the content folder that describes the podcast of the whole site. */
const SITE_FILE = /^podcast\.ya?ml$/i;

/**
 * Returns the kind of description, or null if the file is not a description. The kind is determined by the folder
 * (`topics`, `providers` or `authors`), by the file name `podcast.yaml`, or by the field `taxonomy`.
 */
export function describedKind(path: string, matter: FrontMatter): DescribedKind | null {
	const taxonomy = matter.data[spellingsOf(matter.data, "taxonomy")[0] ?? ""];
	if (taxonomy === "site" || SITE_FILE.test(path)) return "site";
	if (taxonomy === "topic") return "topics";
	if (taxonomy === "organization" || taxonomy === "provider") return "providers";
	if (taxonomy === "author" || taxonomy === "person") return "authors";
	const folder = path.split("/").at(-2);
	return folder === "topics" || folder === "providers" || folder === "authors" ? folder : null;
}

/** Reads the description of a topic, provider or author, or of the site's podcast. Never throws. */
export function readDescription(
	path: string,
	matter: FrontMatter,
	kind: DescribedKind,
	context: Context,
): ReadDescription {
	const fields = new Fields(path, matter, { ...context, defaults: {} });
	if (kind === "site") return readSite(path, fields, context);
	const name = fields.prose(fields.named("name", "title"));
	if (name === undefined) fields.error(["name"], "is missing", "Add a line such as `name: Coast`.");
	const key = kind === "providers" ? readDomain(fields, name ?? "") : slugOf(name ?? "");
	if (name !== undefined && key === "") {
		fields.error(["name"], "cannot be part of an address", "Use a name that contains a letter or digit.");
	}
	if (name !== undefined && name.length > NAME_LENGTH && !context.hasFeed?.(`${kind}/${key}`)) {
		fields.error(["name"], "is too long", `Use at most ${NAME_LENGTH} characters.`);
	}
	if (
		name === undefined ||
		key === null ||
		key === "" ||
		fields.problems.some((problem) => problem.severity === "error")
	) {
		return { kind: "rejected", problems: fields.problems };
	}
	const locals = new LocalCollector({ path, url: context.siteUrl, siteUrl: context.siteUrl }, false);
	const pictureNames = kind === "authors" ? ["images", "image", "avatar", "picture", "photo"] : ["images", "image"];
	const pictures = readPictures(fields, fields.named(...pictureNames), { url: context.siteUrl, locals });
	const description: Description = {
		feed: `${kind}/${key}`,
		name,
		domain: kind === "providers" ? (domainOf(key) ?? undefined) : undefined,
		aliases: [
			...fields.list(["aliases"]).flatMap((keys) => fields.prose(keys) ?? []),
			// Articles refer to authors by the names of the authors' files.
			...(kind === "authors" ? [stemOf(path)] : []),
		],
		parent: kind === "topics" ? fields.prose(["parent"]) : undefined,
		retired: kind === "topics" ? readRetired(fields) : undefined,
		movedTo: kind === "topics" ? fields.prose(fields.named("moved_to", "movedTo")) : undefined,
		description: fields.prose(kind === "authors" ? fields.named("description", "bio") : ["description"]),
		...(kind === "authors" ? { html: biography(matter.body, path, context) } : {}),
		url: fields.url(fields.named("url", "webUrl", "home", ...(kind === "authors" ? ["website"] : [])), "warning"),
		// If there are several pictures, the last one is usually the largest.
		image: pictures.at(-1)?.url,
		...(kind === "providers" ? readRights(fields) : {}),
		...showIn(fields, { url: context.siteUrl, locals }),
		locals: locals.references,
	};
	return { kind: "description", description, problems: fields.problems };
}

function stemOf(path: string): string {
	return (path.split("/").at(-1) ?? "").replace(/\.[a-z]+$/i, "");
}

/** Renders the biography in an author's file; undefined if the file does not contain one. */
function biography(body: string, path: string, { siteUrl }: Context): string | undefined {
	const markup = markupOf(path);
	return markup === null || body.trim() === "" ? undefined : renderBody(body, markup, `${siteUrl}/`).html;
}

/** Reads the description of the site's podcast, whose title and URL are those of the site. */
function readSite(path: string, fields: Fields, context: Context): ReadDescription {
	const locals = new LocalCollector({ path, url: context.siteUrl, siteUrl: context.siteUrl }, false);
	const base = { url: context.siteUrl, locals };
	if (!fields.has(["podcast"])) {
		fields.warn(["podcast"], "is missing", "Add `podcast:` with `author:`, `owner:`, `category:` and `artwork:`.");
	}
	const description: Description = {
		feed: SITE_FEED_NAME,
		name: "",
		aliases: [],
		description: fields.prose(["description"]),
		image: readPictures(fields, fields.named("images", "image"), base).at(-1)?.url,
		...showIn(fields, base),
		locals: locals.references,
	};
	return { kind: "description", description, problems: fields.problems };
}

/** The name of the site's feed. */
const SITE_FEED_NAME = "feed";

/**
 * Returns an object whose property `show` is the podcast data. If the feed is not a podcast, the object is empty, so
 * that stored descriptions do not change.
 */
function showIn(fields: Fields, base: AddressBase): Pick<Description, "show"> {
	const show = readShow(fields, base);
	return show ? { show } : {};
}

function readDomain(fields: Fields, name: string): string | null {
	const text = fields.text(["domain"]);
	if (text === undefined) return slugOf(name);
	const domain = domainOf(text);
	if (domain === null) fields.error(["domain"], "is not a domain", "Use a domain such as gazette.example.org.");
	return domain;
}

/** Returns the date on which the topic retired, or true if it is retired without a date. */
function readRetired(fields: Fields): number | true | undefined {
	const text = fields.text(["retired"])?.toLowerCase();
	if (text === "true" || text === "yes") return true;
	return text === undefined || text === "false" || text === "no" ? undefined : fields.date(["retired"], "warning");
}
