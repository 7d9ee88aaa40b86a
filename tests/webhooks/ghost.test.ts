import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { app } from "../../src/app.ts";
import { feed, get, SITE, settle, titles } from "../publisher/newsroom.ts";
import { subscribe } from "../routes/subscribing.ts";
import { ghostHeaders, held, send } from "./sending.ts";

afterEach(reset);

const ID = "6512a0b1c3d4e5f60718293a";
const PATH = `ghost/${ID}.html`;
const NOTHING = { added: 0, changed: 0, unchanged: 0, removed: 0, problems: [] };

const author = {
	id: "1",
	name: "Anna",
	slug: "anna",
	email: "anna@example.com",
	url: "https://blog.example/author/anna/",
};

/** A post as Ghost serializes it for webhooks, with the fields that the site uses and some that it ignores. */
const post = {
	id: ID,
	uuid: "5b1d9f60-0c1b-4d6e-9a43-3b9f6f3c5a10",
	title: "Spring tide",
	slug: "spring-tide",
	html: "<p>The highest water.</p>",
	plaintext: "The highest water.",
	status: "published",
	visibility: "public",
	created_at: "2026-05-04T09:00:00.000Z",
	updated_at: "2026-05-04T11:00:00.000Z",
	published_at: "2026-05-04T10:00:00.000Z",
	custom_excerpt: "On Friday",
	excerpt: "On Friday",
	canonical_url: null,
	feature_image: "https://blog.example/content/images/tide.jpg",
	url: "https://blog.example/spring-tide/",
	authors: [author],
	primary_author: author,
	tags: [
		{ id: "2", name: "Harbour", slug: "harbour", visibility: "public" },
		{ id: "3", name: "#newsletter", slug: "hash-newsletter", visibility: "internal" },
	],
	email_only: false,
};

function deliver(payload: object, time?: number): Promise<Response> {
	const body = JSON.stringify(payload);
	return send("ghost", ghostHeaders(body, time), body);
}

const current = (over: object = {}, previous: object = {}) => ({ post: { current: { ...post, ...over }, previous } });

