import { expect, test } from "vitest";
import type { Article } from "../../src/article/article.ts";
import { FolderDefaults } from "../../src/article/folder-defaults.ts";
import { isSourcePath } from "../../src/article/source.ts";
import { checkSources } from "../../src/cli/check.ts";
import { read } from "./reading.ts";

/**
 * Returns the article at `path` in a content folder with these `_addresses.yaml` files. `files` maps their paths to
 * their contents.
 */
function articleWith(files: Record<string, string>, path: string, text = POST): Article {
	const defaults = new FolderDefaults();
	for (const [name, yaml] of Object.entries(files)) {
		expect(isSourcePath(name), name).toBe(true);
		const result = read(yaml, name);
		expect(result).toMatchObject({ kind: "defaults", problems: [] });
		if (result.kind === "defaults") defaults.put({ path: name, defaults: result.defaults });
	}
	const result = read(text, path, { defaults: defaults.above(path) });
	if (result.kind !== "article") throw new Error(JSON.stringify(result.problems));
	return result.article;
}

const POST = "---\ntitle: Tide\ndate: 2024-05-04\n---\nText.";
const KNOWN = `posts/tide.md:
  guid: https://old.example/?p=7
  permalink: /2024/05/tide/
  date: 2024-05-03T22:30:00Z
`;

test("_addresses.yaml sets an article's guid, address and date, and the article file stays unchanged", () => {
	expect(articleWith({ "_addresses.yaml": KNOWN }, "posts/tide.md")).toMatchObject({
		guid: "https://old.example/?p=7",
		address: "/2024/05/tide/",
		published: Date.UTC(2024, 4, 3, 22, 30),
	});
});

test("_addresses.yaml overrides an article's own guid, address and date, however these fields are spelled, and an `updated` before the listed date", () => {
	const text = "---\ntitle: Tide\ndate: 2024-05-04\nGUID: tag:a,2024:b\nPermalink: /own/\nupdated: 2024-05-01\n---\n";
	expect(articleWith({ "_addresses.yml": KNOWN }, "posts/tide.md", text)).toMatchObject({
		guid: "https://old.example/?p=7",
		address: "/2024/05/tide/",
		updated: Date.UTC(2024, 4, 4),
	});
});

test("an address in _addresses.yaml is used exactly as written, instead of the one from a generator's rules and fields", () => {
	const text = "---\ntitle: Tide\ndate: 2024-05-04\nurl: /own/\nslug: own\n---\n";
	const files = {
		"_defaults.yaml": "generator: hugo\npermalink: /:year/:slug/\nbase_path: /blog",
		"_addresses.yaml": "tide.md: {permalink: /2024/05/tide}",
	};
	expect(articleWith(files, "tide.md", text).address).toBe("/2024/05/tide");
});

test("an article without a date gets the date from _addresses.yaml", () => {
	const text = "---\ntitle: Tide\n---\nText.";
	const { published } = articleWith({ "_addresses.yaml": KNOWN }, "posts/tide.md", text);
	expect(published).toBe(Date.UTC(2024, 4, 3, 22, 30));
});

test("paths in _addresses.yaml are relative to its folder, and the nearest _addresses.yaml wins", () => {
	const files = {
		"blog/_addresses.yaml": "2024/tide.md: {guid: 'tag:a,2024:outer'}\nebb.md: {guid: 'tag:a,2024:ebb'}",
		"blog/2024/_addresses.yaml": "tide.md: {guid: 'tag:a,2024:inner'}",
	};
	const guid = (path: string) => articleWith(files, path).guid;
	expect(guid("blog/2024/tide.md")).toBe("tag:a,2024:inner");
	expect(guid("blog/ebb.md")).toBe("tag:a,2024:ebb");
	expect(guid("ebb.md")).toBeUndefined();
});

test.each([
	{ yaml: "tide.md: /tide/", said: "`tide.md` does not set any fields.", line: 1 },
	{ yaml: "tide.md:\n  guid: tag:a,2024:b\n  titel: x", said: "`tide.md.titel` cannot be set here.", line: 3 },
	{ yaml: "tide.md:\n  permalink: https://a.example/b", said: "`tide.md.permalink` is not a path.", line: 2 },
	{ yaml: "tide.md:\n  guid: tag:a,2024:b\n  date: last May", said: "`tide.md.date` is not a date.", line: 3 },
])("$said causes a warning with its line number, and the other fields still apply", ({ yaml, said, line }) => {
	const result = read(`ebb.md: {guid: 'tag:a,2024:ebb'}\n${yaml}`, "_addresses.yaml");
	expect(result.problems).toMatchObject([{ severity: "warning", message: said, line: line + 1 }]);
	if (result.kind !== "defaults") throw new Error("not read");
	const defaults = new FolderDefaults();
	defaults.put({ path: "_addresses.yaml", defaults: result.defaults });
	expect(read(POST, "ebb.md", { defaults: defaults.above("ebb.md") })).toMatchObject({
		article: { guid: "tag:a,2024:ebb", published: Date.UTC(2024, 4, 4) },
	});
});

test("expanded YAML aliases count towards the maximum size of _addresses.yaml", () => {
	const guid = `tag:a,2024:${"b".repeat(1900)}`;
	const lines = Array.from({ length: 2000 }, (_, index) => `${index}.md: *one\n`);
	const { problems, ...result } = read(`x.md: &one\n  guid: ${guid}\n${lines.join("")}`, "_addresses.yaml");
	expect(problems).toMatchObject([
		{ severity: "warning", message: expect.stringMatching(/below it are ignored, because the file is too large/) },
	]);
	expect(JSON.stringify(result).length).toBeLessThan(1_100_000);
	const long = read(`x.md:\n  guid: tag:a,2024:${"b".repeat(2000)}`, "_addresses.yaml");
	expect(long.problems).toMatchObject([{ message: "`x.md.guid` is longer than 2000 characters.", line: 2 }]);
});

test("check warns about an entry for a file that does not exist", () => {
	const drafts = [
		{ path: "blog/_addresses.yaml", text: "tide.md: {guid: 'tag:a,2024:tide'}\nrenamed.md: {guid: 'tag:a,2024:b'}" },
		{ path: "blog/tide.md", text: POST },
	];
	expect(checkSources(drafts, { now: Date.now(), timeZone: "UTC" }, () => {}).problems).toMatchObject([
		{ severity: "warning", path: "blog/_addresses.yaml", message: "There is no `renamed.md`." },
	]);
});

test("an _addresses.yaml that cannot be parsed is rejected with an error", () => {
	expect(read("tide.md: {guid: [", "_addresses.yaml")).toMatchObject({
		kind: "rejected",
		problems: [{ severity: "error", path: "_addresses.yaml" }],
	});
});
