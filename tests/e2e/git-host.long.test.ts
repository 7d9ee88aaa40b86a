import { afterAll, beforeAll, expect, test } from "vitest";
import { type GitHost, type Hosted, startGitHost } from "./git-host.ts";
import { GitRepository } from "./git-repository.ts";
import { scratch } from "./program.ts";

const folder = scratch();
let host: GitHost;
let git: GitRepository;
let hosted: Hosted;
let commit: string;
beforeAll(async () => {
	host = await startGitHost();
	git = await GitRepository.create(folder.path);
	hosted = host.add("acme/news", git);
	await git.submodule("module");
	await git.link("link", "a.md");
	commit = await git.publish({ "a.md": "One\n", "deep/ä b.md": "Zwei\n" });
});
afterAll(async () => {
	await host.close();
	folder.remove();
});

async function ask(path: string, headers: Record<string, string> = {}) {
	const response = await fetch(host.url + path, { headers: { "User-Agent": "test", ...headers }, redirect: "manual" });
	const text = await response.text();
	return {
		status: response.status,
		text,
		body: text.startsWith("<") ? null : JSON.parse(text),
		headers: response.headers,
	};
}

/** Git's hash of `One\n`, as printed by `git hash-object`. */
const ONE = "3609f20ebd357679b111783e8afaf36ec46427f3";

const REPOSITORIES = [
	{ kind: "GitHub", repository: "/repos/acme/news", sha: "sha", tree: "git/trees/", recursive: "?recursive=1" },
	{
		kind: "GitHub Enterprise",
		repository: "/api/v3/repos/acme/news",
		sha: "sha",
		tree: "git/trees/",
		recursive: "?recursive=1",
	},
	{
		kind: "Forgejo",
		repository: "/api/v1/repos/acme/news",
		sha: "id",
		tree: "git/trees/",
		recursive: "?recursive=true",
	},
	{
		kind: "GitLab",
		repository: "/api/v4/projects/acme%2Fnews/repository",
		sha: "id",
		tree: "tree?recursive=true&ref=",
		recursive: "",
	},
];

test.each(REPOSITORIES)(
	"the branch, tree and history from $kind's API are the same as those that Git reports",
	async ({ repository, sha, tree, recursive }) => {
		const branch = await ask(`${repository}/branches/main`);
		expect(branch.body).toMatchObject({ name: "main", commit: { [sha]: commit } });
		expect((await ask(`${repository}/branches/other`)).status).toBe(404);
		const { body } = await ask(`${repository}/${tree}${commit}${recursive}`);
		const entries: { path: string; mode: string; type: string }[] = Array.isArray(body) ? body : body.tree;
		expect(entries.map(({ path, mode, type }) => `${mode} ${type} ${path}`)).toEqual([
			"100644 blob a.md",
			"040000 tree deep",
			"100644 blob deep/ä b.md",
			"120000 blob link",
			"160000 commit module",
		]);
		const [newest] = (await ask(`${repository}/commits?path=a.md`)).body;
		expect(newest[Array.isArray(body) ? "id" : "sha"]).toBe(commit);
	},
);

test("each host returns files raw or in base64, as the real host does", async () => {
	const raw = { Accept: "application/vnd.github.raw+json" };
	const github = `/repos/acme/news/git/blobs/${ONE}`;
	const plain = await fetch(host.url + github, { headers: raw });
	expect(await plain.text()).toBe("One\n");
	const gitlab = await fetch(`${host.url}/api/v4/projects/acme%2Fnews/repository/blobs/${ONE}/raw`);
	expect(await gitlab.text()).toBe("One\n");
	for (const address of [github, `/api/v1/repos/acme/news/git/blobs/${ONE}`]) {
		expect((await ask(address)).body).toMatchObject({ content: "T25lCg==", encoding: "base64", size: 4 });
	}
	expect((await ask(github.replace("3609", "0000"))).status).toBe(404);
});

test("GitLab and Forgejo split long trees into pages, and GitHub truncates them", async () => {
	const gitlab = "/api/v4/projects/acme%2Fnews/repository/tree?recursive=true&per_page=2";
	const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec((await ask(gitlab)).headers.get("Link") ?? "") ?? [];
	const second = await ask(next.slice(host.url.length));
	expect(second.body.map(({ path }: { path: string }) => path)).toEqual(["deep/ä b.md", "link"]);
	hosted.treeLimit = 2;
	expect((await ask(`/repos/acme/news/git/trees/${commit}?recursive=1`)).body).toMatchObject({ truncated: true });
	expect((await ask(`/repos/acme/news/git/trees/${commit}`)).body).toMatchObject({ truncated: false });
	const page = await ask(`/api/v1/repos/acme/news/git/trees/${commit}?recursive=true&page=3`);
	expect(page.body).toMatchObject({ truncated: false, page: 3, total_count: 5, tree: [{ path: "module" }] });
	hosted.treeLimit = Number.POSITIVE_INFINITY;
});

test("a private repository requires its token, and a wrong token is rejected", async () => {
	Object.assign(hosted, { isPrivate: true, token: "right" });
	const address = "/repos/acme/news/branches/main";
	expect((await ask(address)).status).toBe(404);
	expect((await ask(address, { Authorization: "Bearer wrong" })).status).toBe(401);
	expect((await ask(address, { Authorization: "token right" })).status).toBe(200);
	expect(
		(await ask("/api/v4/projects/acme%2Fnews/repository/branches/main", { "PRIVATE-TOKEN": "right" })).status,
	).toBe(200);
	Object.assign(hosted, { isPrivate: false });
});

test("responses can be queued, and a repository can be removed", async () => {
	const address = "/repos/acme/news/branches/main";
	hosted.nextAnswers.push({ status: 429, headers: { "Retry-After": "7" }, body: "<wait>" });
	const refused = await ask(address);
	expect([refused.status, refused.headers.get("Retry-After"), refused.text]).toEqual([429, "7", "<wait>"]);
	expect((await ask(address)).status).toBe(200);
	hosted.isGone = true;
	expect((await ask(address)).status).toBe(404);
	hosted.isGone = false;
});
