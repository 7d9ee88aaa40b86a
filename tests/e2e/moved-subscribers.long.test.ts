import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { adopt } from "../../src/cli/adopt/command.ts";
import { verifyCommand } from "../../src/cli/verify/command.ts";
import { recordingTerminal } from "../cli/recording-terminal.ts";
import { isThere, PYTHON } from "../renditions/parsers.ts";
import { configElsewhere, freePort, node, printed, scratch, stop, until } from "./program.ts";
import { feedparser, freshRss, oldHost, type Reader, subscribe } from "./subscribers.ts";

interface OldItem {
	title: string;
	/** The path on the old site. */
	path: string;
	id: string;
	date: string;
}

/** A blog as its generator published it. */
interface Blog {
	/** The address of its feed. */
	feed: string;
	format: "rss" | "atom";
	files: Record<string, string>;
	/** Newest first. */
	items: OldItem[];
	/** A file to publish after the move. */
	next: string;
}

const ROOT = join(import.meta.dirname, "../..");
const HOST = "https://tides.example";
const post = (title: string, more = "") => `---\ntitle: ${JSON.stringify(title)}\n${more}---\nText.\n`;

const BLOGS: Record<string, Blog> = {
	Jekyll: {
		feed: "/feed.xml",
		format: "atom",
		files: {
			"_config.yml": `title: Tides\nurl: ${HOST}\ntimezone: Europe/Berlin\nplugins: [jekyll-feed]\n`,
			"_posts/2024-05-01-My First Post.md": post("First"),
			"_posts/2024-05-05-slug.md": post("Second", "slug: My Slug!\n"),
			"_posts/2024-05-06-date.md": post("Third", "date: 2024-05-06 23:30:00 -0700\ncategories: [news]\n"),
		},
		items: [
			{
				title: "Third",
				path: "/news/2024/05/07/date.html",
				id: `${HOST}/news/2024/05/07/date`,
				date: "2024-05-07T06:30:00Z",
			},
			{
				title: "Second",
				path: "/2024/05/05/My-Slug!.html",
				id: `${HOST}/2024/05/05/My%20Slug!`,
				date: "2024-05-04T22:00:00Z",
			},
			{
				title: "First",
				path: "/2024/05/01/My-First-Post.html",
				id: `${HOST}/2024/05/01/My%20First%20Post`,
				date: "2024-04-30T22:00:00Z",
			},
		],
		next: "_posts/2024-06-01-next.md",
	},
	Hugo: {
		feed: "/index.xml",
		format: "rss",
		files: {
			"hugo.toml": `baseURL = "${HOST}/"\ntitle = "Tides"\ntimeZone = "Europe/Berlin"\n`,
			"content/posts/My First Post.md": post("First", "date: 2024-05-01\n"),
			"content/posts/bundle/index.md": post("Second", "date: 2024-05-02T10:00:00Z\n"),
			"content/posts/url.md": post("Third", "date: 2024-05-03T10:00:00Z\nurl: /old/Path.html\n"),
		},
		items: [
			{ title: "Third", path: "/old/Path.html", id: `${HOST}/old/Path.html`, date: "2024-05-03T10:00:00Z" },
			{ title: "Second", path: "/posts/bundle/", id: `${HOST}/posts/bundle/`, date: "2024-05-02T10:00:00Z" },
			{
				title: "First",
				path: "/posts/my-first-post/",
				id: `${HOST}/posts/my-first-post/`,
				date: "2024-04-30T22:00:00Z",
			},
		],
		next: "content/posts/next.md",
	},
	Hexo: {
		feed: "/atom.xml",
		format: "atom",
		files: {
			"_config.yml": `title: Tides\nurl: ${HOST}\npermalink: :year/:month/:day/:title/\nnew_post_name: :title.md\n`,
			"source/_posts/My First Post.md": post("First", "date: 2024-05-01 12:00:00\n"),
			"source/_posts/Sub/deep.md": post("Second", "date: 2024-05-04\n"),
			// This post was imported from another program together with its guid.
			"source/_posts/imported.md": post("Third", "date: 2024-05-05\n"),
		},
		items: [
			{
				title: "Third",
				path: "/2024/05/05/imported/",
				id: "http://old-tides.example/?p=7",
				date: "2024-05-05T00:00:00Z",
			},
			{
				title: "Second",
				path: "/2024/05/04/Sub/deep/",
				id: `${HOST}/2024/05/04/Sub/deep/`,
				date: "2024-05-04T00:00:00Z",
			},
			{
				title: "First",
				path: "/2024/05/01/My%20First%20Post/",
				id: `${HOST}/2024/05/01/My%20First%20Post/`,
				date: "2024-05-01T12:00:00Z",
			},
		],
		next: "source/_posts/next.md",
	},
	Docusaurus: {
		feed: "/blog/rss.xml",
		format: "rss",
		files: {
			"package.json": '{"dependencies": {"@docusaurus/core": "3.9.0"}}',
			"docusaurus.config.js": `export default { title: "Tides", url: "${HOST}", baseUrl: "/", presets: [["classic", { blog: {} }]] };\n`,
			"blog/2024-05-01-tide.md": post("First"),
			"blog/2024-05-02-ebb/index.md": post("Second"),
			"blog/2024-05-03-flow.mdx": post("Third", "slug: the-flow\n"),
		},
		items: [
			{ title: "Third", path: "/blog/the-flow", id: `${HOST}/blog/the-flow`, date: "2024-05-03T00:00:00Z" },
			{
				title: "Second",
				path: "/blog/2024/05/02/ebb",
				id: `${HOST}/blog/2024/05/02/ebb`,
				date: "2024-05-02T00:00:00Z",
			},
			{
				title: "First",
				path: "/blog/2024/05/01/tide",
				id: `${HOST}/blog/2024/05/01/tide`,
				date: "2024-05-01T00:00:00Z",
			},
		],
		next: "blog/2024-06-01-next.md",
	},
	Pelican: {
		feed: "/feeds/all.atom.xml",
		format: "atom",
		files: {
			"pelicanconf.py": `SITENAME = "Tides"\nSITEURL = "${HOST}"\nTIMEZONE = "Europe/Berlin"\nPATH = "content"\n`,
			"content/first.md": 'Title: My Súper "Title" & C#!\nDate: 2010-12-03 10:20\n\nText.\n',
			"content/Tech/second.md": "Title: Second\nDate: 2010-12-04\n\nText.\n",
			"content/third.md": "---\nTitle: Third\nDate: 2012-01-01\nSlug: Fen/Ced\n---\nText.\n",
		},
		items: [
			{
				title: "Third",
				path: "/Fen/Ced.html",
				id: "tag:tides.example,2012-01-01:/Fen/Ced.html",
				date: "2011-12-31T23:00:00Z",
			},
			{
				title: "Second",
				path: "/second.html",
				id: "tag:tides.example,2010-12-04:/second.html",
				date: "2010-12-03T23:00:00Z",
			},
			{
				title: 'My Súper "Title" & C#!',
				path: "/my-super-title-c.html",
				id: "tag:tides.example,2010-12-03:/my-super-title-c.html",
				date: "2010-12-03T09:20:00Z",
			},
		],
		next: "content/next.md",
	},
};

