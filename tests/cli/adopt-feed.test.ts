import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSource } from "../../src/article/read-source.ts";
import { adopt } from "../../src/cli/adopt/command.ts";
import { feedServer, rss } from "./feed-server.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const WRANGLER = readFileSync("wrangler.toml", "utf8");

/** A blog that builds its addresses in code. */
const NEXT = {
	"blog/package.json": JSON.stringify({ dependencies: { next: "16.0.0" } }),
	"blog/posts/2024-05-01-spring-tide.md": "---\ntitle: Spring tide\ndate: 2024-05-01\n---\nText.",
	"blog/posts/2024-06-02-ebb.md": "---\ntitle: Ebb & flow\ndate: 2024-06-02\n---\nText.",
	"blog/posts/2024-07-03-moon.md": "---\ntitle: The moon\ndate: 2024-07-03\n---\nText.",
};

interface Post {
	title: string;
	link: string;
	guid?: string;
	date?: string;
}

function post({ title, link, guid, date }: Post): string {
	const id = guid === undefined ? "" : `<guid isPermaLink="false">${guid}</guid>`;
	const dated = date === undefined ? "" : `<pubDate>${new Date(date).toUTCString()}</pubDate>`;
	return `<item><title>${title.replace("&", "&amp;")}</title><link>https://tides.example${link}</link>${id}${dated}</item>`;
}

/** Creates feed items for the three articles, with guids and paths derived from their names. */
const items = (guid: (name: string) => string, path: (name: string) => string): Post[] => [
	{ title: "The moon", date: "2024-07-03", link: path("moon"), guid: guid("moon") },
	{ title: "Ebb & flow", date: "2024-06-02", link: path("ebb"), guid: guid("ebb") },
	{ title: "Spring tide", date: "2024-05-01", link: path("spring-tide"), guid: guid("spring-tide") },
];

const notes = (name: string) => `/notes/${name}`;
const usual = items((name) => `https://tides.example/notes/${name}`, notes);

interface Adopted {
	code: number;
	lines: string[];
	failures: string[];
	/** Reads a file after the run; null if it does not exist. */
	text: (path: string) => Promise<string | null>;
	again: (...args: string[]) => Promise<Omit<Adopted, "text" | "again">>;
}

/** Runs `adopt` on the blog with a feed of these items. */
async function run(feed: Post[] | string, files: Record<string, string> = NEXT, ...args: string[]): Promise<Adopted> {
	const text = typeof feed === "string" ? feed : rss(feed.map(post));
	const root = await temporaryFolder({ "wrangler.toml": WRANGLER, "feed.xml": text, ...files });
	const again = async (...more: string[]) => {
		const terminal = recordingTerminal();
		const code = await adopt(["blog", ...more], { root, cwd: root, terminal });
		return { code, lines: terminal.lines, failures: terminal.failures };
	};
	const result = await again("--feed", "feed.xml", ...args);
	return { ...result, again, text: (path) => readFile(join(root, path), "utf8").catch(() => null) };
}

const KEPT = "3 of 3 items keep their id: no subscriber will see anything twice";

