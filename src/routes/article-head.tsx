import { raw } from "hono/html";
import type { Picture } from "../article/article.ts";
import { slugOf } from "../article/slug.ts";
import { authorPath, type PublishedArticle } from "../feed/feed.ts";
import { iconUrl, logoUrl } from "../identity/icons.ts";
import { leadPicture } from "../renditions/content.ts";
import type { Site } from "../settings.ts";

interface ArticleProps {
	site: Site;
	article: PublishedArticle;
	/** Whether the article's page is on this site. */
	isOwn: boolean;
}

/**
 * Renders metadata for programs: the canonical link, link previews (Open Graph, Twitter cards) and schema.org data. If
 * the article is hosted on another site, tells search engines not to index this page.
 */
export const ArticleHead = ({ site, article, isOwn }: ArticleProps) => {
	const picture = leadPicture(article.images);
	const license = licenseOf(site, article, isOwn);
	const properties: [property: string, content: string | undefined][] = [
		["og:type", article.page ? "website" : "article"],
		["og:title", article.title],
		["og:description", article.excerpt],
		["og:url", article.link],
		["og:site_name", site.title],
		["og:locale", (article.language ?? site.language).replaceAll("-", "_")],
		...sharedPicture(site, picture),
		["og:image:alt", picture?.alt],
		...(article.page ? [] : timesOf(article)),
		...article.authors.map(({ name }): [string, string] => ["article:author", name]),
		...article.topics.map((topic): [string, string] => ["article:tag", topic]),
	];
	return (
		<>
			<link rel="canonical" href={article.link} />
			{isOwn ? null : <meta name="robots" content="noindex" />}
			{license ? <link rel="license" href={license} /> : null}
			<meta name="description" content={article.excerpt || article.title} />
			{properties.map(([property, content]) => (content ? <meta property={property} content={content} /> : null))}
			<meta name="twitter:card" content={picture ? "summary_large_image" : "summary"} />
			<script type="application/ld+json">{raw(structuredData(site, article, isOwn))}</script>
		</>
	);
};

/**
 * Returns the meta properties for the picture in link previews, which is the page's own picture or, if it has none, the
 * site's icon.
 */
export function sharedPicture(site: Site, picture?: Picture): [property: string, content: string | undefined][] {
	return [
		["og:image", picture?.url ?? iconUrl(site, 512)],
		["og:image:type", picture?.type],
		["og:image:width", picture?.width?.toString()],
		["og:image:height", picture?.height?.toString()],
	];
}

function timesOf({ published, updated }: PublishedArticle): [string, string][] {
	return [
		["article:published_time", new Date(published).toISOString()],
		["article:modified_time", new Date(updated).toISOString()],
	];
}

/**
 * Returns the article's license. If it does not declare one, returns the site's license, but only for the site's own
 * articles.
 */
function licenseOf(site: Site, { license, provider }: PublishedArticle, isOwn: boolean): string | undefined {
	return (license ?? (isOwn && !provider ? site.license : undefined))?.url;
}

/** Returns the article's schema.org data (a `NewsArticle` or `WebPage`) as JSON that is safe inside HTML. */
function structuredData(site: Site, article: PublishedArticle, isOwn: boolean): string {
	const { provider, page, corrections, copyright = isOwn && !provider ? site.copyright : undefined } = article;
	const logo = provider ? provider.image?.url : (logoUrl(site) ?? iconUrl(site, 512));
	const publisher = {
		"@type": "Organization",
		...(provider
			? { name: provider.name, url: provider.domain && `https://${provider.domain}/` }
			: { name: site.author ?? site.title, url: `${site.url}/` }),
		logo: logo && { "@type": "ImageObject", url: logo },
	};
	const common = {
		description: article.excerpt || undefined,
		inLanguage: article.language ?? site.language,
		url: article.link,
		license: licenseOf(site, article, isOwn),
		copyrightNotice: copyright,
		publisher,
	};
	const authors = article.authors.map(({ name, url, avatar }) => {
		const own = pathOfAuthor(name);
		return { "@type": "Person", name, url: url ?? (own && site.url + own), image: avatar };
	});
	const data = page
		? { "@type": "WebPage", name: article.title, ...common }
		: {
				"@type": "NewsArticle",
				headline: article.title,
				...common,
				mainEntityOfPage: article.link,
				datePublished: new Date(article.published).toISOString(),
				dateModified: new Date(article.updated).toISOString(),
				image: article.images.length > 0 ? article.images.map(imageObject) : undefined,
				author: authors.length > 0 ? authors : [{ "@type": "Organization", name: publisher.name, url: publisher.url }],
				articleSection: article.category,
				keywords: article.topics.length > 0 ? article.topics : undefined,
				correction: corrections?.map(({ date, text }) => ({
					"@type": "CorrectionComment",
					text,
					datePublished: date === undefined ? undefined : new Date(date).toISOString(),
				})),
			};
	return JSON.stringify({ "@context": "https://schema.org", ...data }).replaceAll("<", "\\u003c");
}

function imageObject({ url, width, height, caption, credit }: Picture) {
	return { "@type": "ImageObject", url, width, height, caption, creditText: credit };
}

/** Returns the path of an author's page; undefined if the name does not contain any letters. */
export function pathOfAuthor(name: string): string | undefined {
	const key = slugOf(name);
	return key === "" ? undefined : authorPath(key);
}
