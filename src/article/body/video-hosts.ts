import { webUrl } from "../fields.ts";

/**
 * A site whose player works in a frame. Each pattern in `addresses` finds a video's id, and for some a key, in an
 * address that authors embed. The address of `player` must match one of the patterns, too.
 */
interface Host {
	addresses: RegExp[];
	player: (id: string, key?: string) => string;
	watch: (id: string, key?: string) => string;
	/** The thumbnail, if its address can be derived from the id. */
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
		// An unlisted video is only shown to people who have its key.
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

/** The origins of the players, which a page's Content-Security-Policy has to allow in `frame-src`. */
export const PLAYER_ORIGINS = [...new Set([YOUTUBE_PLAYER, VIMEO_PLAYER, DAILYMOTION_PLAYER].map(originOf))];

/** Pattern of every address that `playerOf` returns, which needs no escaping in HTML. */
export const PLAYER = String.raw`https:\/\/(?:www\.youtube-nocookie\.com\/embed\/(?:videoseries\?list=)?[\w-]+|player\.vimeo\.com\/video\/\d+(?:\?h=[\da-f]+)?|geo\.dailymotion\.com\/player\.html\?video=[A-Za-z\d]+)`;

/** The normalized URL of a player for the `src` of a frame; null if the host is unknown. */
export function playerOf(source: string): string | null {
	const url = webUrl(source, "https://invalid.invalid");
	return url && known(url, (host, id, key) => host.player(id, key));
}

/**
 * The page for watching a video.
 *
 * @param player as returned by `playerOf`
 */
export function watchUrl(player: string): string {
	return known(player, (host, id, key) => host.watch(id, key)) ?? player;
}

/**
 * The thumbnail of a video; null if its host has none at a known address.
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
