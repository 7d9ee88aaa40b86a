/** The `_defaults.yaml` that each blog of the corpus needs in its content folder. */
export const BLOG_RULES: Readonly<Record<string, string>> = {
	biome: "generator: astro\npermalink: /blog/:path/\nguid: https://biomejs.dev:page\n",
	hexo: "generator: hexo\npermalink: /news/:year/:month/:day/:fileslug/\nguid: https://hexo.io:page\n",
	jekyll:
		"generator: jekyll\npermalink: /news/:year/:month/:day/:title/\nguid: https://jekyllrb.com:page_folder/:raw\n",
	jzhao: "generator: quartz\nguid: https://jzhao.xyz:page\n",
	linkblog: "generator: jekyll\npermalink: /:year/:month/:title/\nguid: https://links.thingelstad.com:page\n",
	"made-up-astro-publishdate": "generator: astro\npermalink: /:year/:month/:path/\nguid: https://lamps.example:page\n",
	"made-up-hugo-bundles":
		"generator: hugo\npermalink: /:year/:month/:day/:contentbasename/\nguid: https://harbour.example:page\n",
	"made-up-hugo-capitals": "generator: hugo\npermalink: /post/:slugorfilename/\nguid: https://yard.example:page\n",
	node: [
		"generator: next",
		"permalink: /en/blog/:path",
		"guid:",
		"  - /blog/:path",
		"  - pattern: /blog/:path?:milliseconds",
		"    from: 2025-04-16",
		"",
	].join("\n"),
	nuxt: "generator: nuxt\npermalink: /blog/:path\nguid: https://nuxt.com:page\n",
	rn: "generator: docusaurus\nguid: https://reactnative.dev:page\n",
	v8: "generator: eleventy\npermalink: /blog/:path\nguid: https://v8.dev:page\n",
	yanhaijing:
		"generator: jekyll\npermalink: /:categories/:year/:month/:day/:title/\nguid: http://yanhaijing.com:page_folder/:raw\n",
};
