import { addressOf, isOwnAddress } from "../../article/article-path.ts";
import { plainText } from "../../article/body/plain-text.ts";
import { cleanLine, shorten } from "../../article/clean-text.ts";
import { writeFrontMatter } from "../../article/front-matter.ts";
import { safeName } from "./file-names.ts";
import { losslessMarkdown } from "./markdown.ts";
import { type ImportedPost, pathOfUrl } from "./post.ts";

/** Maximum number of characters in a title made from an article's first words. */
const TITLE_LENGTH = 60;

/** An article, ready to be written. */
export interface ArticleFile {
	extension: "md" | "html";
	text: string;
	/** Those old paths of the article that cannot be listed in its front matter, each with the new path. */
	redirects: [from: string, to: string][];
	notes: string[];
}

/**
 * Returns the path of a post's file without its extension, such as `2024/2024-05-03-tide`. Posts without a date go into
 * `undated`.
 */
export function stemOf(post: ImportedPost): string {
	const day = /^\d{4}-\d{2}-\d{2}/.exec(post.published ?? "")?.[0];
	const name =
		safeName(post.slug) || safeName(post.title) || safeName(post.key.split(" ").slice(-2).join("-")) || "post";
	return day === undefined ? `undated/${name}` : `${day.slice(0, 4)}/${day}-${name}`;
}

/**
 * Turns a post into an article file: in Markdown if that loses nothing, otherwise in HTML.
 *
 * @param stem the file's path without the extension
 * @param guid undefined if another post has the same guid
 */
export function toArticleFile(post: ImportedPost, stem: string, guid: string | undefined): ArticleFile {
	const notes = [...post.notes];
	const { title, isMade } = titleOf(post);
	if (isMade) notes.push("Has no title, so its first words are used as the title.");
	const isPublic = Object.keys(post.hidden).length === 0;
	if (isPublic && post.published === undefined) notes.push("Has no date, so it is not published. Add a `date:` line.");
	const path = pathOfUrl(post.url ?? "");
	const page = path === undefined || isOwnAddress(path) ? undefined : path;
	const redirects: [string, string][] = [];
	const target = page ?? addressOf(`${stem}.md`);
	if (isPublic && path !== undefined && page === undefined) redirects.push([path, target]);
	for (const former of post.formerPaths ?? []) if (former !== path) redirects.push([former, target]);
	const fields = {
		title,
		date: post.published,
		updated: post.updated === post.published ? undefined : post.updated,
		...post.hidden,
		permalink: page,
		external_url: post.externalUrl,
		guid,
		authors: post.authors.length > 0 ? post.authors : undefined,
		categories: post.categories.length > 0 ? post.categories : undefined,
		tags: post.tags.length > 0 ? post.tags : undefined,
		excerpt: post.excerpt,
		image: post.image,
		language: post.language,
	};
	const { markup, text } = post.body;
	const markdown = markup === "markdown" ? text : losslessMarkdown(withoutTemplates(text), title);
	const body = markdown ?? withoutTemplates(text);
	return {
		extension: markdown === null ? "html" : "md",
		text: writeFrontMatter(fields, body),
		redirects,
		notes,
	};
}

function titleOf(post: ImportedPost): { title: string; isMade: boolean } {
	const title = cleanLine(post.title);
	if (title !== "") return { title, isMade: false };
	const words = cleanLine(plainText(post.body.text.replaceAll(/<!--[\s\S]*?-->/g, "")));
	return { title: shorten(words, TITLE_LENGTH) || post.published?.slice(0, 10) || "Untitled", isMade: true };
}

/** Escapes braces in HTML. Otherwise, `{{ x }}` would be treated as the template code of a site generator. */
function withoutTemplates(html: string): string {
	return html.replaceAll(/\{(?=[{%#])/g, "&#123;");
}
