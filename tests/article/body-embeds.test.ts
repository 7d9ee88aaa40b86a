import { expect, test } from "vitest";
import { withoutPlayers, withPlayers } from "../../src/article/body/players.ts";
import { renderBody } from "../../src/article/body/render-body.ts";

const PLAYER = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ";
const WATCH = "https://www.youtube.com/watch?v=aqz-KE-bpKQ";
const PICTURE = "https://i.ytimg.com/vi/aqz-KE-bpKQ/hqdefault.jpg";
const STORED = `<p><a href="${WATCH}" data-player="${PLAYER}"><img src="${PICTURE}" alt="Low tide"></a></p>`;

function body(html: string) {
	return renderBody(html, "html", "https://gazette.example/tide");
}

test.each([
	'<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ?rel=0&start=3" title="Low tide"></iframe>',
	'<iframe data-src="//www.youtube-nocookie.com/embed/aqz-KE-bpKQ" src="about:blank" title="Low tide"></iframe>',
	'<iframe src="https://youtu.be/aqz-KE-bpKQ?t=1" title="Low tide"></iframe>',
	'<iframe src="https://m.youtube.com/watch?a=b&v=aqz-KE-bpKQ" title="Low tide"></iframe>',
	'<object title="Low tide"><param name="movie" value="https://www.youtube.com/v/aqz-KE-bpKQ"><embed src="x.swf"></object>',
	'<embed src="https://www.youtube.com/v/aqz-KE-bpKQ" title="Low tide">',
	'<amp-youtube data-videoid="aqz-KE-bpKQ" title="Low tide"></amp-youtube>',
	'<lite-youtube videoid="aqz-KE-bpKQ" title="Low tide"></lite-youtube>',
	'<figure><iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ" title=" Low&#10;tide "></iframe></figure>',
])("a video becomes a linked picture that stores the player's address: %s", (embed) => {
	const { html, player } = body(`<p>One</p>${embed}`);
	expect(html.replace(/<figure>(.*)<\/figure>/, "<p>$1</p>")).toBe(`<p>One</p>${STORED}`);
	expect(player).toBe(PLAYER);
});

test.each([
	["https://player.vimeo.com/video/12345678", "https://vimeo.com/12345678", "https://player.vimeo.com/video/12345678"],
	[
		"https://player.vimeo.com/video/12345678?a=b&h=0a1b2c3d4e",
		"https://vimeo.com/12345678/0a1b2c3d4e",
		"https://player.vimeo.com/video/12345678?h=0a1b2c3d4e",
	],
	[
		"https://www.dailymotion.com/embed/video/x8abcde",
		"https://www.dailymotion.com/video/x8abcde",
		"https://geo.dailymotion.com/player.html?video=x8abcde",
	],
	[
		"https://geo.dailymotion.com/player/xyz1.html?video=x8abcde",
		"https://www.dailymotion.com/video/x8abcde",
		"https://geo.dailymotion.com/player.html?video=x8abcde",
	],
	[
		"https://www.youtube.com/embed/videoseries?si=x&list=PL12345678",
		"https://www.youtube.com/playlist?list=PL12345678",
		"https://www.youtube-nocookie.com/embed/videoseries?list=PL12345678",
	],
])("a video without a thumbnail becomes a link with a title: %s", (src, watch, player) => {
	const result = body(`<iframe src="${src}" title='A "b" <c>'></iframe>`);
	expect(result.html).toBe(`<p><a href="${watch}" data-player="${player}">▶ A "b" &lt;c></a></p>`);
	expect(result.player).toBe(player);
	const page = withPlayers(result.html);
	expect(page).toContain('<iframe name="player-1" title="A &quot;b&quot; &lt;c>" ');
	expect(page).toContain("<figcaption><bdi>A &quot;b&quot; &lt;c&gt;</bdi>");
	expect(page).toContain(`<a class="button" href="${player}" target="player-1" referrerpolicy="strict-origin">`);
	expect(page).toContain(`<a href="${watch}">`);
});

test("an embed without a title gets the title “Video”", () => {
	for (const title of ["", ' title=""', ' title="YouTube video player"']) {
		expect(body(`<iframe src="${PLAYER}"${title}></iframe>`).html).toContain('alt="Video"');
	}
});