test.each([
	{ rule: "/notes/:title", guid: "https://tides.example:page", feed: usual },
	{
		rule: "/:year/:month/:title.html",
		guid: "https://tides.example/:year/:month/:title",
		feed: [
			{ title: "The moon", date: "2024-07-03", link: "/2024/07/moon.html", guid: "https://tides.example/2024/07/moon" },
			{ title: "Ebb & flow", date: "2024-06-02", link: "/2024/06/ebb.html", guid: "https://tides.example/2024/06/ebb" },
			{
				title: "Spring tide",
				date: "2024-05-01",
				link: "/2024/05/spring-tide.html",
				guid: "https://tides.example/2024/05/spring-tide",
			},
		],
	},
	{
		rule: "/notes/:title",
		guid: "http://www.tides.example:page",
		feed: items((name) => `http://www.tides.example/notes/${name}`, notes),
	},
	{ rule: "/notes/:title", guid: ":page", feed: items(notes, (name) => `/notes/${name}`) },
	{
		rule: "/notes/:title",
		guid: "tag:tides.example,:year-:month-:day::page",
		feed: items(notes, notes).map((one) => ({ ...one, guid: `tag:tides.example,${one.date}:${one.link}` })),
	},
	{
		rule: "/notes/:filename",
		guid: "https://tides.example/:title",
		feed: items((name) => `https://tides.example/${name}`, notes).map((one) => ({
			...one,
			link: `/notes/${one.date}-${one.link.slice(7)}`,
		})),
	},
])(
	"rules that explain every item of the feed are written to _defaults.yaml: $rule, $guid",
	async ({ rule, guid, feed }) => {
		const { code, failures, lines, text } = await run(feed);
		expect({ code, failures }).toEqual({ code: 0, failures: [] });
		const defaults = await text("blog/posts/_defaults.yaml");
		expect(defaults).toContain(`\npermalink: ${rule}\n`);
		expect(defaults).toMatch(new RegExp(`\nguid: ["']?${guid.replaceAll(/[.:]/g, "\\$&")}`));
		expect(await text("blog/posts/_addresses.yaml")).toBeNull();
		expect(lines).toContain(KEPT);
		expect(lines.join("\n")).toContain(`${rule}  (the old feed, 3 of 3 items)`);
	},
);

test("slugs derived from titles are recognized, and a matching slug rule is written", async () => {
	const feed = [
		{ title: "The moon", date: "2024-07-03", link: "/the-moon/", guid: "1" },
		{ title: "Ebb & flow", date: "2024-06-02", link: "/ebb-and-flow/", guid: "2" },
		{ title: "Spring tide", date: "2024-05-01", link: "/spring-tide/", guid: "3" },
	];
	const { text } = await run(feed);
	expect(await text("blog/posts/_defaults.yaml")).toMatch(
		/\npermalink: \/:slug_or_title\/\nguid: .*\nslugs: slugify\n/,
	);
});

const NUMBERS: Record<string, number> = { moon: 9, ebb: 8, "spring-tide": 7 };
const wordpress = items((name) => `http://tides.example/?p=${NUMBERS[name]}`, notes).map((one, index) =>
	index === 0 ? { ...one, date: "2024-07-03T21:30:00Z", link: "/a-renamed-moon/" } : one,
);

test("articles that no rule explains get entries in _addresses.yaml, and article files do not change", async () => {
	const { code, lines, text } = await run(wordpress);
	expect(code).toBe(0);
	expect((await text("blog/posts/_addresses.yaml"))?.split("\n").slice(1)).toEqual([
		'"2024-05-01-spring-tide.md":',
		'  guid: "http://tides.example/?p=7"',
		'"2024-06-02-ebb.md":',
		'  guid: "http://tides.example/?p=8"',
		'"2024-07-03-moon.md":',
		'  guid: "http://tides.example/?p=9"',
		'  permalink: "/a-renamed-moon/"',
		'  date: "2024-07-03T21:30:00Z"',
		"",
	]);
	expect(lines).toContain("3 articles in _addresses.yaml, to keep an id, address or date");
	expect(lines).toContain(KEPT);
	expect(await text("blog/posts/2024-07-03-moon.md")).toBe(NEXT["blog/posts/2024-07-03-moon.md"]);
});

test("a second run changes nothing, and --undo removes what the first run wrote", async () => {
	const { again, text } = await run(wordpress);
	const second = await again("--feed", "feed.xml");
	expect(second.code).toBe(0);
	expect(second.lines).toContain("Nothing to change: all files are up to date.");
	expect((await again("--undo")).code).toBe(0);
	expect(await text("blog/posts/_addresses.yaml")).toBeNull();
	expect(await text("blog/posts/_defaults.yaml")).toBeNull();
	expect(await text("wrangler.toml")).toBe(WRANGLER);
});

