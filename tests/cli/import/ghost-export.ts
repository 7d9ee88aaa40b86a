import { SECRET } from "./blog.ts";

/** A row of the `posts` table, with the columns that tests set. */
export type GhostPost = Record<string, unknown> & { id: string };

/** Formats a number as a Ghost id: 24 hexadecimal digits. */
export const ghostId = (number: number) => number.toString(16).padStart(24, "6");

/** Creates a row of the `posts` table with the columns of a Ghost 5 export. */
export function ghostPost(number: number, more: Record<string, unknown> = {}): GhostPost {
	const day = new Date(Date.UTC(2020, 0, 1, 9) + number * 86_400_000).toISOString();
	return {
		id: ghostId(number),
		uuid: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
		title: `Post ${number}`,
		slug: `post-${number}`,
		mobiledoc: null,
		lexical: null,
		html: `<p>Text of post ${number}.</p>`,
		plaintext: `Text of post ${number}.`,
		feature_image: null,
		featured: 0,
		type: "post",
		status: "published",
		locale: null,
		visibility: "public",
		email_recipient_filter: "all",
		created_at: day,
		updated_at: day,
		published_at: day,
		custom_excerpt: null,
		codeinjection_head: null,
		codeinjection_foot: null,
		canonical_url: null,
		...more,
	};
}

/** Creates a Ghost 5 export. */
export function ghostExport(posts: readonly GhostPost[], tables: Record<string, unknown[]> = {}): string {
	const data = {
		posts,
		posts_authors: posts.map(({ id }, index) => ({ id: `pa${index}`, post_id: id, author_id: "u1", sort_order: 0 })),
		posts_meta: [],
		posts_tags: [],
		settings: [
			{ id: "s1", key: "title", value: "Quay News" },
			{ id: "s2", key: "locale", value: "en" },
		],
		tags: [],
		users: [
			{
				...{ id: "u1", name: "Ada Writer", slug: "ada", email: "ada@private.example", password: SECRET },
				...{ profile_image: "__GHOST_URL__/content/images/ada.png", website: "https://ada.example/" },
			},
		],
		...tables,
	};
	return JSON.stringify({ db: [{ meta: { exported_on: 1_700_000_000_000, version: "5.80.0" }, data }] });
}

/** Creates posts of all kinds. Posts that must not become public contain `SECRET`. */
export function ghostSite(count: number): GhostPost[] {
	const secret = { title: `Post ${SECRET}`, html: `<p>${SECRET}</p>`, custom_excerpt: SECRET };
	const special: Record<number, Record<string, unknown>> = {
		1: { ...secret, status: "draft", published_at: null },
		2: { ...secret, status: "scheduled", published_at: "2999-01-01T00:00:00.000Z" },
		3: { ...secret, status: "sent" },
		4: { ...secret, visibility: "members" },
		5: { ...secret, visibility: "paid" },
		6: { ...secret, visibility: "tiers" },
		7: { ...secret, type: "page" },
	};
	return Array.from({ length: count }, (_, index) => ghostPost(index + 1, special[(index + 1) % 20]));
}

/**
 * Returns the ids in the feed that Ghost serves at `/rss/`: the newest fifteen posts by `published_at`, with the row's
 * id as their guid (core/frontend/services/rss/generate-feed.js). Ghost lists members' posts without their text;
 * Newsstand includes them only in private feeds.
 */
export function ghostFeed(posts: readonly GhostPost[], size = 15): string[] {
	return posts
		.filter((post) => post["type"] === "post" && post["status"] === "published" && post["visibility"] === "public")
		.toSorted((a, b) => (String(a["published_at"]) < String(b["published_at"]) ? 1 : -1))
		.slice(0, size)
		.map(({ id }) => id);
}