const READERS: Record<string, Reader> = { FreshRSS: freshRss, feedparser };

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function feedOf({ format, items }: Blog): string {
	if (format === "rss") {
		const all = items.map(({ title, path, id, date }) => {
			const parts = `<title>${escaped(title)}</title><link>${HOST}${path}</link><guid isPermaLink="false">${escaped(id)}</guid>`;
			return `<item>${parts}<pubDate>${new Date(date).toUTCString()}</pubDate></item>`;
		});
		const head = `<title>Tides</title><link>${HOST}/</link><description>x</description>`;
		return `<?xml version="1.0"?><rss version="2.0"><channel>${head}${all.join("")}</channel></rss>`;
	}
	const all = items.map(({ title, path, id, date }) => {
		const parts = `<title>${escaped(title)}</title><link href="${HOST}${path}"/><id>${escaped(id)}</id>`;
		return `<entry>${parts}<published>${date}</published><updated>${date}</updated></entry>`;
	});
	const head = `<title>Tides</title><link href="${HOST}/"/><id>${HOST}/</id><updated>${items[0]?.date}</updated>`;
	return `<feed xmlns="http://www.w3.org/2005/Atom">${head}${all.join("")}</feed>`;
}

const canRead = isThere(PYTHON, "-c", "import feedparser");