test("a post published in Ghost appears in the feed without private data", async () => {
	const response = await deliver(current({}, { status: "draft", updated_at: "2026-05-04T09:30:00.000Z" }));
	expect(response.status).toBe(200);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(await response.json()).toEqual({ ...NOTHING, added: 1 });
	expect(await held()).toEqual([PATH]);
	await settle();
	const shown = await feed("feed");
	expect(shown?.items).toMatchObject([
		{
			title: "Spring tide",
			url: "https://blog.example/spring-tide/",
			summary: "On Friday",
			content_html: "<p>The highest water.</p>",
			date_published: "2026-05-04T10:00:00.000Z",
			date_modified: "2026-05-04T11:00:00.000Z",
			tags: ["Harbour"],
			authors: [{ name: "Anna" }],
			image: "https://blog.example/content/images/tide.jpg",
		},
	]);
	expect(JSON.stringify(shown)).not.toMatch(/anna@example|#newsletter/);
});

test("an edited post replaces the previous version", async () => {
	await deliver(current());
	const edited = await deliver(current({ title: "Spring tide on Friday" }, { title: "Spring tide" }));
	expect(await edited.json()).toEqual({ ...NOTHING, changed: 1 });
	await settle();
	expect(await titles("feed")).toEqual(["Spring tide on Friday"]);
});

test.each([
	["unpublished", current({ status: "draft" }, { status: "published" })],
	["scheduled for later", current({ status: "scheduled", published_at: "2126-05-04T10:00:00.000Z" })],
	["only sent to members by e-mail", current({ status: "sent", email_only: true })],
	["deleted", { post: { current: {}, previous: post } }],
])("a post that is %s is removed", async (_, payload) => {
	await deliver(current());
	const response = await deliver(payload);
	expect(response.status).toBe(200);
	expect(await response.json()).toEqual({ ...NOTHING, removed: 1 });
	await settle();
	expect(await titles("feed")).toEqual([]);
});

test("editing a draft publishes and stores nothing", async () => {
	expect(await (await deliver(current({ status: "draft" }))).json()).toEqual(NOTHING);
	expect(await held()).toEqual([]);
});

test.each(["members", "paid", "tiers"])(
	"a post with the visibility %s does not appear in any feed",
	async (visibility) => {
		await deliver(current());
		await deliver(current({ visibility, custom_excerpt: null, excerpt: "The highest water." }));
		await settle();
		const shown = await feed("feed");
		expect(shown?.items.map(({ title }) => title)).toEqual(["Spring tide"]);
		expect(JSON.stringify(shown)).not.toContain("highest water");
	},
);

test.each(["members", "paid", "tiers"])(
	"with GHOST_MEMBERS_POSTS = members, a post with the visibility %s appears in private feeds with its text",
	async (visibility) => {
		const body = JSON.stringify(current({ visibility }));
		const headers = { "Content-Type": "application/json", ...ghostHeaders(body) };
		const request = new Request(`${SITE}/webhooks/ghost`, { method: "POST", headers, body });
		const isolate = { ...env, GHOST_MEMBERS_POSTS: "members" };
		const response = await app.fetch(request, isolate, createExecutionContext());
		expect(await response.json()).toEqual({ ...NOTHING, added: 1 });
		await settle();
		expect(await titles("feed")).toEqual([]);
		const { base } = await subscribe();
		const own = await (await get(`${base}/feed.json`)).json();
		expect(own).toMatchObject({ items: [{ title: "Spring tide", content_html: "<p>The highest water.</p>" }] });
	},
);

test("the members-only parts of a public post do not appear in any feed", async () => {
	const begin = (rules: string) => `<!--kg-gated-block:begin ${rules} -->`;
	const end = "<!--kg-gated-block:end-->";
	const html = [
		"<p>For all.</p>",
		`${begin('nonMember:false memberSegment:"status:free,status:-free"')}<p>Hidden one</p>${end}`,
		`${begin('nonMember:true memberSegment:""')}<p>For guests.</p>${end}`,
		`${begin("memberSegment:status:free\n nonMember:false")}<p>Hidden two</p>${end}`,
		"<p>For all again.</p>",
		`${begin('nonMember:false memberSegment:"status:-free"')}<p>Hidden three, without an end</p>`,
	];
	await deliver(current({ html: html.join("\n"), custom_excerpt: null }));
	await settle();
	const shown = JSON.stringify(await feed("feed"));
	for (const text of ["For all.", "For guests.", "For all again."]) expect(shown).toContain(text);
	expect(shown).not.toContain("Hidden");
});

test("a post that was first published elsewhere links to the original", async () => {
	await deliver(current({ canonical_url: "https://other.example/tide" }));
	await settle();
	expect((await feed("feed"))?.items).toMatchObject([
		{ url: "https://blog.example/spring-tide/", _newsstand: { original_url: "https://other.example/tide" } },
	]);
});

test("a repeated delivery is recognized, and a late delivery does not restore older content", async () => {
	const time = Date.now() - 60_000;
	await deliver(current(), time);
	const again = await deliver(current(), time);
	expect(again.status).toBe(200);
	expect(await again.json()).toEqual({ duplicate: true });
	await deliver({ post: { current: {}, previous: post } });
	const late = await deliver(current({ title: "Late" }), time + 1000);
	expect(late.status).toBe(200);
	expect(await late.json()).toEqual({ outdated: true });
	expect(await held()).toEqual([]);
});

test.each([
	["a page", { page: { current: post, previous: {} } }],
	["a member", { member: { current: { email: "anna@example.com" }, previous: {} } }],
	["a tag", { tag: { current: { name: "Harbour" }, previous: {} } }],
	["the site", {}],
])("an event about %s is ignored with 200", async (_, payload) => {
	const response = await deliver(payload);
	expect(response.status).toBe(200);
	expect(await response.json()).toEqual({ ignored: "Only posts are processed." });
	expect(await held()).toEqual([]);
});

test.each([
	["no post", { post: null }],
	["a post without an id", { post: { current: {}, previous: {} } }],
	["an id that is a path", current({ id: "../../x" })],
	["a title that is a list", current({ title: ["Tide"] })],
	["no previous", { post: { current: post } }],
])("a payload with %s returns a 400, and nothing changes", async (_, payload) => {
	const response = await deliver(payload);
	expect(response.status).toBe(400);
	expect(await response.json()).toEqual({ error: expect.stringContaining("Ghost") });
	expect(await held()).toEqual([]);
});
