import { Feed } from "feed";
import { Hono } from "hono";

/** A JSON Feed in KV, from whose items the feed is rendered on each request. */
interface Items {
	title: string;
	items: { id: string; url: string; title: string; content_html: string; summary?: string; date_published: string }[];
}

/** The part of Workers KV that this Worker needs. */
interface Kv {
	put(key: string, value: string): Promise<void>;
	get<T>(key: string, type: "json"): Promise<T | null>;
}

const app = new Hono<{ Bindings: { KV: Kv } }>();

app.put("/feed.json", async (c) => {
	await c.env.KV.put("rendering", await c.req.text());
	return c.body(null, 204);
});

app.get("/feed.rss", async (c) => {
	const items = await c.env.KV.get<Items>("rendering", "json");
	if (!items) return c.notFound();
	const feed = new Feed({
		id: "https://example.org/",
		link: "https://example.org/",
		title: items.title,
		copyright: "",
	});
	for (const { id, url, title, content_html, summary, date_published } of items.items) {
		feed.addItem({
			id,
			link: url,
			title,
			content: content_html,
			description: summary ?? "",
			date: new Date(date_published),
		});
	}
	return c.body(feed.rss2(), 200, { "Content-Type": "application/rss+xml" });
});

export default app;
