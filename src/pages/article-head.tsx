import { raw } from "hono/html";
import type { PublishedArticle } from "../feed/feed.ts";
import { leadPicture } from "../renditions/pictures.ts";
import type { Site } from "../settings.ts";

interface ArticleProps {
	site: Site;
	article: PublishedArticle;
}

/**
 * What other programs are told of an article's page: where its text belongs, how it looks when it is shared (Open Graph,
 * Twitter cards), and what it is (schema.org). The text of another site is not to be found here in its place.
 */
export const ArticleHead = ({ site, article, isOwn }: ArticleProps & { isOwn: boolean }) => {
	const picture = leadPicture(article.images);
	const properties: [property: string, content: string | undefined][] = [
		["og:type", "article"],
		["og:title", article.title],
		["og:description", article.excerpt],
		["og:url", article.link],
		["og:site_name", site.title],
		["og:locale", (article.language ?? site.language).replaceAll("-", "_")],
		["og:image", picture?.url],
		["og:image:width", picture?.width?.toString()],
		["og:image:height", picture?.height?.toString()],
		["article:published_time", new Date(article.published).toISOString()],
		["article:modified_time", new Date(article.updated).toISOString()],
		...article.topics.map((topic): [string, string] => ["article:tag", topic]),
	];
	return (
		<>
			<link rel="canonical" href={article.link} />
			{isOwn ? null : <meta name="robots" content="noindex" />}
			<meta name="description" content={article.excerpt || article.title} />
			{properties.map(([property, content]) => (content ? <meta property={property} content={content} /> : null))}
			<meta name="twitter:card" content={picture ? "summary_large_image" : "summary"} />
			<script type="application/ld+json">{raw(newsArticle(site, article))}</script>
		</>
	);
};

/** `NewsArticle` of schema.org, as JSON that can stand in HTML. */
function newsArticle(site: Site, article: PublishedArticle): string {
	const { provider } = article;
	const publisher = provider
		? { name: provider.name, url: provider.domain && `https://${provider.domain}/` }
		: { name: site.title, url: `${site.url}/` };
	return JSON.stringify({
		"@context": "https://schema.org",
		"@type": "NewsArticle",
		headline: article.title,
		description: article.excerpt || undefined,
		inLanguage: article.language ?? site.language,
		url: article.link,
		mainEntityOfPage: article.link,
		datePublished: new Date(article.published).toISOString(),
		dateModified: new Date(article.updated).toISOString(),
		image: article.images.length > 0 ? article.images.map(({ url }) => url) : undefined,
		author: article.authors.map(({ name, url }) => ({ "@type": "Person", name, url })),
		publisher: { "@type": "Organization", ...publisher },
		articleSection: article.category,
		keywords: article.topics.length > 0 ? article.topics : undefined,
	}).replaceAll("<", "\\u003c");
}
