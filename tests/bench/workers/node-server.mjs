import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import rss from "@astrojs/rss";

/** A Node server that renders a feed with @astrojs/rss on each request. The argument is a file with a JSON Feed. */
const { title, items } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const described = items.map((item) => ({
	title: item.title,
	link: item.url,
	pubDate: new Date(item.date_published),
	description: item.summary,
	content: item.content_html,
}));
const server = createServer(async (_, response) => {
	const rendered = await rss({ title, description: title, site: "https://example.org", items: described });
	response.setHeader("Content-Type", "application/rss+xml");
	response.end(await rendered.text());
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
