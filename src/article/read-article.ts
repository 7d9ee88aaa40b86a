import type { Article, Related } from "./article.ts";
import type { Markup } from "./body/markup.ts";
import { type Body, type LocalAddress, renderBody, type Setting } from "./body/render-body.ts";
import { TOO_COSTLY, type Work } from "./body/work.ts";
import { providerOfFolder, readAuthors, readProvider } from "./bylines.ts";
import { LocalCollector } from "./collect-locals.ts";
import type { Keys } from "./field-names.ts";
import { Fields } from "./fields.ts";
import { UNREADABLE } from "./folder-defaults.ts";
import type { FrontMatter } from "./front-matter.ts";
import { knownLanguage } from "./language.ts";
import { readPictures, readPlayer } from "./media.ts";
import type { Problem } from "./problem.ts";
import { readAttachments } from "./read-attachments.ts";
import { readEpisode } from "./read-episode.ts";
import { readLinks } from "./read-links.ts";
import { readPublicity } from "./read-publicity.ts";
import { readCorrections, readRights, updatedWith } from "./read-rights.ts";
import { isSitePage, readSitePage } from "./read-site-page.ts";
import { dateKeys, readExpiry, readPublished, readUpdated } from "./read-times.ts";
import { readTopics } from "./read-topics.ts";
import { warnOfSimilarNames } from "./similar-names.ts";
import type { Context } from "./source.ts";

/**
 * The result of reading an article. `hidden` means that the author does not want the article to be public, or that it
 * is not public yet or no longer public; `because` is the reason.
 */
export type ReadArticle =
	| { kind: "article"; article: Article; problems: Problem[] }
	| { kind: "hidden"; problems: Problem[]; because?: string | undefined }
	| { kind: "rejected"; problems: Problem[] };

/**
 * Reads an article from its front matter and body. Newsstand's own field names take precedence over those of Jekyll,
 * Hugo, Astro and Eleventy. If any problem is an `error`, the article is rejected. Never throws.
 */
export function readArticle(
	path: string,
	matter: FrontMatter,
	markup: Markup,
	context: Context,
	work: Work,
): ReadArticle {
	const fields = new Fields(path, matter, context);
	const { outcome, because } = context.isPublished
		? { outcome: "public" as const }
		: readPublicity(fields, path, context.hasPrivateFeeds ?? true);
	// The other fields are not checked, because a draft may be incomplete.
	if (outcome === "hidden") return { kind: "hidden", problems: fields.problems, because };

	const title = fields.line(["title"]);
	if (title === undefined) fields.error(["title"], "is missing", "Add a line such as `title: New bridge opens`.");
	const isPage = isSitePage(fields, path);
	const published = isPage && !fields.has(dateKeys(fields)) ? (context.dated ?? 0) : readPublished(fields);
	const expires = readExpiry(fields);
	const audience = readAudience(fields) ?? (outcome === "members" ? "members" : undefined);
	const known = { path, title: title ?? "", published, siteUrl: context.siteUrl, isPage };
	const { address, link, page, original, guid, firstGuid, formerly } = readLinks(fields, known);
	const isElsewhere = page !== context.siteUrl + address;
	const root = readRoot(fields);
	const locals = new LocalCollector({ path, url: page, siteUrl: context.siteUrl, root }, isElsewhere);
	const base = { url: page, locals };
	const provider = readProvider(fields, context, locals) ?? providerOfFolder(path);
	const localAddress: LocalAddress = (written, use, lineOf) =>
		locals.address(written, use, () => {
			const line = lineOf();
			return line === null ? null : fields.lineInBody(line);
		});
	const setting = { title: title ?? "", isElsewhere, localAddress };
	const body = readBody(fields, matter.body, markup, page, work, setting);
	warnOfSimilarNames(fields, Object.keys(matter.data));
	if (title === undefined || published === undefined || fields.problems.some(isError)) {
		return { kind: "rejected", problems: fields.problems };
	}
	const own = readGuid(fields);
	const corrections = readCorrections(fields);
	const images = readPictures(fields, pictureKeys(fields), base);
	const attachments = readAttachments(fields, base);
	const player = readPlayer(fields) ?? body.player;
	const article: Article = {
		path,
		address,
		link,
		ownPage: page === link ? undefined : page,
		title,
		excerpt: fields.line(fields.named(...EXCERPT_NAMES)) ?? body.excerpt,
		html: body.html,
		language: readLanguage(fields),
		published,
		expires,
		audience,
		guid: own.guid ?? guid,
		firstGuid: own.firstGuid ?? firstGuid,
		formerly,
		updated: updatedWith(corrections, readUpdated(fields, published), published),
		original,
		type: fields.text(["type"]) ?? (player ? "video" : "article"),
		category: fields.text(["category"]),
		topics: readTopics(fields, path),
		provider,
		authors: readAuthors(fields, locals),
		images,
		related: readRelated(fields),
		quality: fields.number(["quality"], 0, 1000),
		heat: fields.number(["heat"], 0, 1000),
		player,
		attachments,
		episode: readEpisode(fields, attachments ?? [], base),
		...readRights(fields),
		page: isPage ? readSitePage(fields) : undefined,
		corrections,
		locals: locals.references,
	};
	return { kind: "article", article, problems: fields.problems };
}

const EXCERPT_NAMES = [
	...["excerpt", "description", "summary", "customExcerpt", "intro", "deck", "spoiler", "metaDescription"],
];

const PICTURE_NAMES = [
	...["images", "image", "cover", "featureImage", "featuredImage", "heroImage", "coverImage", "ogImage", "socialImage"],
	...["thumbnail", "banner", "photos", "metaImage"],
];

