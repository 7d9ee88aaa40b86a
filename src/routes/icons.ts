import type { Context } from "hono";
import type { PublishedFile } from "../article/resolve-locals.ts";
import type { App } from "../http/context.ts";
import { bytesResponse, pageResponse, redirect } from "../http/respond.ts";
import { ICON_SIZES, type IconSize, iconPath } from "../identity/icons.ts";
import { DEFAULT_ACCENT, monogramOf, monogramPng, monogramSvg } from "../identity/monogram.ts";
import { paletteOf } from "../identity/palette.ts";
import { icoOf } from "../identity/png.ts";
import { isOwnPicture } from "../identity/read-identity.ts";
import { ICONS_TAG, SITE_TAG } from "../publisher/kv-keys.ts";
import { publisherOf } from "../publisher/stub.ts";
import { getArticle } from "./article-page.tsx";
import { fileResponse } from "./media.ts";

const A_DAY = "public, max-age=86400, stale-while-revalidate=604800, stale-if-error=604800";

const FAVICON_SIZE = 32;

/**
 * Paths of icons in PNG or ICO format, including the paths that browsers and feed readers request without having read a
 * page.
 */
export const ICON_PATHS = [...ICON_SIZES.map(iconPath), "/apple-touch-icon-precomposed.png", "/favicon.ico"];

/**
 * `GET /icon-512.png`, `/apple-touch-icon.png`, `/favicon.ico`: the site's icon, or a monogram if it has none, in the
 * requested size.
 */
export async function getIcon(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const size = sizeOf(pathname);
	const { icon, title, accent } = c.get("site");
	if (icon !== undefined && !isOwnPicture(icon)) return redirect(c, icon, 302, ICONS_TAG);
	if (icon !== undefined) {
		const { made, icon: original } = await publisherOf(c.env).sitePictures();
		const file = made[size] ?? (original?.type === "image/svg+xml" ? undefined : original);
		const found = file && (await stored(c, file));
		if (found) return found;
	}
	const png = await monogramPng(monogramOf(title, accent), size);
	if (pathname !== "/favicon.ico") return drawn(c, png, "image/png");
	return drawn(c, icoOf(png, size), "image/x-icon");
}

/**
 * `GET /icon.svg`: the icon or monogram as SVG. If the icon is not an SVG file, redirects to the icon's largest PNG
 * version.
 */
export async function getSvgIcon(c: Context<App>): Promise<Response> {
	const { icon, title, accent } = c.get("site");
	if (icon !== undefined && !isOwnPicture(icon)) return redirect(c, icon, 302, ICONS_TAG);
	if (icon !== undefined) {
		const { icon: original } = await publisherOf(c.env).sitePictures();
		if (original && original.type !== "image/svg+xml") return redirect(c, iconPath(512), 302, ICONS_TAG);
		const found = original && (await stored(c, original));
		if (found) return found;
	}
	return drawn(c, new TextEncoder().encode(monogramSvg(monogramOf(title, accent))), "image/svg+xml");
}

/**
 * `GET /logo`: the logo in the content folder. Feeds and pages link to this URL even before the logo is stored; until
 * then, it redirects to the icon. If the site does not have a logo, an article may have this path.
 */
export async function getLogo(c: Context<App>): Promise<Response> {
	const { logo } = c.get("site");
	if (logo === undefined) return getArticle(c);
	if (!isOwnPicture(logo)) return redirect(c, logo, 302, ICONS_TAG);
	const { logo: file } = await publisherOf(c.env).sitePictures();
	return (file && (await stored(c, file))) ?? redirect(c, iconPath(512), 302, ICONS_TAG);
}

/** `GET /site.webmanifest`: the name and icons that operating systems show when the site is installed as an app. */
export function getManifest(c: Context<App>): Response {
	const { title, description, language, accent = DEFAULT_ACCENT } = c.get("site");
	const manifest = {
		name: title,
		short_name: title,
		description: description || undefined,
		lang: language,
		start_url: "/",
		display: "browser",
		theme_color: paletteOf(accent, "light")["fill"],
		icons: ([192, 512] as const).map((size) => ({ src: iconPath(size), sizes: `${size}x${size}`, type: "image/png" })),
	};
	const headers = { "Content-Type": "application/manifest+json; charset=utf-8" };
	return pageResponse(c.req.raw, JSON.stringify(manifest), ICONS_TAG, headers);
}

function sizeOf(pathname: string): IconSize {
	if (pathname.startsWith("/apple-touch")) return 180;
	return ICON_SIZES.find((size) => iconPath(size) === pathname) ?? FAVICON_SIZE;
}

/** Serves a stored file at a URL that stays the same when the file changes. */
async function stored(c: Context<App>, { url }: PublishedFile): Promise<Response | null> {
	const [, hash = "", name = ""] = /\/media\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
	return fileResponse(c, { hash, name, mayBeClosed: false }, headersFor(c));
}

function drawn(c: Context<App>, bytes: Uint8Array, type: string): Response {
	return bytesResponse(c.req.raw, bytes, { ...headersFor(c), "Content-Type": type });
}

function headersFor(c: Context<App>): Record<string, string> {
	return {
		"Cache-Control": A_DAY,
		"Cache-Tag": `${ICONS_TAG},${SITE_TAG}`,
		"Access-Control-Allow-Origin": "*",
		"Cross-Origin-Resource-Policy": "cross-origin",
		// The query string is ignored here. Without this header, Cloudflare would cache a separate copy for each one.
		...(c.req.url.includes("?") ? { "Cloudflare-CDN-Cache-Control": "no-store" } : {}),
	};
}