test("--dry-run shows the result and writes nothing", async () => {
	const { code, lines, text } = await run(wordpress, NEXT, "--dry-run");
	expect(code).toBe(0);
	expect(lines).toContain(KEPT);
	expect(await text("blog/posts/_addresses.yaml")).toBeNull();
	expect(await text("blog/posts/_defaults.yaml")).toBeNull();
});

test("entries for other articles in _addresses.yaml are kept", async () => {
	const files = { ...NEXT, "blog/posts/_addresses.yaml": "other.md:\n  guid: tag:a,2024:other\n" };
	const { text } = await run(wordpress, files);
	expect(await text("blog/posts/_addresses.yaml")).toContain('"other.md":\n  guid: "tag:a,2024:other"\n');
	const broken = await run(wordpress, { ...NEXT, "blog/posts/_addresses.yaml": "other.md: {guid: [\n" });
	expect(broken.code).toBe(1);
	expect(broken.failures.join("\n")).toMatch(/_addresses\.yaml, line \d+: /);
	expect(await broken.text("blog/posts/_defaults.yaml")).toBeNull();
});

test("each item without a matching article is listed with the reason", async () => {
	const files = {
		...NEXT,
		"blog/posts/2024-08-01-whale.md": "---\ntitle: Whale\ndate: 2024-08-01\ndraft: true\n---\n",
		"blog/posts/2024-08-02-shell.md": "---\ntitle: Shell\ndate: 2024-08-02\npublished: perhaps\n---\n",
		"blog/posts/2024-08-03-crab.md": "---\ntitle: Crab\ndate: 2024-08-03\n---\n",
	};
	const others = [
		{ title: "Whale", date: "2024-08-01", link: "/notes/whale", guid: "w" },
		{ title: "Shell", date: "2024-08-02", link: "/notes/shell", guid: "s" },
		{ title: "A hermit", date: "2024-08-03", link: "/notes/hermit", guid: "h" },
		{ title: "Gone", date: "2023-01-01", link: "/notes/gone", guid: "g" },
	];
	const { code, lines } = await run([...others, ...usual], files);
	expect(code).toBe(0);
	const start = lines.indexOf("Items that change or are missing in the new feed:");
	expect(lines.slice(start + 1, start + 6)).toEqual([
		"  “A hermit”: 2024-08-03-crab.md has this date, but a different title.",
		"  “Gone”: No file has this title, name or date.",
		"  “Whale”: 2024-08-01-whale.md is a draft.",
		expect.stringMatching(/^ {2}“Shell”: 2024-08-02-shell\.md is not published because of an error: `published` /),
		"3 of 7 items keep their id",
	]);
});

test("items without guids keep their links as ids", async () => {
	const feed = usual.map(({ guid, ...one }) => one);
	const { lines, text } = await run(feed);
	expect(lines).toContain("Items without an id keep their link, which most feed readers use instead.");
	expect(lines).toContain(KEPT);
	expect(await text("blog/posts/_defaults.yaml")).toContain("\nguid: https://tides.example:page\n");
});

test("if two items share a guid, only the first item keeps it, as in feed readers", async () => {
	const feed = usual.map((one, index) => (index < 2 ? { ...one, guid: "twice" } : one));
	const { lines, text } = await run(feed);
	expect(await text("blog/posts/_addresses.yaml")).toContain('"2024-07-03-moon.md":\n  guid: "twice"\n');
	expect(await text("blog/posts/_addresses.yaml")).not.toContain("2024-06-02-ebb.md");
	expect(lines).toContain("  “Ebb & flow”: Another item in the feed has the same id, twice.");
	expect(lines).toContain("2 of 3 items keep their id");
});

