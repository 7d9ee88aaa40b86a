import { expect, test } from "vitest";
import { readSettings } from "../../src/settings.ts";

const LEAST = { SITE_URL: "https://news.example.org", SITE_TITLE: "News" };

function repositories(given: unknown) {
	const settings = readSettings({ ...LEAST, REPOSITORIES: given });
	if ("problems" in settings) throw new Error(settings.problems.join(" "));
	return settings.repositories;
}

function problems(given: unknown): string[] {
	const settings = readSettings({ ...LEAST, REPOSITORIES: given });
	return "problems" in settings ? settings.problems : [];
}

test("a repository needs only a URL", () => {
	expect(repositories([{ url: "https://github.com/acme/news" }])).toEqual([
		{
			name: "https://github.com/acme/news#main",
			kind: "github",
			url: "https://github.com/acme/news",
			fullName: "acme/news",
			api: "https://api.github.com",
			branch: "main",
			folder: "",
			into: "",
			token: "GITHUB_TOKEN",
		},
	]);
});

test("repositories are optional", () => {
	for (const none of [undefined, [], "", "[]"]) expect(repositories(none)).toEqual([]);
});

test("all fields can be set, either in a list or, where settings can only be strings, as JSON", () => {
	const given = {
		...{ url: "https://git.acme.example/press/desk/news.git/", kind: "gitlab", branch: "live", folder: "/content/" },
		...{ into: "press", token: "PRESS_TOKEN", api: "https://api.acme.example/gitlab/" },
	};
	const expected = {
		...{ name: "https://git.acme.example/press/desk/news#live", kind: "gitlab", fullName: "press/desk/news" },
		...{ api: "https://api.acme.example/gitlab", branch: "live", folder: "content", into: "press/" },
		token: "PRESS_TOKEN",
	};
	expect(repositories([given])).toMatchObject([expected]);
	expect(repositories(JSON.stringify([given]))).toMatchObject([expected]);
});

test.each([
	["https://gitlab.com/acme/news", {}, "gitlab", "https://gitlab.com/api/v4", "GITLAB_TOKEN"],
	["https://codeberg.org/acme/news", {}, "forgejo", "https://codeberg.org/api/v1", "FORGEJO_TOKEN"],
	["https://git.acme.example/a/b", { kind: "github" }, "github", "https://git.acme.example/api/v3", "GITHUB_TOKEN"],
	["https://git.acme.example/a/b", { kind: "gitlab" }, "gitlab", "https://git.acme.example/api/v4", "GITLAB_TOKEN"],
	["https://git.acme.example/a/b", { kind: "forgejo" }, "forgejo", "https://git.acme.example/api/v1", "FORGEJO_TOKEN"],
	["http://127.0.0.1:3000/a/b", { kind: "forgejo" }, "forgejo", "http://127.0.0.1:3000/api/v1", "FORGEJO_TOKEN"],
])("%s %o uses the API of %s at %s", (url, more, kind, api, token) => {
	expect(repositories([{ url, ...more }])).toMatchObject([{ kind, api, token }]);
});

test("a Git host can be in a subfolder of its site", () => {
	const given = { url: "https://acme.example/gitlab/group/news", kind: "gitlab" };
	const api = "https://acme.example/gitlab/api/v4";
	expect(repositories([{ ...given, api }])).toMatchObject([{ fullName: "group/news", api }]);
	expect(repositories([given])).toMatchObject([{ fullName: "gitlab/group/news" }]);
});

test("two branches of one repository can be two entries", () => {
	const url = "https://github.com/acme/news";
	expect(repositories([{ url }, { url, branch: "drafts", into: "drafts" }])).toHaveLength(2);
});

test.each<[string, unknown, RegExp]>([
	["not a list", { url: "https://github.com/acme/news" }, /REPOSITORIES is not a list/],
	["not JSON", "https://github.com/acme/news", /REPOSITORIES is not a list/],
	["a missing address", [{}], /REPOSITORIES\.0\.url is missing/],
	["not a web address", [{ url: "git@github.com:acme/news.git" }], /REPOSITORIES\.0\.url is not the URL/],
	["plain HTTP", [{ url: "http://github.com/acme/news" }], /REPOSITORIES\.0\.url is not the URL/],
	["a password", [{ url: "https://me:secret@github.com/acme/news" }], /REPOSITORIES\.0\.url is not the URL/],
	[
		"an owner without a repository",
		[{ url: "https://github.com/acme" }],
		/REPOSITORIES\.0\.url does not point to a repository/,
	],
	["an unknown host", [{ url: "https://git.example/a/b" }], /REPOSITORIES\.0\.kind is missing.*git\.example/],
	["an unknown kind", [{ url: "https://git.example/a/b", kind: "svn" }], /REPOSITORIES\.0\.kind is unknown/],
	["a folder with ..", [{ url: "https://github.com/a/b", folder: "../x" }], /REPOSITORIES\.0\.folder is not/],
	["an invalid branch name", [{ url: "https://github.com/a/b", branch: "a b" }], /REPOSITORIES\.0\.branch is not/],
	[
		"a token instead of the name of its secret",
		[{ url: "https://github.com/a/b", token: "ghp_x" }],
		/REPOSITORIES\.0\.token is not/,
	],
	["an unknown field", [{ url: "https://github.com/a/b", folders: "x" }], /REPOSITORIES\.0.*folders/],
	["a duplicate", [{ url: "https://github.com/a/b" }, { url: "https://github.com/a/b/" }], /REPOSITORIES lists.*twice/],
	[
		"one token for two hosts",
		[{ url: "https://codeberg.org/a/b" }, { url: "https://git.example/a/b", kind: "forgejo" }],
		/would send the token in FORGEJO_TOKEN to https:\/\/codeberg\.org and https:\/\/git\.example/,
	],
	[
		"an address that is not UTF-8",
		[{ url: "https://github.com/a/b%zz" }],
		/REPOSITORIES\.0\.url does not point to a repository/,
	],
	["an invalid API", [{ url: "https://github.com/a/b", api: "x" }], /REPOSITORIES\.0\.api is not a URL/],
])("with %s, the error says which entry is wrong and how to fix it", (_, given, message) => {
	expect(problems(given)).toEqual([expect.stringMatching(message)]);
});

test("if a URL contains a secret, the error does not repeat it", () => {
	expect(problems([{ url: "https://me:hunter2@github.com/acme/news" }]).join()).not.toContain("hunter2");
});
