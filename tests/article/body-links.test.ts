import { expect, test } from "vitest";
import { renderBody } from "../../src/article/body/render-body.ts";
import { resolveLocals } from "../../src/article/resolve-locals.ts";
import { articleFrom, SITE, warnedOfBody } from "./reading.ts";

const PAGE = "https://a.example/2026/tide?p=1#top";

/** Returns the HTML of a body, for an article with the link `PAGE` in a folder without other files. */
function html(body: string): string {
	return resolveLocals(articleFrom(`link: ${PAGE}`, body, "tide.html"), () => undefined).html;
}

test.each([
	["tide.jpg", "https://a.example/2026/tide.jpg"],
	["/tide.jpg", "https://a.example/tide.jpg"],
	["../tide.jpg", "https://a.example/tide.jpg"],
	["//b.example/1", "https://b.example/1"],
	["?p=2", "https://a.example/2026/tide?p=2"],
	["HTTP://B.example", "http://b.example/"],
	["küste.html", "https://a.example/2026/k%C3%BCste.html"],
])("%s resolves to %s", (written, absolute) => {
	expect(html(`<p><a href="${written}">x</a></p>`)).toBe(`<p><a href="${absolute}">x</a></p>`);
	expect(html(`<p><img src="${written}" alt="x"></p>`)).toContain(`src="${absolute}"`);
	expect(html(`<p><q cite="${written}">x</q></p>`)).toContain(`cite="${absolute}"`);
	expect(html(`<video controls src="/1.mp4" poster="${written}"></video>`)).toContain(`poster="${absolute}"`);
	expect(html(`<audio controls><source src="${written}"></audio>`)).toContain(`src="${absolute}"`);
});

test("relative links in an article on this site are resolved against the article's page if the folder does not contain the file", () => {
	const { html: body } = resolveLocals(articleFrom("", "[x](ebb) [y](../feed)", "2026/tide.md"), () => undefined);
	expect(body).toContain(`href="${SITE}/articles/2026/ebb"`);
	expect(body).toContain(`href="${SITE}/articles/feed"`);
});

test("a fragment link leads to the article's page, and gets the id prefix only if that page is on this site", () => {
	const body = '<h2 id="low">x</h2><p><a href="#low">y</a></p>';
	expect(html(body)).toBe('<h2 id="text-low">x</h2><p><a href="https://a.example/2026/tide?p=1#low">y</a></p>');
	expect(articleFrom("", body, "tide.html").html).toContain(`<a href="${SITE}/articles/tide#text-low">y</a>`);
});

test("fragments and relative addresses in a link post are resolved against the post's own page", () => {
	const { html: body } = articleFrom("external_url: https://b.example/", "## One\n\n[x](#one) ![y](a.png)");
	expect(body).toContain(`href="${SITE}/articles/tide#text-one"`);
	expect(body).toContain('src="local:/a.png"');
});

test.each([
	["One first", "one-first"],
	["What's new in C++?", "whats-new-in-c"],
	["1. Überblick & Ziel", "1-überblick--ziel"],
	["気候の話", "気候の話"],
])("the heading “%s” has the same id as on GitHub", (heading, id) => {
	const { html: body } = articleFrom(
		"",
		`## ${heading}\n\n[x](#${encodeURIComponent(id)})\n\n## ${heading}\n\n[y](#${id}-1)`,
	);
	expect(body).toContain(`<h2 id="text-${id}">`);
	expect(body).toContain(`<h2 id="text-${id}-1">`);
	expect(body).toContain(new URL(`${SITE}/articles/tide#text-${id}`).href);
	expect(body).toContain(new URL(`${SITE}/articles/tide#text-${id}-1`).href);
});

test.each([
	["#uber-uns", "Über uns"],
	["#What-s-new", "What's new"],
	["#my_heading", "My heading"],
])("the link %s, with an id that another program would generate, leads to the heading “%s”", (link, heading) => {
	const id = /id="(text-[^"]+)"/.exec(articleFrom("", `## ${heading}\n\n[x](${link})`).html)?.[1] ?? "";
	expect(articleFrom("", `## ${heading}\n\n[x](${link})`).html).toContain(new URL(`${SITE}/articles/tide#${id}`).href);
});

