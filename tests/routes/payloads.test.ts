import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { get, publish, source } from "../publisher/newsroom.ts";

afterEach(reset);

const PAYLOADS = [
	"<script>alert(1)</script>",
	'"><script>alert(1)</script>',
	"'><img src=x onerror=alert(1)>",
	"<svg/onload=alert(1)>",
	"</title><script>alert(1)</script>",
	"]]><script>alert(1)</script>",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"<a href=javascript:alert(1)>x</a>",
];

/** Our own markup: the script, structured data, covers, the search icon, and the arrow on links to other sites. */
const OURS =
	/<script src="\/script\.js\?v=[\w-]+" defer="" blocking="render"><\/script>|<script type="application\/ld\+json">[^<]*<\/script>|<svg class="cv k[012]"[\s\S]*?<\/svg>|<svg (?:viewBox="0 0 20 20" width|class="out" viewBox)="[^<>]*>(?:<(?:circle|path) [^<>]*>(?:<\/circle>|<\/path>)?)+<\/svg>/g;

/** Returns the markup that browsers would execute. Attribute values, which are always in double quotes, are ignored. */
function liveMarkup(html: string): string[] {
	const text = html.replace(OURS, "");
	const links = text.match(/\b(?:href|src|url)="\s*(?:javascript|data|vbscript):/gi) ?? [];
	const tags = text.replace(/="[^"]*"/g, '=""').match(/<(?:script|svg)|<[a-z][^<>]*\s(?:on\w+|style)\b/gi) ?? [];
	return [...links, ...tags];
}

test("this test detects executable markup", () => {
	for (const live of ["<script>", '<img src="x" onerror="y">', '<a href="javascript:x">', '"><svg/onload=x>']) {
		expect(liveMarkup(live)).toHaveLength(1);
	}
});

test.each(PAYLOADS)("%s in every field is inert on every page and in every feed", async (payload) => {
	const name = payload.replaceAll("/", "_");
	const fields = {
		title: `T ${payload}`,
		date: "2026-05-04",
		excerpt: payload,
		authors: [{ name: payload, url: `https://a.example/${payload}` }],
		topics: [payload.slice(0, 90)],
		provider: { name: payload, domain: "a.example" },
		image: `https://a.example/?${payload}`,
		related: [{ title: payload, webUrl: `https://a.example/${payload}`, provider: { name: payload } }],
		category: payload,
		type: payload,
	};
	const applied = await publish(
		source(`${name}.md`, fields, `Body ${payload}\n\n[x](${payload})`),
		source("topics/x.md", { name: payload.slice(0, 90), description: payload }),
	);
	expect(applied.problems.filter((problem) => problem.severity === "error")).toEqual([]);
	const { feeds } = await (await get("/feeds.json")).json<{ feeds: { name: string; rss: string }[] }>();
	expect(feeds).toHaveLength(3);
	const paths = feeds.flatMap(({ name, rss }) => {
		const { pathname } = new URL(rss);
		return [pathname, pathname.replace(/rss$/, "atom"), name === "feed" ? "/" : pathname.replace(/\.rss$/, "")];
	});
	for (const path of [...paths, `/articles/${encodeURIComponent(name)}`]) {
		const response = await get(path);
		expect(response.status, path).toBe(200);
		const text = await response.text();
		// In a feed, a body is HTML in CDATA, and titles are escaped for XML.
		expect(liveMarkup(text.replaceAll("<![CDATA[", "")), path).toEqual([]);
	}
});