describe.skipIf(!canRead)("subscribers of a blog that moves to Newsstand", () => {
	const ends: (() => unknown)[] = [];
	afterEach(async () => {
		for (const end of ends.splice(0).toReversed()) await end();
	});

	test.each(Object.entries(BLOGS))("%s: subscribers neither see an item twice nor miss an item", async (_, blog) => {
		const root = scratch();
		ends.push(root.remove);
		const write = (path: string, text: string) => {
			mkdirSync(dirname(join(root.path, path)), { recursive: true });
			writeFileSync(join(root.path, path), text);
		};
		write("wrangler.toml", configElsewhere());
		write("package.json", "{}");
		symlinkSync(join(ROOT, "node_modules"), join(root.path, "node_modules"));
		for (const [path, text] of Object.entries(blog.files)) write(`blog/${path}`, text);
		const old = await oldHost({ [blog.feed]: feedOf(blog) });
		ends.push(old.close);
		const subscribers = Object.values(READERS).map((reader) => subscribe(old.url + blog.feed, reader));
		const titles = blog.items.map(({ title }) => title);
		for (const subscriber of subscribers) expect(await subscriber.poll()).toEqual({ appeared: titles, lost: [] });

		const terminal = recordingTerminal();
		const code = await adopt(["blog", "--feed", old.url + blog.feed], { root: root.path, cwd: root.path, terminal });
		expect({ code, failures: terminal.failures }).toEqual({ code: 0, failures: [] });
		expect(terminal.lines).toContain("3 of 3 items keep their id: no subscriber will see anything twice");
		const [, content = ""] = terminal.lines.flatMap((line) => /^See it: npm start -- (.*)$/.exec(line) ?? []);
		const port = await freePort();
		const site = `http://localhost:${port}`;
		const program = node("tests/e2e/start-in.ts", root.path, "--port", String(port), content);
		ends.push(() => stop(program, port));
		await printed(program, /^Ready: /m);

		write("old.xml", feedOf(blog));
		const compared = recordingTerminal();
		await verifyCommand([site, "--against", "old.xml"], { root: root.path, cwd: root.path, terminal: compared });
		expect(compared.lines.slice(-2)).toEqual([
			"3 of 3 items keep their id: no subscriber will see anything twice",
			expect.stringContaining("no errors, no warnings"),
		]);

		old.redirectTo(site);
		for (const subscriber of subscribers) expect(await subscriber.poll()).toEqual({ appeared: [], lost: [] });
		for (const { url } of subscribers) expect(url).toBe(`${site}/feed.${blog.format}`);

		const isPelican = blog.next === "content/next.md";
		const date = new Date(Date.now() - 86_400_000).toISOString();
		write(`blog/${blog.next}`, isPelican ? `Title: Next\nDate: ${date}\n\nText.\n` : post("Next", `date: ${date}\n`));
		await until(async () => (await (await fetch(`${site}/feed.${blog.format}`)).text()).includes("Next"));
		for (const subscriber of subscribers) expect(await subscriber.poll()).toEqual({ appeared: ["Next"], lost: [] });
	});

	test.each(Object.entries(READERS))("%s subscribers would see an item twice if its id changed", async (_, reader) => {
		const blog = BLOGS["Jekyll"];
		if (blog === undefined) throw new Error("There is no such blog.");
		const moved = { ...blog, items: blog.items.map((one) => ({ ...one, id: `${one.id}/` })) };
		const [before, after] = [
			await oldHost({ "/feed.xml": feedOf(blog) }),
			await oldHost({ "/feed.xml": feedOf(moved) }),
		];
		ends.push(before.close, after.close);
		const subscriber = subscribe(`${before.url}/feed.xml`, reader);
		const titles = blog.items.map(({ title }) => title);
		await subscriber.poll();
		before.redirectTo(after.url);
		expect(await subscriber.poll()).toEqual({ appeared: titles, lost: titles });
	});
});
