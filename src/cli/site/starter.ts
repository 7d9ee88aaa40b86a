import { PACKAGE, programVersion } from "./find-site.ts";
import type { SiteChoices } from "./site-config.ts";

/** The text files of a new site, by path. */
export type SiteFiles = Record<string, string>;

/**
 * Creates the files in the folder of a new site, except `wrangler.toml` and the articles.
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
		"README.md": readme(title, manager, content, source),
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
		// npm asks before it runs install scripts, except those of packages listed here. These packages need their install
		// scripts.
		allowScripts: { esbuild: true, workerd: true },
		pnpm: { onlyBuiltDependencies: ["esbuild", "workerd"] },
	};
}

/** Creates two sample articles that explain articles and feeds. */
export function starterArticles({ title }: SiteChoices, today: string): SiteFiles {
	return {
		"content/welcome.md": `---
title: Welcome to ${title.replaceAll(/\s+/g, " ")}
date: ${today}
topics: [First steps]
---
This article is a file: \`content/welcome.md\`. Change a word, save, and reload the page.

The lines above the second line of dashes describe the article. The text below is
[Markdown](https://commonmark.org/help/). Each file in \`content\` is an article. If you delete the file, the article disappears.

- **Topics** have their own feeds: this article is in the feed of *First steps*.
- **Drafts** have the line \`draft: true\`. A \`date\` in the future publishes the article at that time.
- **All fields** are listed in \`node_modules/newsstand/docs/content.md\`.
`.replace(/^title: (.*)$/m, (_, text: string) => `title: ${JSON.stringify(text)}`),
		"content/how-readers-follow.md": `---
title: How readers follow you
date: ${today}
topics: [First steps]
summary: What a feed is, and how your readers use it.
---
A feed is a list of your newest articles that programs can read. People subscribe to it in a **feed reader** of their choice and
see each new article there. They do not need an account on your site, and no algorithm decides what they see.

Every page of this site has a *Follow* button. At \`/subscribe\`, readers can also combine topics, languages and words:

> Articles on climate *or* energy, in English, that mention “harbour”.

Delete these two articles when you have written your own.
`,
	};
}

function workflow(install: string, manager: "npm" | "pnpm"): string {
	const setUp = manager === "pnpm" ? "      - uses: pnpm/action-setup@v4\n        with:\n          version: 10\n" : "";
	return `# Checks every pull request, and deploys the main branch.
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
          # Articles without a date get theirs from Git's history.
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

function readme(title: string, manager: "npm" | "pnpm", content: readonly string[], source: string): string {
	const install = manager === "npm" ? "npm install" : "pnpm add";
	const update = source.startsWith("file:") ? `${install} ./${PACKAGE}-VERSION.tgz` : `${manager} update ${PACKAGE}`;
	const folders = content.map((folder) => `\`${folder}/\``).join(" and ");
	const isStarter = content.join() === "content";
	return `# ${title}

The articles are in ${folders}, and the settings are in \`wrangler.toml\`. Newsstand ${programVersion()} turns them into a site with feeds.

| to | run |
|---|---|
| see the site on this machine, updated whenever you save | \`${manager} start\`, then open <http://localhost:8787> |
| check your articles | \`${manager} run check\` |
| put the site online, or update it | \`${manager} run deploy\` |
| see all commands | \`${manager} run newsstand -- help\` |

## Write

Each file in ${folders} is an article: Markdown, HTML or plain text. The first lines contain its title, date and topics${isStarter ? ";\nsee `content/welcome.md`" : ""}. \`node_modules/newsstand/docs/content.md\` lists all fields.

## Put it online

\`${manager} run deploy\` creates everything the site needs in your Cloudflare account (the free plan is enough), publishes ${folders}
and tests the result. The first time, it asks you to log in. It saves the site's tokens in \`.deployed.vars\`: keep a copy of this
file, and never commit it.

To deploy from GitHub on every push, add the three secrets listed in \`.github/workflows/newsstand.yml\`.

## Update Newsstand

\`\`\`sh
${update}
${manager} run newsstand -- upgrade
${manager} run deploy
\`\`\`

\`upgrade\` shows outdated lines in \`wrangler.toml\`, and changes them if you agree. To go back one release, install the previous version
(\`${manager} install newsstand@VERSION\`) and deploy again. Your articles stay published.

## Take it down

\`${manager} run newsstand -- remove\` lists the site's Cloudflare resources, and explains how to delete them.
`;
}
