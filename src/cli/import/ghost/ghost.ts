import { stat } from "node:fs/promises";
import { markdownToHtml } from "../../../article/body/markdown.ts";
import { Work } from "../../../article/body/work.ts";
import {
	type Export,
	ExportError,
	type Hidden,
	type ImportedAuthor,
	type ImportedPost,
	isoTime,
	PAGES,
} from "../post.ts";
import { type Json, textIn } from "./json.ts";
import { renderLexical } from "./lexical.ts";
import { renderMobiledoc } from "./mobiledoc.ts";
import { NOT_GHOST, type Row, readGhost } from "./read-export.ts";

/** Tables that posts refer to. They may come after the posts in the export file. */
const TABLES = ["tags", "posts_tags", "users", "posts_authors", "posts_meta", "settings"];

interface GhostOptions {
	pages: boolean;
	/** The site's address, which Ghost's exports do not contain; empty if unknown. */
	siteUrl: string;
	now: number;
}

/**
 * Opens a Ghost export. Reads it twice, because posts refer to tags and authors that may come after them.
 *
 * @param progress called with the share of the file that has been read, between 0 and 1
 */
export async function openGhost(
	file: string,
	options: GhostOptions,
	progress: (share: number) => void,
): Promise<Export> {
	const { size } = await stat(file);
	const tables = new Tables(options);
	const rows = readGhost(file, [...TABLES, "posts"], (bytes) => progress(bytes / size));
	let step = await rows.next();
	for (; !step.done; step = await rows.next()) {
		tables.add(step.value);
	}
	const faults = step.value === null ? [] : [step.value];
	if (!tables.hasPosts && faults.length === 0) throw new ExportError(NOT_GHOST);
	return {
		id: "ghost",
		site: {
			title: tables.settings.get("title") ?? "",
			url: options.siteUrl,
			language: tables.settings.get("locale") ?? tables.settings.get("lang"),
			authors: tables.authors(),
			terms: tables.terms(),
		},
		count: tables.count,
		leftOut: tables.leftOut,
		faults,
		async *posts() {
			for await (const { row } of readGhost(file, ["posts"], () => {})) {
				if (isImported(row, options.pages)) yield toPost(row, tables, options);
			}
		},
	};
}

const PLACEHOLDER = "__GHOST_URL__";

/** The ids of each post's tags or authors, with their position among them. */
type Relations = Map<string, { id: string; order: number }[]>;

class Tables {
	readonly settings = new Map<string, string>();
	readonly leftOut = new Map<string, number>();
	count = 0;
	hasPosts = false;
	readonly #pages: boolean;
	readonly #siteUrl: string;
	readonly #tags = new Map<string, Json>();
	readonly #users = new Map<string, Json>();
	readonly #meta = new Map<string, Json>();
	readonly #tagsOf: Relations = new Map();
	readonly #authorsOf: Relations = new Map();

	constructor({ pages, siteUrl }: GhostOptions) {
		this.#pages = pages;
		this.#siteUrl = siteUrl.replace(/\/$/, "");
	}

