import { html } from "hono/html";
import type { Child, FC } from "hono/jsx";
import { PLAYER_ORIGINS } from "../article/body/video-hosts.ts";
import { directionOf } from "../article/language.ts";
import type { Navigation } from "../feed/feed-index.ts";
import { iconPath, iconUrl } from "../identity/icons.ts";
import { DEFAULT_THEME, paletteOf } from "../identity/palette.ts";
import { isOwnPicture } from "../identity/read-identity.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { addressOf, SCRIPT_FILE, stylesheetOf, TOOLS_STYLESHEET } from "./assets.ts";
import { FollowPanel, type FollowTarget, followSite } from "./follow.tsx";
import type { FramedSite } from "./framed-site.ts";
import { Footer, Header, TopicBar } from "./header.tsx";

interface PageProps {
	site: FramedSite;
	title: string;
	/** Additional elements for the `<head>`, such as autodiscovery and canonical links. */
	head?: Child;
	/** Topics and providers for the navigation bar. If absent, the page does not have a navigation bar. */
	nav?: Navigation | null | undefined;
	/** Name of the feed that the page is about, such as `topics/ai`. */
	current?: string | undefined;
	/** What the page offers to follow; by default, the site. Null if following makes no sense on the page. */
	followed?: FollowTarget | null | undefined;
	/** Whether the page already has a filled button, so that the Follow button in the header must be outlined. */
	hasAction?: boolean;
	/** Whether to show the site's name large, as on the home page. */
	isHome?: boolean;
	/** Whether to use the narrower, text-only layout for sites whose articles have no pictures. */
	isPlain?: boolean;
	/** Whether the page has its own search field, so that the header must not have one. */
	hasSearch?: boolean;
	/** Whether to load the second stylesheet, which pages with controls need. */
	isTool?: boolean;
	children?: Child;
}

/** Renders the frame of every page, in the site's language. */
export const Page: FC<PageProps> = ({
	site,
	title,
	head,
	nav = null,
	current,
	followed,
	hasAction = false,
	isHome = false,
	isPlain = false,
	hasSearch = false,
	isTool = false,
	children,
}) => {
	const offered = followed === undefined ? followSite(site) : followed;
	return (
		<html lang={site.language} dir={directionOf(site.language)}>
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>{title.endsWith(site.title) ? title : `${title} – ${site.title}`}</title>
				<link rel="stylesheet" href={addressOf(stylesheetOf(site))} />
				{isTool ? <link rel="stylesheet" href={addressOf(TOOLS_STYLESHEET)} /> : null}
				{/* Dates are made relative before the first paint. Otherwise, the content that follows them would shift. */}
				<script src={addressOf(SCRIPT_FILE)} defer blocking="render" />
				<Icons site={site} />
				{head}
			</head>
			<body class={isPlain ? "plain" : undefined}>
				<a class="skip" href="#main" {...marksFor(site.language)}>
					{wordsFor(site.language).nav.skip}
				</a>
				<Header site={site} nav={nav} followed={offered} quiet={hasAction} isHome={isHome} hasSearch={hasSearch} />
				{offered === null ? null : <FollowPanel site={site} followed={offered} />}
				<TopicBar site={site} nav={nav} current={current} />
				<main id="main" class="in" tabindex={-1}>
					{children}
				</main>
				<Footer site={site} />
			</body>
		</html>
	);
};

/** Serializes a page as HTML with its doctype. */
export function document(page: Child): string {
	return String(html`<!DOCTYPE html>${page}`);
}

/**
 * Headers of every page. Styles and scripts may be loaded only from this site, pictures and audio from anywhere, and
 * frames only from supported video hosts. Other sites may not embed the page in a frame. The headers that all responses
 * have in common are set in `http/middleware.ts`.
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

/** Renders `<link>` elements for the site's icons, which browsers, operating systems and some feed readers look for. */
const Icons: FC<{ site: FramedSite }> = ({ site: { icon, accent = DEFAULT_THEME.accent } }) => {
	const isElsewhere = icon !== undefined && !isOwnPicture(icon);
	const isVector = icon === undefined || /\.svg$/i.test(icon);
	return (
		<>
			{isElsewhere ? <link rel="icon" href={icon} /> : <link rel="icon" href="/favicon.ico" sizes="32x32" />}
			{isElsewhere ? null : isVector ? (
				<link rel="icon" href="/icon.svg" type="image/svg+xml" sizes="any" />
			) : (
				<link rel="icon" href={iconPath(192)} sizes="192x192" />
			)}
			<link rel="apple-touch-icon" href={iconUrl({ url: "", icon }, 180)} />
			<link rel="manifest" href="/site.webmanifest" />
			<meta name="theme-color" content={paletteOf(accent, "light")["fill"]} media="(prefers-color-scheme: light)" />
			<meta name="theme-color" content={paletteOf(accent, "dark")["wash"]} media="(prefers-color-scheme: dark)" />
		</>
	);
};