test("a link to a missing fragment becomes plain text, with a warning", () => {
	const { article, problem } = warnedOfBody("\nText.\n\n[x](#nowhere) [top](#top)\n");
	expect(article.html).toBe(`<p>Text.</p>\n<p>x <a href="${SITE}/articles/tide">top</a></p>`);
	expect(problem.message).toContain("`#…`");
});

test("mailto: and tel: are allowed in links but not in pictures", () => {
	for (const url of ["mailto:desk@a.example", "tel:+4912345"]) {
		expect(html(`<p><a href="${url}">x</a></p>`)).toBe(`<p><a href="${url}">x</a></p>`);
		expect(renderBody(`<p><img src="${url}" alt="x"></p>`, "html", PAGE).html).toBe("<p>x</p>");
	}
});

test("a link that is not a web address becomes plain text", () => {
	for (const url of ["https://", "http://[::1", "ftp://a.example", "https://user:password@a.example/", "about:blank"]) {
		const body = html(`<p><a href="${url}">x</a></p>`);
		expect(body.replace(/<[^>]*>/g, "")).toBe("x");
		expect(body).not.toContain("href");
	}
});

test("a picture in several sizes gets one address that works in every reader", () => {
	const picture = '<picture><source srcset="/2.webp 2x"><img src="/1.png" srcset="2.png 2x" alt="x"></picture>';
	expect(html(`<p>${picture}</p>`)).toMatch(/<img src="https:\/\/a\.example\/[^"]+"/);
	expect(html(`<p>${picture}</p>`)).not.toMatch(/srcset/i);
});

test.each([
	["https://www.youtube.com/embed/aqz-KE-bpKQ", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"],
	["//www.youtube.com/embed/aqz-KE-bpKQ?rel=0&start=3", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"],
	["https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"],
	["http://player.vimeo.com/video/12345678", "https://vimeo.com/12345678"],
])("a frame with %s becomes a link to the video's page, and the text around it is kept", (src, watch) => {
	const body = html(`<p>a <iframe src="${src}" title="Low tide"></iframe> b</p>`);
	expect(body).toContain(`<a href="${watch}"`);
	expect(body).toContain("Low tide");
	expect(body).not.toContain("<iframe");
	expect(body.replace(/<[^>]*>/g, "")).toMatch(/^a.*b$/s);
});

test.each([
	"https://video.example/embed/1",
	"https://www.youtube.com.evil.example/embed/aqz-KE-bpKQ",
	"https://evil.example/https://www.youtube.com/embed/aqz-KE-bpKQ",
	"https://www.youtube.com@evil.example/embed/aqz-KE-bpKQ",
	"javascript:alert(1)",
	"",
])("a frame with %s neither stays a frame nor becomes a video, and the text around it is kept", (src) => {
	const { html: body } = renderBody(
		`<p>a</p><iframe src="${src}">x</iframe><iframe></iframe><p><i>b</i></p>`,
		"html",
		PAGE,
	);
	expect(body).not.toMatch(/iframe|watch\?v=|javascript/);
	expect(body).toMatch(/^<p>a<\/p>/);
	expect(body).toMatch(/<p><i>b<\/i><\/p>$/);
});

test.each([
	`<iframe width="3" src='https://www.youtube.com/embed/aqz-KE-bpKQ' allowfullscreen></iframe>`,
	'<IFRAME SRC = "//www.youtube.com/embed/aqz-KE-bpKQ?a=b"></IFRAME>',
	"<iframe src=https://www.youtube.com/embed/aqz-KE-bpKQ></iframe>",
	"https://www.youtube.com/embed/aqz-KE-bpKQ",
])("featuredContent: %s makes the article a video", (embed) => {
	expect(articleFrom(`featuredContent: ${JSON.stringify(embed)}`)).toMatchObject({
		type: "video",
		player: "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
	});
	expect(articleFrom(`type: talk\nfeaturedContent: ${JSON.stringify(embed)}`).type).toBe("talk");
});
