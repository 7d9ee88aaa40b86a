import { html } from "hono/html";
import type { Child, FC } from "hono/jsx";
import { PLAYER_ORIGINS } from "../article/body/video-hosts.ts";
import { directionOf } from "../article/language.ts";
import { paletteOf } from "../identity/colour.ts";
import { iconPath, iconUrl, LOGO_PATH } from "../identity/icons.ts";
import { DEFAULT_ACCENT } from "../identity/monogram.ts";
import { isOwnPicture, type SiteLink } from "../identity/read-identity.ts";
import type { Site } from "../settings.ts";
import { addressOf, assetFor, SCRIPT_FILE, STYLESHEET } from "./assets.ts";

/** What the frame shows of a site. */
type FramedSite = Pick<Site, "title" | "language"> & Partial<Omit<Site, "title" | "language">>;

interface PageProps {
	site: FramedSite;
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
			<link rel="stylesheet" href={addressOf(assetFor(STYLESHEET, site))} />
			<script src={addressOf(SCRIPT_FILE)} defer />
			<Icons site={site} />
			{head}
		</head>
		<body>
			<a class="skip" href="#main" {...ENGLISH}>
				Skip to the content
			</a>
			<header {...ENGLISH}>
				<a class="masthead" href="/" lang={site.language} dir={directionOf(site.language)}>
					{site.logo === undefined ? null : (
						<img class="logo" src={isOwnPicture(site.logo) ? LOGO_PATH : site.logo} alt="" />
					)}
					{site.title}
				</a>
				<Navigation hasProviders={hasProviders} site={site} />
			</header>
			<main id="main" tabindex={-1} class={wide ? "wide" : undefined}>
				{children}
			</main>
			<Footer site={site} />
		</body>
	</html>
);

const Navigation: FC<{ hasProviders: boolean; site: FramedSite }> = ({ hasProviders, site }) => (
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
			<Links links={site.menu?.header ?? []} language={site.language} />
			<li>
				<a href="/subscribe">Subscribe</a>
			</li>
		</ul>
	</nav>
);

/** The site's icons, for browsers, systems, and readers that look for them in pages. */
const Icons: FC<{ site: FramedSite }> = ({ site: { icon, accent = DEFAULT_ACCENT } }) => {
	const isElsewhere = icon !== undefined && !isOwnPicture(icon);
	const own = { url: "", icon };
	return (
		<>
			{isElsewhere ? (
				<link rel="icon" href={icon} />
			) : (
				<>
					<link rel="icon" href="/favicon.ico" sizes="32x32" />
					{icon === undefined || /\.svg$/i.test(icon) ? (
						<link rel="icon" href="/icon.svg" type="image/svg+xml" sizes="any" />
					) : (
						<link rel="icon" href={iconPath(192)} sizes="192x192" />
					)}
				</>
			)}
			<link rel="apple-touch-icon" href={iconUrl(own, 180)} />
			<link rel="manifest" href="/site.webmanifest" />
			<meta name="theme-color" content={paletteOf(accent, "light").accent} media="(prefers-color-scheme: light)" />
			<meta name="theme-color" content={paletteOf(accent, "dark").tint} media="(prefers-color-scheme: dark)" />
		</>
	);
};

const Links: FC<{ links: readonly SiteLink[]; language: string }> = ({ links, language }) => (
	<>
		{links.map(({ name, url }) => (
			<li lang={language} dir={directionOf(language)}>
				<a href={url}>{name}</a>
			</li>
		))}
	</>
);

const Footer: FC<{ site: FramedSite }> = ({ site: { language, menu, links = [], copyright, license } }) => (
	<footer {...ENGLISH}>
		<ul>
			<Links links={[...(menu?.footer ?? []), ...links]} language={language} />
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
		{copyright === undefined && license === undefined ? null : (
			<p class="rights">
				{copyright === undefined ? null : <bdi lang={language}>{copyright}</bdi>}{" "}
				{license === undefined ? null : (
					<a rel="license" href={license.url}>
						{license.name}
					</a>
				)}
			</p>
		)}
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
		"manifest-src 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join("; "),
	"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cross-Origin-Opener-Policy": "same-origin",
};
