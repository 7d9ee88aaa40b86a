import { html } from "hono/html";
import type { Child, FC } from "hono/jsx";
import { PLAYER_ORIGINS } from "../article/body/video-hosts.ts";
import { directionOf } from "../article/language.ts";
import type { Site } from "../settings.ts";
import { addressOf, SCRIPT_FILE, STYLESHEET } from "./assets.ts";

interface PageProps {
	site: Pick<Site, "title" | "language">;
	title: string;
	/** BCP 47 language of the text; default: English, the language of the frame. */
	language?: string | undefined;
	/** Additional elements for the head: autodiscovery, canonical link. */
	head?: Child;
	/** As wide as the frame, for lists; otherwise as wide as a text column. */
	wide?: boolean;
	/** Whether the page knows that the site has providers: otherwise nothing links to their list, which may be empty. */
	hasProviders?: boolean;
	children?: Child;
}

/** Marks English text, including the frame's, on a page in another language. */
export const ENGLISH = { lang: "en", dir: "ltr" } as const;

const dates = new Map<string, Intl.DateTimeFormat>();

/** The day of a moment (ms since 1970) in the site's time zone, as it is written in a language. */
export function dateIn({ timeZone }: Pick<Site, "timeZone">, language: string, time: number): string {
	return dateFormat(language, "long", timeZone).format(time);
}

/** @param timeZone IANA */
export function dateFormat(language: string, dateStyle: "long" | "medium", timeZone: string): Intl.DateTimeFormat {
	const key = `${language} ${dateStyle} ${timeZone}`;
	const format = dates.get(key) ?? new Intl.DateTimeFormat(language, { dateStyle, timeZone });
	dates.set(key, format);
	return format;
}

/** The frame of every page. */
export const Page: FC<PageProps> = ({
	site,
	title,
	language = "en",
	head,
	wide = false,
	hasProviders = false,
	children,
}) => (
	<html lang={language} dir={directionOf(language)}>
		<head>
			<meta charset="utf-8" />
			<meta name="viewport" content="width=device-width, initial-scale=1" />
			<title>{title.endsWith(site.title) ? title : `${title} – ${site.title}`}</title>
			<link rel="stylesheet" href={addressOf(STYLESHEET)} />
			<script src={addressOf(SCRIPT_FILE)} defer />
			<link rel="icon" href="/icon.svg" type="image/svg+xml" />
			{head}
		</head>
		<body>
			<a class="skip" href="#main" {...ENGLISH}>
				Skip to the content
			</a>
			<header {...ENGLISH}>
				<a class="masthead" href="/" lang={site.language} dir={directionOf(site.language)}>
					{site.title}
				</a>
				<Navigation hasProviders={hasProviders} />
			</header>
			<main id="main" tabindex={-1} class={wide ? "wide" : undefined}>
				{children}
			</main>
			<Footer />
		</body>
	</html>
);

const Navigation: FC<{ hasProviders: boolean }> = ({ hasProviders }) => (
	<nav aria-label="Site">
		<ul>
			<li>
				<a href="/">Home</a>
			</li>
			<li>
				<a href="/topics">Topics</a>
			</li>
			{hasProviders ? (
				<li>
					<a href="/providers">Providers</a>
				</li>
			) : null}
			<li>
				<a href="/subscribe">Subscribe</a>
			</li>
		</ul>
	</nav>
);

const Footer = () => (
	<footer {...ENGLISH}>
		<ul>
			<li>
				<a href="/about/feeds">What is a feed?</a>
			</li>
			<li>
				<a href="/feeds.opml">All feeds as OPML</a>
			</li>
			<li>
				<a href="/about/feeds#newsstand">Made with Newsstand</a>
			</li>
		</ul>
	</footer>
);

/** A page as HTML text, with its doctype. */
export function document(page: Child): string {
	return String(html`<!DOCTYPE html>${page}`);
}

/**
 * Headers of every page: style and script from this site only, pictures and sound from anywhere, frames from the
 * supported video hosts, no framing by other sites. Headers of all responses are in `http/middleware.ts`.
 */
export const PAGE_HEADERS = {
	"Content-Type": "text/html; charset=utf-8",
	"Content-Security-Policy": [
		"default-src 'none'",
		"style-src 'self'",
		"script-src 'self'",
		"img-src https: http: data:",
		"media-src https: http:",
		`frame-src ${PLAYER_ORIGINS.join(" ")}`,
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join("; "),
	"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cross-Origin-Opener-Policy": "same-origin",
};
