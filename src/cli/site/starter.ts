import { PACKAGE, programVersion } from "./find-site.ts";
import type { SiteChoices } from "./site-config.ts";

/** The text files of a new site, by path. */
export type SiteFiles = Record<string, string>;

/**
 * The files in the folder of a new site, without `wrangler.toml` and the articles.
 *
 * @param source where npm finds Newsstand: a version, or `file:` and the path of a packed file
 */
export function siteFiles(
	{ name, title }: SiteChoices,
	source: string,
	manager: "npm" | "pnpm",
	content: readonly string[],
): SiteFiles {
	const install = manager === "npm" ? "npm ci" : "pnpm install --frozen-lockfile";
	return {
		"package.json": `${JSON.stringify(packageJson(name, source, content), null, "\t")}\n`,
		".gitignore": ["node_modules/", ".wrangler/", ".dev.vars", ".deployed.vars", ""].join("\n"),
		".github/workflows/newsstand.yml": workflow(install, manager),
		"README.md": readme(title, manager, content),
	};
}

function packageJson(name: string, source: string, content: readonly string[]): object {
	return {
		name,
		version: "1.0.0",
		private: true,
		type: "module",
		engines: { node: ">=22" },
		scripts: {
			start: "newsstand start",
			check: "newsstand check",
			deploy: "newsstand deploy",
			newsstand: "newsstand",
		},
		...(content.join() === "content" ? {} : { newsstand: { content } }),
		dependencies: { [PACKAGE]: source },
		// npm asks before it runs the install scripts of packages. These packages need theirs.
		allowScripts: { esbuild: true, workerd: true },
		pnpm: { onlyBuiltDependencies: ["esbuild", "workerd"] },
	};
}

/** Two articles that explain how to write, and show what an article can have. */
export function starterArticles({ title }: SiteChoices, today: string): SiteFiles {
	return {
		"content/welcome.md": `---
title: Welcome to ${title.replaceAll(/\s+/g, " ")}
date: ${today}
topics: [First steps]
---
This article is a file: \`content/welcome.md\`. Change a word, save, and reload the page.

Everything above the second line of dashes describes the article, everything below it is the text, in
[Markdown](https://commonmark.org/help/). A new file in \`content\` is a new article; a deleted one is gone from the feeds.

- **Topics** become feeds of their own: this article is in the feed of *First steps*.
- **Drafts** have the line \`draft: true\`. A \`date\` in the future publishes at that time.
- **Everything else** that an article can have is in \`node_modules/newsstand/docs/content.md\`.
`.replace(/^title: (.*)$/m, (_, text: string) => `title: ${JSON.stringify(text)}`),
		"content/how-readers-follow.md": `---
title: How readers follow you
date: ${today}
topics: [First steps]
summary: What a feed is, in four sentences, and what your readers do with it.
---
A feed is the list of your newest articles in a form that programs read. People subscribe to it in a **feed reader** of their
choice, and see each new article there, without an account with you and without an algorithm in between.

Every page of this site has a *Subscribe* box. It offers the whole site, one topic, or any combination:

> Articles on climate *or* energy, in English, that mention “harbour”.

Delete these two articles when you have written your own.
`,
	};
}

function workflow(install: string, manager: "npm" | "pnpm"): string {
	const setUp = manager === "pnpm" ? "      - uses: pnpm/action-setup@v4\n        with:\n          version: 10\n" : "";
	return `# Checks every pull request, and deploys what is on the main branch.
# Set three secrets in Settings > Secrets and variables > Actions: CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID, and
# PUBLISH_TOKEN, the site's token from .deployed.vars.
name: Newsstand
on:
  pull_request:
  push:
    branches: [main]
concurrency:
  group: newsstand-\${{ github.ref }}
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          # The dates of articles without one come from Git's history.
          fetch-depth: 0
${setUp}      - uses: actions/setup-node@v4
        with:
          node-version: 24
          cache: ${manager}
      - run: ${install}
      - run: ${manager} run check
      - if: github.event_name == 'push'
        run: ${manager} run deploy
        env:
          CLOUDFLARE_API_TOKEN: \${{ secrets.CLOUDFLARE_API_TOKEN }}
          CLOUDFLARE_ACCOUNT_ID: \${{ secrets.CLOUDFLARE_ACCOUNT_ID }}
          PUBLISH_TOKEN: \${{ secrets.PUBLISH_TOKEN }}
`;
}

function readme(title: string, manager: "npm" | "pnpm", content: readonly string[]): string {
	const folders = content.map((folder) => `\`${folder}/\``).join(" and ");
	const isStarter = content.join() === "content";
	return `# ${title}

The articles are in ${folders}, the settings in \`wrangler.toml\`. Newsstand ${programVersion()} turns them into the site and its feeds.

| to | run |
|---|---|
| see the site on this machine, with every change you save | \`${manager} start\`, then open <http://localhost:8787> |
| find mistakes in articles | \`${manager} run check\` |
| put the site online, or update it | \`${manager} run deploy\` |
| see all commands | \`${manager} run newsstand -- help\` |

## Write

A file in ${folders} is an article: Markdown, HTML or plain text. The first lines set its title, date and topics${isStarter ? "; see\n`content/welcome.md`" : ""}. What else an article can have is in \`node_modules/newsstand/docs/content.md\`.

## Put it online

\`${manager} run deploy\` creates what the site needs in your Cloudflare account (the free plan is enough), publishes ${folders}
and tests the result. It asks you to log in the first time. The tokens it creates are in \`.deployed.vars\`: keep a copy of that
file, and never commit it.

To deploy from GitHub on every push, add the three secrets that \`.github/workflows/newsstand.yml\` names.

## Update Newsstand

\`\`\`sh
${manager} update newsstand
${manager} run newsstand -- upgrade
${manager} run deploy
\`\`\`

\`upgrade\` shows what is outdated in \`wrangler.toml\`, and changes it if you agree. To go back one release, install the previous version (\`${manager} install newsstand@VERSION\`) and deploy again. Nothing that is published gets lost.

## Take it down

\`${manager} run newsstand -- remove\` lists what the site has at Cloudflare, and shows how to delete it.
`;
}
