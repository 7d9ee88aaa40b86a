import type { Sample } from "./newsroom.ts";

const FEED = `{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{{ .Title | html }}</title><link>{{ .Permalink }}</link><description>{{ .Title | html }}</description>
{{- $pages := .Pages -}}{{- if .IsHome -}}{{- $pages = .Site.RegularPages -}}{{- end -}}
{{- range first 50 $pages.ByDate.Reverse }}
<item><title>{{ .Title | html }}</title><link>{{ .Params.source }}</link><guid>{{ .Params.source }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</pubDate>
<description>{{ .Summary | plainify | html }}</description><content:encoded>{{ .Content | html }}</content:encoded></item>
{{- end }}
</channel></rss>
`;

/** A Hugo site that builds only feeds: no article pages, no lists. */
export const hugoSite = {
	"config.toml": `baseURL = "https://example.org/"
title = "Bench"
disableKinds = ["404", "sitemap", "robotsTXT", "section"]
[taxonomies]
topic = "topics"
provider = "providers"
[outputs]
home = ["RSS"]
taxonomy = ["RSS"]
term = ["RSS"]
`,
	"layouts/_default/rss.xml": FEED,
	"layouts/index.rss.xml": FEED,
};

/** Writes an article in Hugo's format. */
export function hugoArticle({ title, date, link, topics, provider, body }: Sample): string {
	return `---
title: "${title}"
date: ${date}
source: ${link}
topics: ${JSON.stringify(topics)}
providers: ["${provider}"]
_build: { render: never }
---
${body}`;
}
