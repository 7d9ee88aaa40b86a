import { expect, test } from "vitest";
import { articleFrom, SITE } from "./reading.ts";

const PAGE = "https://a.example/2026/tide?p=1#top";

/** The body as HTML of an article that links to PAGE. */
function html(body: string): string {
	return articleFrom(`link: ${PAGE}`, body, "tide.html").html;
}

test.each([
	["tide.jpg", "https://a.example/2026/tide.jpg"],
	["/tide.jpg", "https://a.example/tide.jpg"],
	["../tide.jpg", "https://a.example/tide.jpg"],
	["//b.example/1", "https://b.example/1"],
	["?p=2", "https://a.example/2026/tide?p=2"],
	["HTTP://B.example", "http://b.example/"],
	["küste.html", "https://a.example/2026/k%C3%BCste.html"],
])("%s leads to %s in every reader", (written, absolute) => {
	expect(html(`<p><a href="${written}">x</a></p>`)).toBe(`<p><a href="${absolute}">x</a></p>`);
	expect(html(`<p><img src="${written}" alt="x"></p>`)).toContain(`src="${absolute}"`);
	expect(html(`<p><q cite="${written}">x</q></p>`)).toContain(`cite="${absolute}"`);
	expect(html(`<video controls src="/1.mp4" poster="${written}"></video>`)).toContain(`poster="${absolute}"`);
	expect(html(`<audio controls><source src="${written}"></audio>`)).toContain(`src="${absolute}"`);
});

test("in an article of this site they are relative to its page", () => {
	const { html: body } = articleFrom("", "![x](tide.jpg) [y](../feed)", "2026/tide.md");
	expect(body).toContain(`src="${SITE}/articles/2026/tide.jpg"`);
	expect(body).toContain(`href="${SITE}/articles/feed"`);
});

test("a place within the text is a place on the article's page", () => {
	const body = html('<h2 id="low">x</h2><p><a href="#low">y</a></p>');
	const id = /id="([^"]+)"/.exec(body)?.[1];
	expect(id).not.toBe("low");
	expect(body).toContain(`<a href="https://a.example/2026/tide?p=1#${id}">y</a>`);
});

test("mail and telephone stay links, and are no pictures", () => {
	for (const url of ["mailto:desk@a.example", "tel:+4912345"]) {
		expect(html(`<p><a href="${url}">x</a></p>`)).toBe(`<p><a href="${url}">x</a></p>`);
		expect(html(`<p><img src="${url}" alt="x"></p>`)).not.toContain(url);
	}
});

test("what is no web address is no link; its text stays", () => {
	for (const url of ["https://", "http://[::1", "ftp://a.example", "https://user:password@a.example/", "about:blank"]) {
		const body = html(`<p><a href="${url}">x</a></p>`);
		expect(body.replace(/<[^>]*>/g, "")).toBe("x");
		expect(body).not.toContain("href");
	}
});

test("a picture of many sizes is one address that every reader can show", () => {
	const picture = '<picture><source srcset="/2.webp 2x"><img src="/1.png" srcset="2.png 2x" alt="x"></picture>';
	expect(html(`<p>${picture}</p>`)).toMatch(/<img src="https:\/\/a\.example\/[^"]+"/);
	expect(html(`<p>${picture}</p>`)).not.toMatch(/srcset/i);
});

test.each([
	["https://www.youtube.com/embed/aqz-KE-bpKQ", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"],
	["//www.youtube.com/embed/aqz-KE-bpKQ?rel=0&start=3", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"],
	["https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"],
	["http://player.vimeo.com/video/12345678", "https://vimeo.com/12345678"],
])("a frame with %s becomes a link to where it can be watched, and takes nothing with it", (src, watch) => {
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
])("a frame with %s is no video and no frame, and takes nothing with it", (src) => {
	const body = html(`<p>a</p><iframe src="${src}">x</iframe><iframe></iframe><p><i>b</i></p>`);
	expect(body).not.toMatch(/iframe|watch\?v=|javascript/);
	expect(body).toMatch(/^<p>a<\/p>/);
	expect(body).toMatch(/<p><i>b<\/i><\/p>$/);
});

test.each([
	`<iframe width="3" src='https://www.youtube.com/embed/aqz-KE-bpKQ' allowfullscreen></iframe>`,
	'<IFRAME SRC = "//www.youtube.com/embed/aqz-KE-bpKQ?a=b"></IFRAME>',
	"<iframe src=https://www.youtube.com/embed/aqz-KE-bpKQ></iframe>",
	"https://www.youtube.com/embed/aqz-KE-bpKQ",
])("featuredContent: %s makes a video of the article", (embed) => {
	expect(articleFrom(`featuredContent: ${JSON.stringify(embed)}`)).toMatchObject({
		type: "video",
		player: "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
	});
	expect(articleFrom(`type: talk\nfeaturedContent: ${JSON.stringify(embed)}`).type).toBe("talk");
});
