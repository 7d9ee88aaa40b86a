/** Widths of the icons that browsers, systems and feed readers request, in pixels. */
export const ICON_SIZES = [32, 64, 144, 180, 192, 512] as const;

export type IconSize = (typeof ICON_SIZES)[number];

/** Returns the path of a resized icon created by the command-line tool: `images/icon.svg.512.png`. */
export function madeIconPath(icon: string, size: IconSize): string {
	return `${icon}.${size}.png`;
}

/** Returns the path of one of the site's icons. The paths must never change, because other sites store them. */
export function iconPath(size: IconSize): string {
	return size === 180 ? "/apple-touch-icon.png" : `/icon-${size}.png`;
}

/** The path of the site's logo. */
export const LOGO_PATH = "/logo";

/**
 * Returns the URL of the site's icon in a given size. If the icon is on another site, the URL is the same for all
 * sizes.
 */
export function iconUrl({ url, icon }: { url: string; icon?: string | undefined }, size: IconSize): string {
	return icon !== undefined && /^https?:/.test(icon) ? icon : url + iconPath(size);
}

/** Returns the URL of the site's logo; undefined if the site does not have a logo. */
export function logoUrl({ url, logo }: { url: string; logo?: string | undefined }): string | undefined {
	return logo === undefined || /^https?:/.test(logo) ? logo : url + LOGO_PATH;
}