test("feeds show the picture; pages show the player", () => {
	const text = `<p>One</p>${STORED}<p>Two data-player="x"</p>`;
	expect(withoutPlayers(text)).toBe(text.replace(` data-player="${PLAYER}"`, ""));
	const page = withPlayers(text);
	expect(page).toMatch(/^<p>One<\/p><figure class="player">.*<\/figure><p>Two data-player="x"<\/p>$/);
	expect(page).toContain(
		`<img src="${PICTURE}" alt="" loading="lazy" referrerpolicy="no-referrer"><iframe name="player-1" title="Low tide" `,
	);
	expect(page).toContain(`<a class="button" href="${PLAYER}" target="player-1" referrerpolicy="strict-origin">`);
});

test("a page requests only a picture from a video's host until the reader starts the video", () => {
	expect(withPlayers(STORED)).not.toMatch(/<iframe[^>]* (src|srcdoc)=/);
});

test("each of several videos on a page plays in its own frame", () => {
	const targets = [...withPlayers(STORED + STORED).matchAll(/ (?:name|target)="([^"]+)"/g)].map(([, name]) => name);
	expect(targets).toEqual(["player-1", "player-1", "player-2", "player-2"]);
});

test("a video in the middle of a sentence becomes a link, on pages as well as in feeds", () => {
	const text = STORED.replace("<p>", "<p>See ");
	expect(withPlayers(text)).toBe(withoutPlayers(text));
});

test("an author cannot forge a player", () => {
	for (const forged of [
		`<a href="https://evil.example/" data-player="${PLAYER}"><img src="https://a.example/1.png" alt="x"></a>`,
		`<a href="${WATCH}" data-player="${PLAYER}">▶ x</a>`,
		`<p title='<a href=' lang=' data-player=' dir="${PLAYER}">x</p>`,
		`<p title="<a href=&quot;${WATCH}&quot; data-player=&quot;${PLAYER}&quot;>▶ x</a>">x</p>`,
		`&lt;a href="${WATCH}" data-player="${PLAYER}">▶ x&lt;/a>`,
	]) {
		const { html, player } = body(forged);
		expect(player).toBeUndefined();
		expect(withPlayers(html)).toBe(html);
	}
});

test.each([
	["https://maps.example:8080/embed?q=1", '<p><a href="https://maps.example:8080/embed?q=1">maps.example</a></p>'],
	[
		"https://www.youtube.com.evil.example/embed/aqz-KE-bpKQ",
		'<p><a href="https://www.youtube.com.evil.example/embed/aqz-KE-bpKQ">www.youtube.com.evil.example</a></p>',
	],
	["/map", '<p><a href="https://gazette.example/map">gazette.example</a></p>'],
	["javascript:alert(1)", ""],
	["data:text/html,x", ""],
	["https://www.youtube.com@evil.example/embed/aqz-KE-bpKQ", ""],
	["", ""],
])("a frame without a supported video becomes a link to its address: %s", (src, link) => {
	expect(body(`<p>a</p><iframe src="${src}">x</iframe><p><i>b</i></p>`).html).toBe(`<p>a</p>${link}<p><i>b</i></p>`);
});

test("an invisible frame is removed", () => {
	expect(body('<iframe src="https://count.example/ns.html" height="0" width="0"></iframe>').html).toBe("");
	expect(body('<iframe src="https://count.example/ns.html" style="display:none"></iframe>').html).toBe("");
});

test("video and audio elements are kept, but get controls and do not play automatically", () => {
	expect(body('<video src="/1.mp4" autoplay loop muted></video>').html).toBe(
		'<video src="https://gazette.example/1.mp4" controls></video>',
	);
	expect(body('<amp-video src="/1.mp4"></amp-video>').html).toContain("<video");
	expect(body('<audio><source src="/1.mp3" type="audio/mpeg"></audio>').html).toBe(
		'<audio controls><source src="https://gazette.example/1.mp3" type="audio/mpeg"></audio>',
	);
	expect(body("<video>no film</video>").html).toBe("no film");
});