test("if the old feed is shorter than the new feed, a warning names the setting to change", async () => {
	const { lines } = await run(usual.slice(0, 2));
	expect(lines).toContain(
		"The old feed has 2 items, but the new one would have 3: recent subscribers would see older articles as new. To avoid that, set FEED_SIZE to 2 in wrangler.toml.",
	);
	expect((await run(usual)).lines.join("\n")).not.toContain("FEED_SIZE");
});

test("a rule set by the owner is kept, and articles that the rule does not explain get entries in _addresses.yaml", async () => {
	const { code, lines, text } = await run(usual, NEXT, "--permalink", "/texts/:title/");
	expect(code).toBe(0);
	expect(await text("blog/posts/_defaults.yaml")).toContain("permalink: /texts/:title/\n");
	expect(await text("blog/posts/_addresses.yaml")).toContain('  permalink: "/notes/moon"\n');
	expect(lines).toContain(KEPT);
});

test("with an Atom feed without publication dates, articles keep their own dates", async () => {
	const entries = usual.map(({ title, link, guid }) => {
		const parts = `<title>${title.replace("&", "&amp;")}</title><link href="https://tides.example${link}"/><id>${guid}</id>`;
		return `<entry>${parts}<updated>2025-01-01T00:00:00Z</updated></entry>`;
	});
	const head =
		'<title>Tides</title><link href="https://tides.example/"/><id>x</id><updated>2025-01-01T00:00:00Z</updated>';
	const { lines, text } = await run(`<feed xmlns="http://www.w3.org/2005/Atom">${head}${entries.join("")}</feed>`);
	expect(lines).toContain(KEPT);
	expect(await text("blog/posts/_addresses.yaml")).toBeNull();
});

test("the old feed can be given as several files, or as a URL whose older pages are followed", async () => {
	const older = rss(usual.slice(1).map(post));
	const { lines } = await run([usual[0] ?? { title: "", link: "" }], { ...NEXT, "2.xml": older }, "--feed", "2.xml");
	expect(lines).toContain(KEPT);
	const { url } = await feedServer(() => ({
		"/feed": rss([post(usual[0] ?? { title: "", link: "" })], '<atom:link rel="next" href="/2"/>'),
		"/2": older,
	}));
	const online = await run(usual, NEXT, "--undo");
	const { lines: all } = await online.again("--feed", `${url}/feed`);
	expect(all).toContain(`3 items in the old feed ${url}/feed (2 pages)`);
	expect(all).toContain(KEPT);
});

const FOREIGN = rss([
	"<item><title>Elsewhere</title><link>https://moon.example/x/</link><guid>https://moon.example/x/</guid></item>",
]).replaceAll("https://tides.example/", "https://moon.example/");

test.each([
	{
		what: "a feed from another site",
		feed: FOREIGN,
		said: /^None of the 1 item in feed\.xml matches an article in .*posts:\n {2}“Elsewhere”: No file .*\nThe feed belongs to https:\/\/moon\.example\/\..*\nNothing was written\.$/s,
	},
	{
		what: "a feed from a local preview",
		feed: rss(usual.map(post)).replaceAll("https://tides.example", "http://localhost:4000"),
		said: /^feed\.xml comes from a local preview: it links to http:\/\/localhost:4000\/notes\/moon\. Use the feed that subscribers get/,
	},
	{ what: "a feed without items", feed: rss([]), said: /^feed\.xml has no items\./ },
	{ what: "a web page", feed: "<!doctype html><p>Hello", said: /^feed\.xml is a web page, not a feed/ },
	{
		what: "a truncated feed",
		feed: rss(usual.map(post)).slice(0, -40),
		said: /^feed\.xml: The feed is not well-formed XML: line 1/,
	},
	{ what: "an empty file", feed: "", said: /^feed\.xml is empty/ },
])("with $what, nothing is written, and the error says why", async ({ feed, said }) => {
	const { code, failures, text } = await run(feed);
	expect(code).toBe(1);
	expect(failures.join("\n")).toMatch(said);
	expect(await text("blog/posts/_defaults.yaml")).toBeNull();
	expect(await text("blog/posts/_addresses.yaml")).toBeNull();
	expect(await text("wrangler.toml")).toBe(WRANGLER);
});

