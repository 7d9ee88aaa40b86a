import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

const PLAYER = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ";
const IFRAME = '<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ" title="Low tide"></iframe>';

beforeAll(() =>
	publish(
		article("tide", {
			title: "A </script><b> & B",
			excerpt: "High water.",
			authors: [{ name: "Ada", url: "https://ada.example/" }, { name: "Bo" }],
			image: "https://gazette.example/tide.jpg",
			language: "de",
			topics: ["C++", "Harbour"],
			related: [{ title: "Elsewhere", webUrl: "https://other.example/x", provider: { name: "Other" } }],
		}),
		article("film", { type: "video", featuredContent: IFRAME, image: "https://gazette.example/film.jpg" }),
		source(
			"own.md",
			{
				title: "Own",
				date: "2026-05-04T08:00:00Z",
				image: { url: "https://a.example/own.jpg", width: 800, height: 400 },
			},
			"Text.",
		),
		source(
			"talk.md",
			{
				title: "Talk",
				date: "2026-05-03T08:00:00Z",
				image: { url: "https://a.example/1.jpg", alt: "Waves", caption: "At noon", credit: "Ada" },
				enclosure: [{ url: "https://a.example/talk.mp3", length: 77 }, "https://a.example/map.pdf"],
			},
			"Text.",
		),
		source(
			"long.md",
			{ title: "Long", date: "2026-05-05" },
			`# One\n\n### Two\n\n![](https://a.example/1.png)\n\n![](https://a.example/2.png)\n\n${IFRAME}\n\n#### Three\n\n<audio src="https://a.example/a.mp3" controls></audio>\n\n## Four\n\n<p title="<img src=x>">end</p>`,
		),
	),
);
afterAll(reset);

async function page(path: string): Promise<string> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.text();
}

/** Returns a page's metadata for link previews, keyed by property. */
function properties(html: string): Record<string, string> {
	const found = html.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)"/g);
	return Object.fromEntries([...found].map(([, name = "", content = ""]) => [name, content]));
}

function jsonLd(html: string): Record<string, unknown> {
	return JSON.parse(/<script type="application\/ld\+json">([^<]*)<\/script>/.exec(html)?.[1] ?? "");
}

test("link previews get the article's title, picture and date", async () => {
	expect(properties(await page("/articles/tide"))).toMatchObject({
		description: "High water.",
		robots: "noindex",
		"og:type": "article",
		"og:title": "A &lt;/script&gt;&lt;b&gt; &amp; B",
		"og:description": "High water.",
		"og:url": "https://gazette.example/tide",
		"og:site_name": "Newsstand",
		"og:locale": "de",
		"og:image": "https://gazette.example/tide.jpg",
		"article:published_time": "2026-05-04T10:00:00.000Z",
		"article:modified_time": "2026-05-04T10:00:00.000Z",
		"twitter:card": "summary_large_image",
	});
	const own = properties(await page("/articles/own"));
	expect(own).toMatchObject({ "og:url": `${SITE}/articles/own`, "og:image:width": "800", "og:image:height": "400" });
	expect(own).not.toHaveProperty("robots");
});

test("an article's page contains structured data for search engines", async () => {
	expect(jsonLd(await page("/articles/tide"))).toEqual({
		"@context": "https://schema.org",
		"@type": "NewsArticle",
		headline: "A </script><b> & B",
		description: "High water.",
		inLanguage: "de",
		url: "https://gazette.example/tide",
		mainEntityOfPage: "https://gazette.example/tide",
		datePublished: "2026-05-04T10:00:00.000Z",
		dateModified: "2026-05-04T10:00:00.000Z",
		image: [{ "@type": "ImageObject", url: "https://gazette.example/tide.jpg" }],
		author: [
			{ "@type": "Person", name: "Ada", url: "https://ada.example/" },
			{ "@type": "Person", name: "Bo", url: `${SITE}/authors/bo` },
		],
		publisher: { "@type": "Organization", name: "Gazette", url: "https://gazette.example/" },
		keywords: ["C++", "Harbour"],
	});
	expect(jsonLd(await page("/articles/own"))["publisher"]).toEqual({
		"@type": "Organization",
		name: "Newsstand",
		url: `${SITE}/`,
		logo: { "@type": "ImageObject", url: `${SITE}/icon-512.png` },
	});
});

test("an article's page shows its author, provider and language, and links to further pages", async () => {
	const html = await page("/articles/tide");
	expect(html).toContain('<a href="/providers/gazette.example">Gazette</a>');
	expect(html).toContain('<a href="https://ada.example/">Ada</a>');
	expect(html).toContain('<a href="/authors/bo">Bo</a>');
	expect(html).toContain('<time class="exact" datetime="2026-05-04T10:00:00.000Z">May 4, 2026</time>');
	expect(html).toContain("in German");
	expect(html).toMatch(/<p class="kick"><a href="\/topics\/c_plus_plus"><bdi>C\+\+<\/bdi><\/a><\/p><h1>/);
	expect(html).toContain('<a class="chip" href="/topics/harbour"><bdi>Harbour</bdi></a>');
	expect(html).toMatch(
		/By <b><bdi><a href="https:\/\/ada\.example\/">Ada<\/a><\/bdi><\/b> and <b><bdi><a href="\/authors\/bo">Bo<\/a><\/bdi><\/b>/,
	);
	expect(html).toMatch(/<h2>Related coverage<\/h2>.*<a href="https:\/\/other\.example\/x"><bdi>Elsewhere<\/bdi>/);
	for (const path of ["/providers/gazette.example", "/topics/c_plus_plus"]) expect((await get(path)).status).toBe(200);
});

