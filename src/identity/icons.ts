/** Widths of the icons that browsers, systems and feed readers request, in pixels. */
export const ICON_SIZES = [32, 64, 144, 180, 192, 512] as const;

export type IconSize = (typeof ICON_SIZES)[number];

/** The path of an icon in another size, made by the command line: `images/icon.svg.512.png`. */
export function madeIconPath(icon: string, size: IconSize): string {
	return `${icon}.${size}.png`;
}

/** The path of an icon of the site. It must stay the same, because other sites store it. */
export function iconPath(size: IconSize): string {
	return size === 180 ? "/apple-touch-icon.png" : `/icon-${size}.png`;
}

/** The path of the site's logo. */
export const LOGO_PATH = "/logo";

/** The URL of the site's icon in a given size. An icon on another site has the same URL for all sizes. */
export function iconUrl({ url, icon }: { url: string; icon?: string | undefined }, size: IconSize): string {
	return icon !== undefined && /^https?:/.test(icon) ? icon : url + iconPath(size);
}

/** The URL of the site's logo; undefined if it has none. */
export function logoUrl({ url, logo }: { url: string; logo?: string | undefined }): string | undefined {
	return logo === undefined || /^https?:/.test(logo) ? logo : url + LOGO_PATH;
}
