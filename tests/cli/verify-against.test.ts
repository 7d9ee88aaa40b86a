import { expect, test } from "vitest";
import { verifyCommand } from "../../src/cli/verify/command.ts";
import { feedServer, item, type Page, rss } from "./feed-server.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const date = (day: number) => `<pubDate>${new Date(Date.UTC(2024, 4, day)).toUTCString()}</pubDate>`;
const OLD = rss([item("b", date(2)), item("a", date(1))]);

/** Compares the site with an old feed in a file. */
async function run(pages: (url: string) => Record<string, Page>, old = OLD, at = "/") {
	const { url, asked } = await feedServer(pages);
	const cwd = await temporaryFolder({ "old.xml": old });
	const terminal = recordingTerminal();
	const code = await verifyCommand([url + at, "--against", "old.xml"], { root: "/nowhere", cwd, terminal });
	// biome-ignore lint/suspicious/noControlCharactersInRegex: removes colours
	const lines = terminal.lines.map((line) => line.replaceAll(/\x1b\[\d+m/g, "").replaceAll(url, "SITE"));
	return { code, lines, text: lines.join("\n"), failures: terminal.failures, asked };
}

/** Creates a site whose feed replaces the old feed. */
const moved =
	(feed: string, more: Record<string, Page> = {}) =>
	(): Record<string, Page> => ({
		"/": '<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed.rss">',
		"/feed.rss": feed,
		"/a/": "<!doctype html>a",
		"/b/": "<!doctype html>b",
		...more,
	});

test("a site with every id, date and link passes, and the exit code is 0", async () => {
	const { code, lines, asked } = await run(moved(OLD));
	expect(lines).toEqual([
		"✓ Old feed",
		"✓ Ids",
		"✓ Dates",
		"✓ Links",
		"",
		"2 of 2 items keep their id: no subscriber will see anything twice",
		"SITE/feed.rss: no errors, no warnings",
	]);
	expect(code).toBe(0);
	expect(asked).toEqual(expect.arrayContaining(["/a/", "/b/"]));
});

test.each([
	{ at: "/feed.rss", pages: moved(OLD) },
	{
		at: "/",
		pages: moved("", { "/feeds.json": listOf("/main.rss"), "/main.rss": OLD, "/feed.rss": rss([item("x")]) }),
	},
])("given $at, verify finds the new feed", async ({ at, pages }) => {
	expect((await run(pages, OLD, at)).text).toContain("2 of 2 items keep their id");
});

function listOf(path: string): string {
	const rss = `https://tides.example${path}`;
	return JSON.stringify({ feeds: [{ name: "feed", count: 2, rss, atom: rss, json: rss }] });
}

test("if a site is not at its final address yet, its feed and archives are requested at its current address", async () => {
	const link = '<atom:link rel="prev-archive" href="https://tides.example/feed/archive/2024-05.rss"/>';
	const pages = moved("", {
		"/feeds.json": listOf("/main.rss"),
		"/main.rss": rss([item("b", date(2))], link),
		"/feed/archive/2024-05.rss": rss([item("a", date(1))]),
	});
	expect(await run(pages)).toMatchObject({ code: 0, failures: [] });
});

test("items found in an archive of the new feed are not reported as missing", async () => {
	const link = '<atom:link rel="prev-archive" href="/feed/archive/2024-05.rss"/>';
	const pages = moved(rss([item("b", date(2))], link), { "/feed/archive/2024-05.rss": rss([item("a", date(1))]) });
	expect(await run(pages)).toMatchObject({ code: 0 });
});

test("no further archives are read once every item is found", async () => {
	const link = '<atom:link rel="prev-archive" href="/feed/archive/2024-05.rss"/>';
	const { code, asked } = await run(moved(OLD.replace("</channel>", `${link}</channel>`)));
	expect({ code, archives: asked.filter((path) => path.includes("archive")) }).toEqual({ code: 0, archives: [] });
});

const other = (old: string, id: string) => old.replace(/<guid>[^<]*<\/guid>/, `<guid>${id}</guid>`);

test.each([
	{
		change: "a different id",
		feed: other(OLD, "https://tides.example/articles/b"),
		said: [
			"✗ Ids",
			"    https://tides.example/b/",
			"      An item has a different id, so subscribers will see it again.",
			"      → Give the article its old id, as adopt --feed does. For example, https://tides.example/b/ became https://tides.example/articles/b.",
		],
		outcome: "1 of 2 items keep their id; subscribers will see 1 twice and miss 0",
	},
	{
		change: "a missing item",
		feed: rss([item("b", date(2))]),
		said: [
			"✗ Ids",
			"    https://tides.example/a/",
			"      An item of the old feed is missing from the new feed.",
			"      → Publish the article. If you removed it on purpose, ignore this error.",
		],
		outcome: "1 of 2 items keep their id; subscribers will see 0 twice and miss 1",
	},
	{
		change: "a different date",
		feed: rss([item("b", date(3)), item("a", date(1))]),
		said: [
			"✗ Dates",
			"    https://tides.example/b/",
			"      An item has a different date.",
			"      → Feed readers sort by date. For example, 2024-05-02T00:00:00.000Z became 2024-05-03T00:00:00.000Z.",
		],
		outcome: "2 of 2 items keep their id: no subscriber will see anything twice",
	},
])("$change is found, and the exit code is 1", async ({ feed, said, outcome }) => {
	const { code, lines } = await run(moved(feed));
	const start = lines.indexOf(said[0] ?? "");
	expect(lines.slice(start, start + said.length)).toEqual(said);
	expect(lines.at(-2)).toBe(outcome);
	expect(code).toBe(1);
});

const to = (path: string): Page => ({ status: 301, headers: { Location: path } });

test.each([
	{ link: "one redirect", pages: { "/a/": to("/new-a"), "/new-a": "a" }, said: null },
	{
		link: "two redirects",
		pages: { "/a/": to("/1"), "/1": to("/2"), "/2": "a" },
		said: "An old link needs 2 redirects.",
	},
	{ link: "404", pages: { "/a/": { status: 404 } }, said: "An old link gets status 404." },
	{ link: "a redirect to 404", pages: { "/a/": to("/gone") }, said: "An old link gets status 404." },
	{
		link: "a redirect loop",
		pages: { "/a/": to("/a/") },
		said: "SITE/a/ redirects too often: more than 5 redirects in a row.",
	},
] satisfies { link: string; pages: Record<string, Page>; said: string | null }[])(
	"an old link that gets $link",
	async ({ pages, said }) => {
		const { code, lines } = await run(moved(OLD, pages));
		const found = lines.slice(lines.indexOf(said === null ? "✓ Links" : "✗ Links") + 1, -3);
		if (said === null) expect({ code, found }).toEqual({ code: 0, found: [] });
		else expect({ code, found: found.slice(0, 2) }).toEqual({ code: 1, found: ["    SITE/a/", `      ${said}`] });
	},
);

test("a link post must still link to the same external page, which is not requested", async () => {
	const post = (link: string) => item("a").replace("<link>https://tides.example/a/", `<link>${link}`);
	const old = rss([post("https://moon.example/phases")]);
	expect(await run(moved(old, { "/phases": { status: 404 } }), old)).toMatchObject({ code: 0 });
	const { code, text } = await run(moved(rss([post("https://tides.example/a/")])), old);
	expect(code).toBe(1);
	expect(text).toContain("An item links to a different page than before.");
});

test("items of an old feed without ids are compared by link", async () => {
	const without = OLD.replaceAll(/<guid>[^<]*<\/guid>/g, "");
	expect(await run(moved(OLD), without)).toMatchObject({ code: 0 });
	const elsewhere = OLD.replaceAll("<link>https://tides.example/a/", "<link>https://tides.example/articles/a");
	expect((await run(moved(elsewhere), without)).text).toContain(
		"1 of 2 items keep their id; subscribers will see 1 twice and miss 0",
	);
});

test("if the new feed is longer than the old feed, a warning names the setting to change", async () => {
	const { code, text } = await run(
		moved(rss([item("b", date(2)), item("a", date(1)), item("z", "<pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>")])),
	);
	expect(code).toBe(0);
	expect(text).toContain("Warning: The new feed is longer: it has 1 item older than any in the old feed.");
	expect(text).toContain("set FEED_SIZE to 2.");
});

test("the old feed can be given as several saved pages, and each item counts once", async () => {
	const { url } = await feedServer(moved(OLD));
	const cwd = await temporaryFolder({ "1.xml": rss([item("b", date(2))]), "2.xml": OLD });
	const terminal = recordingTerminal();
	const args = [url, "--json", "--against", "1.xml", "--against", "2.xml"];
	expect(await verifyCommand(args, { root: "/nowhere", cwd, terminal })).toBe(0);
	const { outcome, checks } = JSON.parse(terminal.lines.join("\n"));
	expect(outcome).toBe("2 of 2 items keep their id: no subscriber will see anything twice");
	expect(checks.map(({ title }: { title: string }) => title)).toEqual(["Old feed", "Ids", "Dates", "Links"]);
});

test.each([
	{
		what: "an old feed that is a web page",
		old: "<!doctype html><p>Hello",
		pages: moved(OLD),
		said: /^old\.xml is a web page, not a feed/,
	},
	{
		what: "a site without feeds",
		old: OLD,
		pages: (): Record<string, Page> => ({ "/": "<!doctype html>" }),
		said: /has no feed \(status 200\)\. Use the address of the new feed/,
	},
	{
		what: "a site whose feed is broken",
		old: OLD,
		pages: moved(OLD.slice(0, -20)),
		said: /feed\.rss: The feed is not well-formed XML/,
	},
])("$what causes a one-line error, and the exit code is 1", async ({ old, pages, said }) => {
	expect(await run(pages, old)).toMatchObject({ code: 1, lines: [], failures: [expect.stringMatching(said)] });
});
