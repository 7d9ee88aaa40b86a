import { html } from "hono/html";
import type { Child, FC } from "hono/jsx";
import { PLAYER_ORIGINS } from "../article/body/video.ts";
import { directionOf } from "../article/language.ts";
import type { Site } from "../settings.ts";

interface PageProps {
	site: Site;
	title: string;
	/** BCP 47 of the text; the site's if it is not given. */
	language?: string | undefined;
	/** What else belongs into the head: autodiscovery, canonical link. */
	head?: Child;
	children?: Child;
}

/** A date (ms since 1970) as it is written in a language. */
export function dateIn(language: string, time: number): string {
	return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(time);
}

/** The frame of every page. */
export const Page: FC<PageProps> = ({ site, title, language = site.language, head, children }) => (
	<html lang={language} dir={directionOf(language)}>
		<head>
			<meta charset="utf-8" />
			<meta name="viewport" content="width=device-width, initial-scale=1" />
			<title>{title.endsWith(site.title) ? title : `${title} – ${site.title}`}</title>
			<link rel="stylesheet" href="/style.css" />
			<link rel="icon" href="/icon.svg" type="image/svg+xml" />
			{head}
		</head>
		<body>
			<header>
				<a href="/" lang={site.language} dir={directionOf(site.language)}>
					{site.title}
				</a>
			</header>
			<main>{children}</main>
		</body>
	</html>
);

/** A page as text, with its doctype. */
export function document(page: Child): string {
	return String(html`<!doctype html>${page}`);
}

/** No script at all, no style but the site's, pictures from anywhere, frames of the video hosts that we know. */
export const PAGE_HEADERS = {
	"Content-Type": "text/html; charset=utf-8",
	"Content-Security-Policy": [
		"default-src 'none'",
		"style-src 'self'",
		"img-src https: http: data:",
		"media-src https: http:",
		`frame-src ${PLAYER_ORIGINS.join(" ")}`,
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join("; "),
	"Referrer-Policy": "strict-origin-when-cross-origin",
};
