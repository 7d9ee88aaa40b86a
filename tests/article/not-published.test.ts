import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { read, source } from "./reading.ts";

/** Fields, each with a value that keeps the article unpublished. */
const SWITCHES: [name: string, value: string][] = [
	...["draft", "removed", "private", "unlisted", "hidden", "headless", "is_page", "isPage"].map(
		(name): [string, string] => [name, "true"],
	),
	...["published", "publish", "public", "dg-publish", "render", "feed", "article", "permalink"].map(
		(name): [string, string] => [name, "false"],
	),
	...["draft", "private", "pending", "scheduled", "hidden", "future", "on hold", "404"].map(
		(word): [string, string] => ["status", word],
	),
	...["private", "hidden", "internal", "tiers"].map((word): [string, string] => ["visibility", word]),
	["password", "tide"],
	["eleventyExcludeFromCollections", "true"],
	["eleventyExcludeFromCollections", "[posts]"],
	["build", "{render: never}"],
	["build", "{list: never}"],
	["_build", "{render: false}"],
];

/**
 * One function for each front matter format. The function formats a field, or returns null if the format cannot express
 * it.
 */
const FORMATS: ((name: string, value: string) => string | null)[] = [
	(name, value) => `+++\ntitle = "Tide"\ndate = 2026-05-04\n"${escaped(name)}" = ${tomlOf(value)}\n+++\nSecret`,
	(name, value) => `---toml\n"${escaped(name)}" = ${tomlOf(value)}\ntitle = "Tide"\ndate = 2026-05-04\n---\nSecret`,
	(name, value) => `{"title": "Tide", "${escaped(name)}": ${jsonOf(value)}, "date": "2026-05-04"}\nSecret`,
	(name, value) =>
		`---json\n{"${escaped(name)}": ${jsonOf(value)}, "title": "Tide", "date": "2026-05-04"}\n---\nSecret`,
	(name, value) => (/[{[]/.test(value) ? null : `Title: Tide\nDate: 2026-05-04\n${name}: ${value}\n\nSecret`),
];
const escaped = (name: string) => JSON.stringify(name).slice(1, -1).replaceAll('\\"', "");
const jsonOf = (value: string) =>
	/^(true|false)$/.test(value)
		? value
		: value.startsWith("{")
			? objectOf(value, ":")
			: value.startsWith("[")
				? '["posts"]'
				: JSON.stringify(value);
const tomlOf = (value: string) => (value.startsWith("{") ? objectOf(value, "=") : jsonOf(value));
const objectOf = (value: string, sign: string) =>
	value.replace(/(\w+): (\w+)/, (_, key, word) => `"${key}" ${sign} "${word}"`);

/** Field names are compared after removing `-`, `_`, spaces and invisible characters, and ignoring case. */
const SPELLINGS: ((name: string) => string)[] = [
	(name) => name,
	(name) => name.toUpperCase(),
	(name) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
	(name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
	(name) => name.split("").join("-"),
	(name) => `\u200B${name}`,
	(name) => `${name}\u00A0`,
	(name) => `\uFEFF${name.slice(0, 2)}\u00AD${name.slice(2)}`,
	(name) => `"${name}"`,
	(name) =>
		name.normalize("NFKC").replace(/[a-z]/, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
];

test.each(SWITCHES)("%s: %s keeps an article unpublished, however the name is spelled", (name, value) => {
	for (const spell of SPELLINGS) {
		const line = `${spell(name)}: ${value}`;
		const { kind } = read(source(line, "Secret"));
		expect({ line, kind }).toEqual({ line, kind: "hidden" });
	}
});

test.each(SWITCHES)("%s: %s keeps an article unpublished in TOML, JSON and header lines, too", (name, value) => {
	for (const format of FORMATS) {
		for (const spell of SPELLINGS.filter((one) => !one("a").includes('"'))) {
			const text = format(spell(name), value);
			if (text === null) continue;
			expect({ text, kind: read(text).kind }).toEqual({ text, kind: "hidden" });
		}
	}
});

test.each(["true", "yes", "on", "1", "TRUE", "Yes", "'true'", '"on"'])(
	"draft: %s keeps an article unpublished, and so does the opposite value in the field published",
	(yes) => {
		expect(read(source(`Draft: ${yes}`)).kind).toBe("hidden");
		const no = { true: "false", yes: "no", on: "off", 1: "0" }[yes.toLowerCase().replace(/['"]/g, "")] ?? "";
		expect(read(source(`PUBLISHED: ${no}`)).kind).toBe("hidden");
	},
);

test.each([
	"<<: {draft: true}",
	"<<: [{type: a}, {unlisted: true}]",
	"base: &base {status: draft}\n<<: *base",
	"base: &base\n  build: {render: never}\n<<: *base",
])("publication fields that come from a YAML merge apply, too: %s", (lines) => {
	expect(read(source(lines)).kind).toBe("hidden");
});

test("if a publication field occurs in two spellings, the more restrictive value applies", () => {
	for (const lines of ["draft: false\nDraft: true", "Draft: true\ndraft: false", "published: true\nPUBLISHED: no"]) {
		expect(read(source(lines)).kind).toBe("hidden");
	}
	const members = read(source("audience: public\nAudience: members"));
	expect(members).toMatchObject({ kind: "article", article: { audience: "members" } });
});

test.each(["published", "publish", "public", "final", "live", "stable", "Published", "LIVE"])(
	"%s means public both in status and in visibility",
	(word) => {
		expect(read(source(`status: ${word}\nvisibility: ${word}`))).toMatchObject({ kind: "article", problems: [] });
	},
);

test("with an unknown word the article is not published, and a warning lists the valid words", () => {
	const { kind, problems } = read(source("status: on the desk"));
	expect(kind).toBe("hidden");
	expect(problems).toMatchObject([
		{ severity: "warning", line: 4, hint: expect.stringContaining("published, publish") },
	]);
	expect(JSON.stringify(problems)).not.toContain("desk");
});

describe("Ghost's values for members' articles", () => {
	test.each(["visibility: members", "visibility: paid", "Visibility: Paid", "status: members"])(
		"an article with %s is for members if the site has private feeds",
		(line) => {
			const { kind, problems } = read(source(line), "tide.md", { hasPrivateFeeds: true });
			expect({ kind, problems }).toEqual({ kind: "article", problems: [] });
			expect(read(source(line))).toMatchObject({ article: { audience: "members" } });
		},
	);

	test("on a site without private feeds, such an article is not published, with a warning", () => {
		const { kind, problems } = read(source("visibility: paid"), "tide.md", { hasPrivateFeeds: false });
		expect(kind).toBe("hidden");
		expect(problems).toMatchObject([{ severity: "warning", line: 4, hint: expect.stringContaining("PRIVATE_FEEDS") }]);
	});

	test("audience: public does not override Ghost's values for members' articles", () => {
		expect(read(source("audience: public\nvisibility: paid"))).toMatchObject({ article: { audience: "members" } });
	});
});

test.each([
	"draft: false",
	"private: no",
	"password:",
	"password: false",
	"password: ''",
	"unlisted: off",
	"permalink: /tide/",
	"feed: {title: Tide}",
	"render: markdown",
	"public: everybody",
	"build: {render: always, list: always}",
	"eleventyExcludeFromCollections: false",
	"eleventyExcludeFromCollections: []",
	"published: 2026-05-03",
])("%s does not keep an article unpublished", (line) => {
	expect(read(source(line)).kind).toBe("article");
});

test.each([
	"_drafts/tide.md",
	"blog/_Drafts/deep/tide.md",
	"_includes/tide.html",
	"_layouts/post.html",
	"site/_layouts/post.html",
	"layouts/post.html",
	"archetypes/default.md",
	"blog/_index.md",
	"_index.de.md",
])("%s is not an article, whatever it contains", (path) => {
	for (const text of [source("draft: false", "Text."), "Text without front matter.\n\nMore of it."]) {
		expect(read(text, path)).toMatchObject({ kind: "hidden", because: expect.stringMatching(/^It is .*\.$/) });
	}
});

test.each(["blog/layouts/tide.md", "drafts/tide.md", "my_drafts/tide.md", "blog/index.md", "a_index.md"])(
	"%s is an article",
	(path) => expect(read(source(), path).kind).toBe("article"),
);

describe("publishDate and its aliases", () => {
	test.each(["publishDate", "publishdate", "publish_date", "pubdate", "published", "Published", "publish"])(
		"%s sets the time of publication if it is later than the date",
		(name) => {
			expect(read(source(`${name}: 2031-01-01`))).toMatchObject({ article: { published: Date.UTC(2031, 0, 1) } });
		},
	);

	test("an alias may be the article's only date", () => {
		for (const name of ["publishDate", "PubDate", "published_at", "date_published", "published", "created"]) {
			const text = `---\ntitle: Tide\n${name}: 2026-05-04\n---\n`;
			expect(read(text)).toMatchObject({ article: { published: Date.UTC(2026, 4, 4) } });
		}
	});

	test("an invalid publishDate blocks the article", () => {
		expect(read(source("publishDate: someday")).kind).toBe("rejected");
	});
});

test.each(["expirydate", "ExpiryDate", "expiry_date", "unpublishdate", "EXPIRES"])(
	"%s sets the time of expiry",
	(name) => {
		expect(read(source(`${name}: 2026-06-01`))).toMatchObject({ article: { expires: Date.UTC(2026, 5, 1) } });
		const both = read(source(`expires: 2027-01-01\n${name}: 2026-06-01`));
		expect(both).toMatchObject({ article: { expires: Date.UTC(2026, 5, 1) } });
	},
);

describe("publication fields in folder defaults", () => {
	const defaultsOf = (text: string) => {
		const defaults = read(text, "closed/_defaults.yaml");
		if (defaults.kind !== "defaults") throw new Error(defaults.kind);
		return defaults;
	};

	test.each([
		"Draft: true",
		"unlisted: yes",
		"STATUS: private",
		"visibility: internal",
		"build: {Render: never}",
		"<<: {draft: on}",
		"password: tide",
	])("%s keeps the folder's articles unpublished", (line) => {
		const { defaults, problems } = defaultsOf(line);
		expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
		expect(read(source(), "closed/tide.md", { defaults }).kind).toBe("hidden");
	});

	test.each(["Audience: members", "AUDIENCE: members", "\u200Baudience: members", "visibility: paid"])(
		"%s restricts the folder's articles to members",
		(line) => {
			const { defaults } = defaultsOf(line);
			expect(read(source(), "closed/tide.md", { defaults })).toMatchObject({ article: { audience: "members" } });
		},
	);

	test("the defaults of the nearest folder win, however a field is spelled", () => {
		const defaults = { ...defaultsOf("audience: members").defaults, ...defaultsOf("Audience: public").defaults };
		expect(read(source(), "closed/tide.md", { defaults })).not.toMatchObject({ article: { audience: "members" } });
	});

	test("an unclear or contradictory publication field blocks all articles in the folder", () => {
		for (const text of ["draft: perhaps", "audience: public\nAudience: members", "public: true\nPublic: false"]) {
			const { defaults, problems } = defaultsOf(text);
			expect(problems).toMatchObject([{ severity: "error" }]);
			expect(read(source(), "closed/tide.md", { defaults }).kind).toBe("rejected");
		}
	});

	test("defaults accept every spelling of a field name, too", () => {
		const { defaults, problems } = defaultsOf("Language: de\nTags: [Sea]\nAUTHOR: Ada");
		expect(problems).toEqual([]);
		expect(read(source(), "closed/tide.md", { defaults })).toMatchObject({
			article: { language: "de", topics: ["Sea"], authors: [{ name: "Ada" }] },
		});
	});
});

test("the result for an unpublished article contains none of its words, wherever the publication field is in front matter", () => {
	const others = ["type: note", "tags: [Sea]", "lang: en", "excerpt: Quagga7", "provider: Gazette", "quality: 7"];
	const line = fc
		.tuple(fc.constantFrom(...SWITCHES), fc.constantFrom(...SPELLINGS))
		.map(([[name, value], spell]) => `${spell(name)}: ${value}`);
	fc.assert(
		fc.property(line, fc.shuffledSubarray(others), fc.nat(6), (hiding, rest, position) => {
			const lines = rest.toSpliced(position, 0, hiding).join("\n");
			for (const path of ["tide.md", "tide.html", "tide.txt", "a/b/tide.markdown"]) {
				const result = read(source(lines, "Quagga7"), path);
				expect({ hiding, kind: result.kind }).toEqual({ hiding, kind: "hidden" });
				expect(JSON.stringify(result)).not.toContain("Quagga7");
			}
		}),
		{ numRuns: 500 },
	);
});