const BLOGS = join(import.meta.dirname, "../../../shared/corpus/blogs");
const blogs = existsSync(BLOGS) ? readdirSync(BLOGS).filter((name) => !name.includes(".")) : [];
if (blogs.length === 0) console.warn(`Skipped: no blogs of other generators at ${BLOGS}.`);

interface Expected {
	site: string;
	files: Record<
		string,
		{ status: string; title: string; date: string; path: string; guid: string | string[]; link?: string }
	>;
}

test.each(blogs)("%s keeps every id if adopt knows only its feed", async (name) => {
	const { site, files }: Expected = JSON.parse(readFileSync(join(BLOGS, name, "expected.json"), "utf8"));
	const published = Object.values(files).filter(({ status }) => status === "published");
	const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	const feed = published.map(({ title, date, path, guid, link }) => {
		const id = `<guid isPermaLink="false">${escaped([guid].flat()[0] ?? "")}</guid>`;
		const page = `<link>${escaped(link ?? site + path)}</link><pubDate>${new Date(date).toUTCString()}</pubDate>`;
		return `<item><title>${escaped(title)}</title>${id}${page}</item>`;
	});
	const root = await temporaryFolder({
		"wrangler.toml": WRANGLER,
		"feed.xml": rss(feed).replace("https://tides.example/", site),
	});
	cpSync(join(BLOGS, name), join(root, "blog"), { recursive: true });
	const terminal = recordingTerminal();
	const code = await adopt(["blog", "--feed", "feed.xml"], { root, cwd: root, terminal });
	expect({ code, failures: terminal.failures }).toEqual({ code: 0, failures: [] });
	const all = published.length;
	expect(terminal.lines).toContain(`${all} of ${all} items keep their id: no subscriber will see anything twice`);
});

/** The channel of a podcast, as podcast hosts write it. */
const CHANNEL = [
	"<language>en-gb</language>",
	"<itunes:author>Tides &amp; Co</itunes:author>",
	"<itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@tides.example</itunes:email></itunes:owner>",
	'<itunes:image href="https://tides.example/cover.jpg"/>',
	'<itunes:category text="News"><itunes:category text="Daily News"/></itunes:category>',
	'<itunes:category text="History"/>',
	"<itunes:explicit>clean</itunes:explicit><itunes:type>Serial</itunes:type>",
	"<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>",
].join("");
const SPACES =
	'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"';

test("the guid, owner, categories and cover of a podcast feed are kept", async () => {
	const feed = rss(usual.map(post), CHANNEL).replace("<rss ", `<rss ${SPACES} `);
	const { code, failures, lines, text, again } = await run(feed);
	expect([code, failures]).toEqual([0, []]);
	expect(lines.join("\n")).toContain("podcast.yaml");
	const written = await text("blog/posts/podcast.yaml");
	expect(written).toBe(
		[
			"# The podcast as its old feed describes it. Keep the guid.",
			'description: "On tides"',
			"podcast:",
			'  author: "Tides & Co"',
			'  owner: {"name":"Ada","email":"ada@tides.example"}',
			'  category: ["News > Daily News","History"]',
			'  artwork: "https://tides.example/cover.jpg"',
			"  explicit: false",
			'  type: "serial"',
			'  language: "en-gb"',
			'  guid: "917393e3-1b1e-5cef-ace4-edaa54e1f810"',
			"",
		].join("\n"),
	);
	const read = readSource("podcast.yaml", written ?? "", {
		siteUrl: "https://x.example",
		timeZone: "UTC",
		defaults: {},
	});
	expect([read.kind, read.problems]).toEqual(["description", []]);
	expect((await again("--feed", "feed.xml")).code).toBe(0);
	expect(await text("blog/posts/podcast.yaml")).toBe(written);
});
