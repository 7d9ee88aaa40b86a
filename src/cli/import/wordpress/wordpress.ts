import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { nicename } from "../file-names.ts";
import type { Export, Hidden, ImportedAuthor, ImportedPost, ImportedTerm } from "../post.ts";
import { isoTime, PAGES, pathOfUrl, siteKey } from "../post.ts";
import { type Attachment, type Library, renderContent } from "./content.ts";
import { readWxr, type WxrReading, type WxrRecord } from "./read-wxr.ts";

/** Item types that become articles. */
const TYPES = new Map([
	["post", "post"],
	["page", "page"],
]);

/** Maximum total number of characters in all reusable blocks, which are kept in memory. */
const MAX_BLOCKS = 4_000_000;

/**
 * Opens a WordPress export: one file, or several for a large site. Reads the files twice, because posts may refer to
 * attachments, authors and categories that come later.
 *
 * @param progress called with the share that has been read, between 0 and 1
 */
export async function openWordpress(
	files: readonly string[],
	options: WordpressOptions,
	progress: (share: number) => void,
): Promise<Export> {
	const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
	const total = sizes.reduce((sum, size) => sum + size, 0);
	const site = new Site();
	const channel = new Map<string, string>();
	const faults: string[] = [];
	let done = 0;
	for (const [index, file] of files.entries()) {
		const reading: WxrReading = { channel: new Map(), faults: [] };
		for await (const record of readWxr(file, reading, (bytes) => progress((done + bytes) / total))) {
			site.add(record, options.pages);
		}
		done += sizes[index] ?? 0;
		for (const [name, text] of reading.channel) if (!channel.has(name)) channel.set(name, text);
		faults.push(...reading.faults.map((fault) => (files.length === 1 ? fault : `${basename(file)}: ${fault}`)));
	}
	const url = channel.get("wp:base_blog_url") || (channel.get("link") ?? "");
	return {
		id: siteKey(url),
		site: {
			title: channel.get("title") ?? "",
			url,
			language: channel.get("language") || undefined,
			authors: [...site.authors.values()],
			terms: site.terms(url),
		},
		count: site.count,
		leftOut: site.leftOut,
		faults,
		async *posts() {
			for (const file of files) {
				for await (const record of readWxr(file, { channel: new Map(), faults: [] }, () => {})) {
					const post = toPost(record, site, url, options);
					if (post === null) continue;
					yield files.length === 1 ? post : { ...post, place: `${basename(file)} ${post.place}` };
				}
			}
		},
	};
}

interface WordpressOptions {
	pages: boolean;
	now: number;
}

/** Everything that posts refer to. */
class Site implements Library {
	/** Keyed by login. */
	readonly authors = new Map<string, ImportedAuthor>();
	readonly leftOut = new Map<string, number>();
	count = 0;
	readonly #terms = new Map<string, WxrRecord>();
	readonly #attachments = new Map<number, Attachment>();
	readonly #attached = new Map<number, Attachment[]>();
	readonly #blocks = new Map<number, string>();
	#blockSize = 0;

	add(record: WxrRecord, pages: boolean): void {
		const field = (name: string): string => record.fields.get(name)?.trim() ?? "";
		if (record.kind === "wp:author") this.author(field("wp:author_login"), field("wp:author_display_name"));
		else if (record.kind === "wp:category") this.#terms.set(`category ${field("wp:category_nicename")}`, record);
		else if (record.kind === "wp:tag") this.#terms.set(`post_tag ${field("wp:tag_slug")}`, record);
		else if (record.kind === "item") this.#item(record, field, pages);
	}