/**
 * Returns Typora's folder for paths with a leading `/`, relative to the article's folder. An absolute path is ignored,
 * because it is only valid on the author's machine.
 */
function readRoot(fields: Fields): string | undefined {
	const root = fields.text(fields.named("typora-root-url"));
	return root === undefined || /^(\/|[a-z]+:)/i.test(root) ? undefined : root.replaceAll("\\", "/").replace(/\/$/, "");
}

/** Fields within `header`, in which the theme Minimal Mistakes has pictures. */
const HEADER_NAMES = ["image", "overlay_image", "teaser", "og_image"];

function pictureKeys(fields: Fields): Keys {
	const keys = fields.named(...PICTURE_NAMES);
	if (fields.has(keys)) return keys;
	const header = fields.named("header");
	return HEADER_NAMES.map((name) => [...header, name]).find((one) => fields.has(one)) ?? keys;
}

function isError(problem: Problem): boolean {
	return problem.severity === "error";
}

/** Reads the audience. An unknown value is an error, because the author may have wanted to restrict the article. */
export function readAudience(fields: Fields): Article["audience"] {
	let audience: Article["audience"];
	for (const name of fields.spellings("audience")) {
		const keys = [name];
		const text = fields.text(keys)?.toLowerCase();
		if (text === "members") audience = text;
		else if (text === UNREADABLE) {
			const hint = "Fix the folder's `_defaults.yaml`, or add `audience: public` or `audience: members` here.";
			fields.error(keys, "is unknown, because the folder's defaults cannot be read", hint);
		} else if (text !== "public") {
			const hint = "Use `public` or `members`, here or in the folder's `_defaults.yaml`.";
			fields.error(keys, "is neither public nor members", hint);
		}
	}
	return audience;
}

/** Matches a guid that looks like a URI (RFC 4151, RFC 4122, or a URL). */
const URI = /^[a-z][a-z0-9+.-]*:[^\s"<>]+$/i;

/**
 * Reads the guid from the front matter. Readers compare guids as text, so any text is valid. But earlier releases of
 * Newsstand accepted only URIs, and articles that are already published keep their guids. Text that is not a URI is
 * therefore used only for new articles (`firstGuid`).
 */
function readGuid(fields: Fields): Pick<Article, "guid" | "firstGuid"> {
	const guid = fields.text(["guid"]);
	return guid !== undefined && !(URI.test(guid) && URL.canParse(guid)) ? { firstGuid: guid } : { guid };
}

function readBody(fields: Fields, body: string, markup: Markup, page: string, work: Work, setting: Setting): ReadBody {
	try {
		const rendered = renderBody(body, markup, page, work, setting);
		warnOfTemplates(fields, rendered.leftOut);
		if (rendered.isPlain) {
			const message = `\`body\` ${TOO_COSTLY.message}. It is published as plain text.`;
			fields.problemInBody("warning", { line: 1, message, hint: TOO_COSTLY.hint });
		}
		for (const warning of rendered.warnings) fields.problemInBody("warning", warning);
		return rendered;
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		const hint = "Remove some of the nested quotes, lists or elements.";
		fields.problemInBody("error", { line: 1, message: "`body` is nested too deeply.", hint });
		return { html: "", excerpt: "" };
	}
}

type ReadBody = Pick<Body, "html" | "excerpt" | "player">;

/** Maximum number of lines with a warning of their own. Further lines are only counted. */
const MAX_TEMPLATE_WARNINGS = 20;

function warnOfTemplates(fields: Fields, leftOut: Body["leftOut"]): void {
	const hint = "Replace it with the Markdown or HTML that the generator produces from it.";
	for (const { line, code } of leftOut.slice(0, MAX_TEMPLATE_WARNINGS)) {
		const message = `\`${code}\` is left out, because only the site generator that it was written for can run it.`;
		fields.problemInBody("warning", { line, message, hint });
	}
	const others = leftOut.length - MAX_TEMPLATE_WARNINGS;
	if (others <= 0) return;
	const message = `Template code is left out in ${others === 1 ? "1 more line" : `${others} more lines`}.`;
	fields.problemInBody("warning", { line: leftOut.at(-others)?.line ?? null, message, hint });
}

export function readLanguage(fields: Fields): string | undefined {
	const keys = fields.named("language", "lang");
	const text = fields.text(keys);
	if (text === undefined) return undefined;
	const language = knownLanguage(text);
	if (language === undefined) {
		return fields.warn(keys, "is not a language", "Use a language code such as en, de or pt-BR.");
	}
	if (!language.isTag) fields.warn(keys, `is read as ${language.tag}`, `Use the code ${language.tag}.`);
	return language.tag;
}

function readRelated(fields: Fields): Related[] {
	const related: Related[] = [];
	for (const keys of fields.list(["related"])) {
		const link = [
			...keys,
			fields.has([...keys, "originalUrl"]) && !fields.has([...keys, "webUrl"]) ? "originalUrl" : "webUrl",
		];
		if (!fields.has(link)) fields.warn(link, "is missing", "Add the address of the related article.");
		const url = fields.url(link, "warning");
		if (url === undefined || related.some((other) => other.url === url)) continue;
		related.push({
			title: fields.prose([...keys, "title"]) ?? url,
			url,
			excerpt: fields.prose([...keys, "excerpt"]),
			published: fields.date([...keys, "publishedDateTime"], "warning"),
			provider: fields.prose([...keys, "provider", "name"]),
		});
	}
	return related;
}
