import type { Totals } from "../src/article/totals.ts";

const article = (title: string, ...lines: string[]) =>
	["---", `title: ${title}`, "date: 2026-05-04", "topics: [Harbour]", ...lines, "---", "Text.", ""].join("\n");

/** A content folder with files of every kind. */
export const MIXED_FOLDER: Record<string, string | Uint8Array> = {
	"tide.md": article("Tide"),
	"quay.mdx": article("Quay"),
	"members.md": article("For members", "audience: members"),
	"draft.md": article("Draft", "draft: true"),
	"_drafts/later.md": article("Unfinished"),
	"scheduled.md": article("Scheduled", "publishDate: 2999-01-01"),
	"expired.md": article("Expired", "expires: 2026-05-05"),
	"first.md": article("First", "link: https://gazette.example/1", "guid: https://gazette.example/1"),
	"second.md": article("First", "link: https://gazette.example/1", "guid: https://gazette.example/1"),
	"broken.md": "---\n[\n---\n",
	"_posts/undated.md": "---\ntitle: Undated\n---\nText.\n",
	"about.md": "---\ntitle: About\npage: true\n---\nText.\n",
	"latin.md": Buffer.from("---\ntitle: Caf\xe9\ndate: 2026-05-04\n---\nText.\n", "latin1"),
	"topics/harbour.yaml": "name: Harbour\n",
	"_defaults.yaml": "language: en\n",
	"_redirects.yaml": "/old: /articles/tide\n",
	"README.md": "Read me.\n",
	"LICENSE.txt": Uint8Array.of(0xff),
	"posts/_index.md": "---\ntitle: Posts\n---\n",
	"_data/menu.yml": "- Home\n- About\n",
	"_config.yml": "timezone: UTC\n",
	"_data/authors.json": "{",
	"old/notes.org": "* Notes\n",
	"old/more.ORG": "* More\n",
	"old/manual.rst": "Manual\n======\n",
	// The totals do not include these: pictures, data, hidden files, modules.
	"pier.png": Uint8Array.of(0x89),
	"data.json": "{}",
	".hidden.md": article("Hidden"),
	"node_modules/x/README.md": "Theirs.\n",
};

/** The totals of these files, which are the same in every command and API. */
export const MIXED_TOTALS: Totals = {
	files: 25,
	published: 4,
	members: 1,
	drafts: 2,
	scheduled: 1,
	expired: 1,
	duplicates: 1,
	blocked: 3,
	notArticles: { descriptions: 1, defaults: 1, redirects: 1, readmes: 2, templates: 4 },
	notRead: { ".org": 2, ".rst": 1 },
};

export const MIXED_ARTICLES =
	"4 published, 1 for members, 2 drafts, 1 scheduled, 1 expired, 1 duplicate, 3 with errors";

export const MIXED_OTHERS =
	"Not articles: 1 topic or provider description, 1 folder defaults file, 1 redirects file, " +
	"2 README, license or similar files, 4 site generator files, 3 files in unsupported formats (2 .org, 1 .rst)";