	/** Replaces Ghost's placeholder for the site's address with the address itself. */
	absolute(text: string): string {
		return text.replaceAll(PLACEHOLDER, this.#siteUrl);
	}

	add({ table, row }: Row): void {
		const relate = (relations: Relations, id: string): void => {
			const post = textIn(row, "post_id");
			relations.set(post, [...(relations.get(post) ?? []), { id, order: Number(row["sort_order"]) || 0 }]);
		};
		if (table === "tags") this.#tags.set(textIn(row, "id"), row);
		else if (table === "users") this.#users.set(textIn(row, "id"), row);
		else if (table === "posts_meta") this.#meta.set(textIn(row, "post_id"), row);
		else if (table === "posts_tags") relate(this.#tagsOf, textIn(row, "tag_id"));
		else if (table === "posts_authors") relate(this.#authorsOf, textIn(row, "author_id"));
		else if (table === "settings") this.settings.set(textIn(row, "key"), textIn(row, "value"));
		else this.#post(row);
	}

	#post(row: Json): void {
		this.hasPosts = true;
		if (isImported(row, this.#pages)) this.count++;
		else this.leftOut.set(PAGES, (this.leftOut.get(PAGES) ?? 0) + 1);
	}

	meta(post: string): Json {
		return this.#meta.get(post) ?? {};
	}

	/** Returns the names of a post's tags, the primary one first. Leaves out internal tags, which readers do not see. */
	tagsOf(post: string): string[] {
		const tags = inOrder(this.#tagsOf.get(post)).flatMap(({ id }): Json[] => [this.#tags.get(id) ?? {}]);
		return tags
			.filter((tag) => !isInternal(tag))
			.map((tag) => textIn(tag, "name"))
			.filter((name) => name !== "");
	}

	/** Returns the ids of a post's authors. Before Ghost 1.22, a post had only one author. */
	authorsOf(post: string, row: Json): string[] {
		const related = inOrder(this.#authorsOf.get(post)).map(({ id }) => id);
		const ids = related.length > 0 ? related : [textIn(row, "author_id") || textIn(row, "author")];
		return ids.flatMap((id) => {
			const user = this.#users.get(id);
			return user === undefined ? [] : textIn(user, "slug");
		});
	}

	/** Returns the export's users as authors, without their e-mail addresses. */
	authors(): ImportedAuthor[] {
		return [...this.#users.values()].map((user) => ({
			id: textIn(user, "slug"),
			name: textIn(user, "name") || textIn(user, "slug"),
			url: textIn(user, "website") || undefined,
			picture: this.absolute(textIn(user, "profile_image") || textIn(user, "image")) || undefined,
		}));
	}

	terms() {
		return [...this.#tags.values()]
			.filter((tag) => !isInternal(tag))
			.map((tag) => {
				const page = `/tag/${textIn(tag, "slug")}`;
				return {
					name: textIn(tag, "name"),
					slug: textIn(tag, "slug"),
					description: textIn(tag, "description") || undefined,
					pages: [page],
					feeds: [`${page}/rss/`],
				};
			});
	}
}

function inOrder<Related extends { order: number }>(all: readonly Related[] = []): Related[] {
	return all.toSorted((a, b) => a.order - b.order);
}

function isInternal(tag: Json): boolean {
	return textIn(tag, "visibility") === "internal" || textIn(tag, "name").startsWith("#");
}

function isPage(row: Json): boolean {
	return textIn(row, "type") === "page" || row["page"] === 1 || row["page"] === true;
}

function isImported(row: Json, pages: boolean): boolean {
	return pages || !isPage(row);
}

function toPost(row: Json, tables: Tables, { siteUrl, now }: GhostOptions): ImportedPost {
	const id = textIn(row, "id");
	// Ghost before 1.0 numbered its posts, and used the UUID in feeds.
	const guid = /^[\da-f]{24}$/i.test(id) ? id : textIn(row, "uuid") || id;
	const published = isoTime(timeOf(row, "published_at"));
	const { status, hidden, note } = publicity(row, published, now);
	const slug = textIn(row, "slug");
	const notes = new Set<string>(note === undefined ? [] : [note]);
	const meta = tables.meta(id);
	if (textIn(row, "canonical_url") !== "" || textIn(meta, "canonical_url") !== "") {
		notes.add("Its `canonical_url`, which marks another page as the original, is left out.");
	}
	if (/\S/.test(textIn(row, "codeinjection_head") + textIn(row, "codeinjection_foot"))) {
		notes.add("Its code injection is left out.");
	}
	const body = bodyOf(row, notes);
	const picture = textIn(row, "feature_image") || textIn(row, "image");
	if (siteUrl === "" && (body + picture).includes(PLACEHOLDER)) {
		notes.add(
			"Contains links to the old site, but the export does not contain the site's address. Import again with --site URL.",
		);
	}
	return {
		key: `ghost ${isPage(row) ? "page" : "post"} ${textIn(row, "uuid") || id}`,
		place: slug || id,
		status,
		hidden,
		title: textIn(row, "title") === "(Untitled)" ? "" : textIn(row, "title"),
		body: { markup: "html", text: tables.absolute(body) },
		slug,
		url: status === "published" || status === "scheduled" || status === "for members" ? pageUrl(slug) : undefined,
		guid: guid || undefined,
		published,
		updated: isoTime(timeOf(row, "updated_at")),
		excerpt: textIn(row, "custom_excerpt") || undefined,
		image: tables.absolute(picture) || undefined,
		authors: tables.authorsOf(id, row),
		categories: [],
		tags: tables.tagsOf(id),
		notes: [...notes],
	};
}

/** Builds a post's address from its slug, as Ghost does by default. Only the path is kept, so the host is irrelevant. */
function pageUrl(slug: string): string | undefined {
	return slug === "" ? undefined : `https://ghost.invalid/${encodeURIComponent(slug)}/`;
}

function timeOf(row: Json, name: string): string | number | undefined {
	const value = row[name];
	return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** Returns the HTML that Ghost stored. If a post has no stored HTML, renders the editor's document. */
function bodyOf(row: Json, notes: Set<string>): string {
	const html = textIn(row, "html");
	if (html.trim() !== "") return html;
	const context = { notes, markdown: (text: string) => markdownToHtml(text, new Work(text.length)) };
	const rendered = renderLexical(textIn(row, "lexical"), context) ?? renderMobiledoc(textIn(row, "mobiledoc"), context);
	return rendered ?? context.markdown(textIn(row, "markdown"));
}

interface Publicity {
	status: string;
	hidden: Hidden;
	note?: string;
}

/** Determines whether everyone may read a post. Posts with an unknown status or visibility are hidden. */
function publicity(row: Json, published: string | undefined, now: number): Publicity {
	const status = textIn(row, "status");
	const visibility = textIn(row, "visibility") || "public";
	if (status === "scheduled" && visibility === "public") {
		if (published !== undefined && Date.parse(published) > now) return { status: "scheduled", hidden: {} };
		const note =
			"Was scheduled for a time that has passed since the export. To publish it, delete `status: scheduled`.";
		return { status: "scheduled", hidden: { status }, note };
	}
	if (status === "sent") return { status: "sent by e-mail only", hidden: { status: "private" } };
	if (status !== "published") return { status, hidden: { status: "draft" } };
	if (visibility === "public") return { status: "published", hidden: {} };
	if (visibility === "members" || visibility === "paid") return { status: "for members", hidden: { visibility } };
	// The post is only for some of the members, so the feeds for all members must not contain it.
	return { status: "for some members", hidden: { visibility: "private" } };
}