	#item(record: WxrRecord, field: (name: string) => string, pages: boolean): void {
		const type = field("wp:post_type") || "post";
		if (record.comments > 0) this.#leave("comments", record.comments);
		if (isImported(record, pages)) {
			authorsOf(record, this);
			this.count++;
			return;
		}
		if (type === "attachment") this.#attachment(record, field);
		else if (type === "wp_block" && field("wp:status") === "publish") this.#block(record, field);
		if (TYPES.has(type) && field("wp:status") === "trash") this.#leave("posts in the trash", 1);
		else if (TYPES.has(type) && field("wp:status") === "auto-draft") this.#leave("automatic drafts", 1);
		else this.#leave(LABELS[type] ?? `items of the type ${type}`, 1);
	}

	#leave(what: string, count: number): void {
		this.leftOut.set(what, (this.leftOut.get(what) ?? 0) + count);
	}

	#attachment(record: WxrRecord, field: (name: string) => string): void {
		const attachment: Attachment = {
			id: Number(field("wp:post_id")),
			url: field("wp:attachment_url") || field("guid"),
			title: field("title"),
			caption: field("excerpt:encoded"),
			alt: record.meta.get("_wp_attachment_image_alt")?.[0] ?? "",
			parent: Number(field("wp:post_parent")),
			order: Number(field("wp:menu_order")),
		};
		this.#attachments.set(attachment.id, attachment);
		if (attachment.parent === 0) return;
		this.#attached.set(attachment.parent, [...(this.#attached.get(attachment.parent) ?? []), attachment]);
	}

	#block(record: WxrRecord, field: (name: string) => string): void {
		const text = record.fields.get("content:encoded") ?? "";
		this.#blockSize += text.length;
		if (this.#blockSize <= MAX_BLOCKS) this.#blocks.set(Number(field("wp:post_id")), text);
	}

	/**
	 * Returns the author with this login. Creates the author if there is none yet. The author's id does not reveal the
	 * login.
	 */
	author(login: string, name = ""): ImportedAuthor | undefined {
		const known = this.authors.get(login);
		if (known !== undefined || login === "") return known;
		const shown = name === "" ? login : name;
		const ids = new Set([...this.authors.values()].map(({ id }) => id));
		const base = nicename(shown) || "author";
		let id = base;
		for (let number = 2; ids.has(id); number++) id = `${base}-${number}`;
		const author = { id, name: shown };
		this.authors.set(login, author);
		return author;
	}

	attachment(id: number): Attachment | undefined {
		return this.#attachments.get(id);
	}

	attachedTo(post: number): readonly Attachment[] {
		return (this.#attached.get(post) ?? []).toSorted((a, b) => a.order - b.order || a.id - b.id);
	}

	block(id: number): string | undefined {
		return this.#blocks.get(id);
	}

	terms(siteUrl: string): ImportedTerm[] {
		const base = URL.canParse(siteUrl) ? new URL(siteUrl).pathname.replace(/\/$/, "") : "";
		return [...this.#terms.values()].map(({ kind, fields }) => {
			const isCategory = kind === "wp:category";
			const slug = fields.get(isCategory ? "wp:category_nicename" : "wp:tag_slug")?.trim() ?? "";
			const path = isCategory ? this.#categoryPath(slug) : slug;
			const page = `${base}/${isCategory ? "category" : "tag"}/${path}`;
			const parent = isCategory ? this.#terms.get(`category ${fields.get("wp:category_parent")?.trim()}`) : undefined;
			return {
				name: fields.get(isCategory ? "wp:cat_name" : "wp:tag_name")?.trim() ?? slug,
				slug: readable(slug),
				parent: parent?.fields.get("wp:cat_name")?.trim(),
				description: fields.get(isCategory ? "wp:category_description" : "wp:tag_description")?.trim() || undefined,
				pages: [page],
				feeds: [`${page}/feed/`],
			};
		});
	}

	/** Returns the slugs of a category and its parents, as they appear in the category's address. */
	#categoryPath(slug: string): string {
		const slugs = [slug];
		for (let at = this.#parentOf(slug); at !== "" && !slugs.includes(at); at = this.#parentOf(at)) slugs.unshift(at);
		return slugs.join("/");
	}

	#parentOf(slug: string): string {
		const parent = this.#terms.get(`category ${slug}`)?.fields.get("wp:category_parent")?.trim() ?? "";
		return this.#terms.has(`category ${parent}`) ? parent : "";
	}
}

const LABELS: Record<string, string> = {
	attachment: "entries of the media library",
	page: PAGES,
	revision: "revisions",
	nav_menu_item: "menu entries",
	wp_block: "reusable blocks",
	wp_template: "templates",
	wp_global_styles: "styles",
	custom_css: "styles",
	wp_navigation: "menus",
};

/** Statuses of posts to leave out. */
const DELETED = ["trash", "auto-draft", "inherit"];

function isImported({ fields }: WxrRecord, pages: boolean): boolean {
	const type = fields.get("wp:post_type")?.trim() || "post";
	if (!TYPES.has(type) || (type === "page" && !pages)) return false;
	return !DELETED.includes(fields.get("wp:status")?.trim() ?? "");
}

