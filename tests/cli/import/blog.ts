import type { WxrItem, WxrSite } from "./wxr.ts";

/** A word that occurs only in posts that must not be public. */
export const SECRET = "Geheimniskrämerei";

export const BLOG: WxrSite = {
	title: "Harbour Post",
	url: "http://harbour.example",
	authors: [
		["ada_login", "Ada Writer"],
		["bo_login", "Bo & Co"],
	],
	categories: [
		{ slug: "news", name: "News", description: "All of it" },
		{ slug: "harbour", name: "Harbour & Quay", parent: "news" },
		{ slug: "gates", name: "Gates", parent: "harbour" },
		{ slug: "%d0%bf%d0%be%d1%80%d1%82", name: "Порт", parent: "" },
		{ slug: "secret", name: `Category ${SECRET}`, description: SECRET },
	],
	tags: [
		{ slug: "c-plus-plus", name: "C++" },
		{ slug: "tide", name: "tide" },
	],
};

const SCRIPTS = ["日本語の港", "порт", "ميناء", "λιμάνι", "港口 新闻"];

const BODIES = [
	"The gate is open.\n\nBoats came <em>through</em> it.",
	"<!-- wp:paragraph -->\n<p>The gate is open again.</p>\n<!-- /wp:paragraph -->",
	'[caption id="attachment_9001" width="300"]<img src="http://harbour.example/wp-content/uploads/gate.jpg" /> The gate[/caption]\n\nText',
	'Pictures:\n\n[gallery ids="9001,9002"]',
	"A list:\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\nand {{ braces }} in it",
	"Before the break\n\n<!--more-->\n\nafter it",
];

/**
 * The fields of the unpublished posts in each hundred, keyed by position, as WordPress stores them. All other posts are
 * published.
 */
const STATUSES: Record<number, Partial<WxrItem>> = {
	3: { status: "draft", date: "0000-00-00 00:00:00", title: `Draft ${SECRET}`, content: SECRET },
	13: { status: "pending", content: SECRET, title: `Pending ${SECRET}` },
	23: { status: "private", content: SECRET, title: `Private ${SECRET}`, excerpt: SECRET },
	33: { status: "future", date: "2999-01-01 00:00:00", content: SECRET, title: `Scheduled ${SECRET}` },
	43: { status: "trash", content: SECRET, title: `Trash ${SECRET}` },
	53: { status: "auto-draft", content: SECRET, title: `Auto ${SECRET}` },
	63: { password: "open-sesame", content: SECRET, title: `Password ${SECRET}`, excerpt: SECRET },
	73: { status: "acf-disabled", content: SECRET, title: `Plugin ${SECRET}` },
};

/** Creates the blog's post with this number. */
function post(number: number): WxrItem {
	const date = new Date(Date.UTC(2010, 0, 1, 8) + number * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
	const script = number % 7 === 0 ? SCRIPTS[(number / 7) % SCRIPTS.length] : undefined;
	const slug = script === undefined ? `post-${number}` : encodeURIComponent(`${script}-${number}`).toLowerCase();
	const special = STATUSES[number % 100];
	const isHidden = special !== undefined;
	return {
		id: number,
		title: script === undefined ? `Post “${number}” &amp; more` : `${script} ${number}`,
		date,
		modified: number % 5 === 0 ? date.replace(/ 08/, " 19") : date,
		slug: isHidden ? `post-${SECRET}-${number}`.toLowerCase() : slug,
		link: isHidden ? `http://harbour.example/?p=${number}` : `http://harbour.example/${date.slice(0, 4)}/${slug}/`,
		guid: number % 11 === 0 ? `http://old.example/archives/${number}` : `http://harbour.example/?p=${number}`,
		author: number % 3 === 0 ? "bo_login" : "ada_login",
		content: BODIES[number % BODIES.length] ?? "",
		excerpt: number % 4 === 0 ? `Excerpt ${number}` : "",
		categories: isHidden
			? [["secret", `Category ${SECRET}`]]
			: number % 2 === 0
				? [
						["harbour", "Harbour & Quay"],
						["gates", "Gates"],
					]
				: [["%d0%bf%d0%be%d1%80%d1%82", "Порт"]],
		tags: number % 10 === 0 ? [["c-plus-plus", "C++"]] : [],
		meta: [
			["_edit_last", "1"],
			...(number % 9 === 0 ? [["_thumbnail_id", "9001"] as [string, string]] : []),
			...(number % 50 === 1 ? [["_wp_old_slug", `old-${isHidden ? SECRET : ""}${number}`] as [string, string]] : []),
		],
		comments: number % 500 === 0 ? 2 : 0,
		...special,
	};
}

/** Items in an export that are not posts. */
const OTHERS: WxrItem[] = [
	{
		id: 9001,
		type: "attachment",
		status: "inherit",
		title: "gate",
		attachment: "http://harbour.example/wp-content/uploads/gate.jpg",
	},
	{
		id: 9002,
		type: "attachment",
		status: "inherit",
		title: "boat",
		attachment: "http://harbour.example/wp-content/uploads/boat.jpg",
	},
	{
		id: 9003,
		type: "page",
		title: "About us",
		date: "2012-01-01 00:00:00",
		slug: "about-us",
		link: "http://harbour.example/about-us/",
		content: "A page",
	},
	{ id: 9004, type: "revision", status: "inherit", title: SECRET, content: SECRET },
	{ id: 9005, type: "nav_menu_item", title: "Menu" },
	{ id: 9006, type: "product", title: SECRET, content: SECRET },
];

/** Returns the items of a blog with this many posts, sorted by id as in WordPress exports. */
export function blogItems(count: number): WxrItem[] {
	return [...Array.from({ length: count }, (_, index) => post(index + 1)), ...OTHERS];
}

/**
 * Returns the ids in the feed that WordPress serves at `/feed/`: the newest ten (or `posts_per_rss`) posts of type
 * `post` and status `publish`, sorted by `post_date`, with the `guid` column as their id (WP_Query,
 * wp-includes/feed-rss2.php). Sticky posts come first only on the home page. WordPress lists password-protected posts
 * without their text; this function omits them, because Newsstand does not publish them.
 */
export function wordpressFeed(items: readonly WxrItem[], size = 10): string[] {
	return items
		.filter(({ type = "post", status = "publish", password }) => type === "post" && status === "publish" && !password)
		.toSorted((a, b) => ((a.date ?? "") < (b.date ?? "") ? 1 : -1))
		.slice(0, size)
		.map(({ guid, id }) => guid ?? `https://harbour.example/?p=${id}`);
}