test("the page of an article from another site links to the original; the page of an article hosted on this site does not", async () => {
	expect(await page("/articles/tide")).toMatch(
		/<a class="btn" href="https:\/\/gazette\.example\/tide">Read at gazette\.example<\/a>/,
	);
	expect(await page("/articles/own")).not.toContain("Read at");
});

test("the lead picture keeps its proportions, has a cover behind it, and is requested without a referrer", async () => {
	const html = await page("/articles/own");
	expect(html).toContain('<div class="pic free"><svg viewBox="0 0 800 400" aria-hidden="true"></svg><svg class="cv k');
	expect(html).toContain(
		'<img src="https://a.example/own.jpg" alt="" fetchpriority="high" referrerpolicy="no-referrer"/></div>',
	);
});

test("the excerpt is shown above the text, unless the text begins with it", async () => {
	await publish(
		source(
			"begun.md",
			{ title: "Begun", date: "2026-05-01", excerpt: "The quay was empty." },
			"The *quay* was empty. All of it.",
		),
		source(
			"other.md",
			{ title: "Other", date: "2026-05-01", excerpt: "A harbour without boats." },
			"The quay was empty.",
		),
	);
	expect(await page("/articles/begun")).not.toContain('<p class="stand">');
	expect(await page("/articles/other")).toContain('<p class="stand">A harbour without boats.</p>');
});

test("wide tables scroll in a frame that can be focused with the keyboard", async () => {
	const table = "| a | b |\n|---|--:|\n| 1 | 2 |\n";
	await publish(source("tables.md", { title: "Tables", date: "2026-05-01" }, `${table}\nText.\n\n${table}`));
	const html = await page("/articles/tables");
	expect(html.match(/<section class="table" aria-label="Table" tabindex="0"><table>/g)).toHaveLength(2);
	expect(html.match(/<\/table><\/section>/g)).toHaveLength(2);
});

test("an article ends with a button to follow its topic, more articles on the topic, and the previous and next article", async () => {
	const html = await page("/articles/own");
	expect(html).toContain("<h2>Follow <bdi>Newsstand</bdi></h2>");
	expect(html).toMatch(/<a href="[^"]+" rel="prev"><small>Previous<\/small><bdi>Talk<\/bdi>/);
	expect(html).toMatch(/<a href="[^"]+" rel="next"><small>Next<\/small>/);
	const tide = await page("/articles/tide");
	expect(tide).toContain("<h2>Follow <bdi>C++</bdi></h2>");
	expect(tide).toContain('<a class="go nopop" href="/follow?topic=c_plus_plus">');
});

test("the lead picture has its caption and credit, and attachments can be played or opened", async () => {
	const html = await page("/articles/talk");
	expect(html).toContain('alt="Waves"');
	expect(html).toContain("<figcaption>At noon <cite>Picture: Ada</cite></figcaption>");
	expect(html).toContain('<audio controls="" preload="none" src="https://a.example/talk.mp3"></audio>');
	expect(html).toContain('<a href="https://a.example/talk.mp3" type="audio/mpeg" download="">Download (0.1 kB)</a>');
	expect(html).toContain('<a href="https://a.example/map.pdf" type="application/pdf"><bdi>map.pdf</bdi></a>');
	expect(properties(html)).toMatchObject({ "og:image:alt": "Waves" });
});

test("until the reader clicks, only pictures are loaded from other sites", async () => {
	for (const path of ["/articles/film", "/articles/long"]) {
		const html = await page(path);
		expect(html, path).toMatch(/<iframe name="[\w-]+" title="[^"]+" allow="[^"]+"><\/iframe>/);
		expect(html, path).not.toMatch(/<iframe[^>]* src/);
	}
	const long = await page("/articles/long");
	expect(long).toContain('<audio preload="none" src="https://a.example/a.mp3"');
	const rest = 'referrerpolicy="no-referrer" src="https://a.example';
	expect(long).toContain(`<img fetchpriority="high" ${rest}/1.png"`);
	expect(long).toContain(`<img loading="lazy" decoding="async" ${rest}/2.png"`);
});

test("a video can be played on the page, or on its host", async () => {
	const film = await page("/articles/film");
	expect(film).toContain(`<a class="button" href="${PLAYER}" target="player" referrerpolicy="strict-origin">`);
	expect(film).toContain('<iframe name="player" ');
	expect(film).toContain('<a href="https://www.youtube.com/watch?v=aqz-KE-bpKQ">Watch at youtube.com</a>');
	expect(film.match(/<iframe/g)).toHaveLength(1);
	expect((await page("/articles/long")).match(/<iframe/g)).toHaveLength(1);
});

test("the title is the first heading, and no heading skips a level", async () => {
	const [, main = ""] =
		/<article class="story"[^>]*>([\s\S]*)<div class="box"/.exec(await page("/articles/long")) ?? [];
	const levels = [...main.matchAll(/<h(\d)(?: id="[^"]*")?>[^<]*<\/h(\d)>/g)].map(([, open, close]) => {
		expect(close).toBe(open);
		return Number(open);
	});
	expect(levels).toEqual([1, 2, 3, 4, 3]);
});

test("text that looks like a tag stays unchanged in attribute values", async () => {
	expect(await page("/articles/long")).toMatch(/<p title="(<|&lt;)img src=x(>|&gt;)">end<\/p>/);
});