function toPost(record: WxrRecord, site: Site, siteUrl: string, { pages, now }: WordpressOptions): ImportedPost | null {
	if (record.kind !== "item" || !isImported(record, pages)) return null;
	const field = (name: string): string => record.fields.get(name)?.trim() ?? "";
	const meta = (name: string): string => record.meta.get(name)?.[0] ?? "";
	const id = Number(field("wp:post_id"));
	const published = timeOf(record);
	const { status, hidden, note } = publicity(field("wp:status"), field("wp:post_password"), published, now);
	const isPublic = Object.keys(hidden).length === 0;
	const content = {
		id,
		text: record.fields.get("content:encoded") ?? "",
		footnotes: meta("footnotes"),
		enclosures: record.meta.get("enclosure") ?? [],
	};
	const { html, notes } = renderContent(content, site);
	const thumbnail = site.attachment(Number(meta("_thumbnail_id")));
	const slug = readable(field("wp:post_name"));
	const url = isPublic || status === "scheduled" ? field("link") : "";
	const namesOf = (domain: string) => record.terms.filter((term) => term.domain === domain).map(({ name }) => name);
	return {
		key: `${siteKey(siteUrl)} ${field("wp:post_type") || "post"} ${field("wp:post_id") || field("guid") || field("link")}`,
		place: `line ${record.line}`,
		status,
		hidden,
		title: field("title"),
		body: { markup: "html", text: html },
		slug,
		url: url === "" ? undefined : url,
		guid: field("guid") || undefined,
		published,
		updated: isoTime(field("wp:post_modified_gmt")),
		excerpt: field("excerpt:encoded") || undefined,
		image: thumbnail?.url,
		authors: authorsOf(record, site),
		categories: namesOf("category"),
		tags: namesOf("post_tag"),
		language: record.terms.find(({ domain }) => domain === "language")?.slug,
		formerPaths: isPublic ? formerPaths(record, url, slug) : [],
		notes: [
			...notes,
			...(note === undefined ? [] : [note]),
			...(published !== undefined && !published.endsWith("Z") ? [LOCAL_TIME] : []),
			...(record.isCut ? ["The text was truncated, because it is longer than 4 million characters."] : []),
		],
	};
}

const LOCAL_TIME = "In the export, its date has no time zone, so the site's time zone applies.";

/** Returns the date of an item, with a time zone if the export contains it. Drafts have no date. */
function timeOf({ fields }: WxrRecord): string | undefined {
	const inUtc = isoTime(fields.get("wp:post_date_gmt")) ?? isoTime(fields.get("pubDate"));
	return inUtc ?? isoTime(fields.get("wp:post_date"), "");
}

interface Publicity {
	status: string;
	hidden: Hidden;
	note?: string;
}

/** Determines whether everyone may read a post. Posts with unknown statuses are hidden. */
function publicity(status: string, password: string, published: string | undefined, now: number): Publicity {
	// Never write the password itself to a file.
	if (password !== "" && status === "publish") return { status: "password-protected", hidden: { password: true } };
	if (status === "publish") return { status: "published", hidden: {} };
	if (status === "future" && password === "") {
		if (published !== undefined && Date.parse(published) > now) return { status: "scheduled", hidden: {} };
		const note = "Was scheduled for a time that has passed since the export. To publish it, delete `status: future`.";
		return { status: "scheduled", hidden: { status }, note };
	}
	return { status, hidden: { status: HIDING.includes(status) ? status : "private" } };
}

/** Statuses that hide an article and are valid in front matter. */
const HIDING = ["draft", "pending", "private", "future"];

function authorsOf(record: WxrRecord, site: Site): string[] {
	// The plugin Co-Authors Plus stores all authors of a post as taxonomy terms.
	const guests = record.terms.filter(({ domain }) => domain === "author").map(({ name }) => name);
	const logins = guests.length > 0 ? guests : [record.fields.get("dc:creator")?.trim() ?? ""];
	return logins.flatMap((login) => site.author(login)?.id ?? []);
}

/**
 * Returns the old addresses of a post: its current address with each of its former slugs instead of the current one.
 */
function formerPaths({ meta }: WxrRecord, url: string, slug: string): string[] {
	const path = pathOfUrl(url);
	if (path === undefined || slug === "") return [];
	const at = path.lastIndexOf(slug);
	if (at === -1) return [];
	return (meta.get("_wp_old_slug") ?? []).map(
		(old) => path.slice(0, at) + readable(old) + path.slice(at + slug.length),
	);
}

/** Decodes a slug, which WordPress stores percent-encoded. */
function readable(slug: string): string {
	try {
		return decodeURIComponent(slug);
	} catch {
		return slug;
	}
}
