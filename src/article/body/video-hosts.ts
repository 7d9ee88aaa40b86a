import { webUrl } from "../web-url.ts";

/**
 * A video site whose player works in a frame. The patterns in `addresses` find the id of a video (and for some sites a
 * key) in the addresses that authors embed. At least one pattern must also match the address that `player` returns.
 */
interface Host {
	addresses: RegExp[];
	player: (id: string, key?: string) => string;
	watch: (id: string, key?: string) => string;
	/** The address of the thumbnail, if it can be derived from the id. */
	thumbnail?: (id: string) => string;
}

const YOUTUBE = String.raw`^https?:\/\/(?:www\.|m\.)?youtube(?:-nocookie)?\.com\/`;
const YOUTUBE_PLAYER = "https://www.youtube-nocookie.com/embed/";
const VIMEO_PLAYER = "https://player.vimeo.com/video/";
const DAILYMOTION_PLAYER = "https://geo.dailymotion.com/player.html?video=";

const HOSTS: Host[] = [
	{
		addresses: [new RegExp(`${YOUTUBE}embed/videoseries\\?(?:[^#]*&)?list=([\\w-]{6,60})`)],
		player: (id) => `${YOUTUBE_PLAYER}videoseries?list=${id}`,
		watch: (id) => `https://www.youtube.com/playlist?list=${id}`,
	},
	{
		addresses: [
			new RegExp(`${YOUTUBE}(?:embed|v|shorts|live)/(?!videoseries|live_stream)([\\w-]{6,20})(?![\\w-])`),
			new RegExp(`${YOUTUBE}watch\\?(?:[^#]*&)?v=([\\w-]{6,20})(?![\\w-])`),
			/^https?:\/\/youtu\.be\/([\w-]{6,20})(?![\w-])/,
		],
		player: (id) => YOUTUBE_PLAYER + id,
		watch: (id) => `https://www.youtube.com/watch?v=${id}`,
		thumbnail: (id) => `https://i.ytimg.com/vi/${id}/hqdefault.jpg`,
	},
	{
		// An unlisted video can only be seen with its key.
		addresses: [
			/^https?:\/\/player\.vimeo\.com\/video\/(\d{4,15})(?!\d)(?:\?(?:[^#]*&)?h=([\da-f]{6,20})(?![\da-f]))?/,
		],
		player: (id, key) => `${VIMEO_PLAYER}${id}${key ? `?h=${key}` : ""}`,
		watch: (id, key) => `https://vimeo.com/${id}${key ? `/${key}` : ""}`,
	},
	{
		addresses: [
			/^https?:\/\/(?:www\.)?dailymotion\.com\/embed\/video\/([a-z\d]{4,20})(?![a-z\d])/i,
			/^https?:\/\/geo\.dailymotion\.com\/player(?:\/[a-z\d]+)?\.html\?(?:[^#]*&)?video=([a-z\d]{4,20})(?![a-z\d])/i,
		],
		player: (id) => DAILYMOTION_PLAYER + id,
		watch: (id) => `https://www.dailymotion.com/video/${id}`,
	},
];

/** The origins of the players. A page's Content-Security-Policy must allow them in `frame-src`. */
export const PLAYER_ORIGINS = [...new Set([YOUTUBE_PLAYER, VIMEO_PLAYER, DAILYMOTION_PLAYER].map(originOf))];

/** A pattern for the addresses that `playerOf` returns. These addresses do not need to be escaped in HTML. */
export const PLAYER = String.raw`https:\/\/(?:www\.youtube-nocookie\.com\/embed\/(?:videoseries\?list=)?[\w-]+|player\.vimeo\.com\/video\/\d+(?:\?h=[\da-f]+)?|geo\.dailymotion\.com\/player\.html\?video=[A-Za-z\d]+)`;

/** Returns the normalized URL of a player, for the `src` of a frame; null if the host is not supported. */
export function playerOf(source: string): string | null {
	const url = webUrl(source, "https://invalid.invalid");
	return url && known(url, (host, id, key) => host.player(id, key));
}

/**
 * Returns the page on which people can watch a video.
 *
 * @param player as returned by `playerOf`
 */
export function watchUrl(player: string): string {
	return known(player, (host, id, key) => host.watch(id, key)) ?? player;
}

/**
 * Returns the address of a video's thumbnail; null if it cannot be derived from the player's address.
 *
 * @param player as returned by `playerOf`
 */
export function thumbnailOf(player: string): string | null {
	return known(player, (host, id) => host.thumbnail?.(id) ?? null);
}

function known<T>(url: string, then: (host: Host, id: string, key?: string) => T): T | null {
	for (const host of HOSTS) {
		for (const address of host.addresses) {
			const [, id, key] = address.exec(url) ?? [];
			if (id) return then(host, id, key);
		}
	}
	return null;
}

function originOf(url: string): string {
	return new URL(url).origin;
}
