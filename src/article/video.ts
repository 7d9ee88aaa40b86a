import { webUrl } from "./fields.ts";

/** A site whose player fits into a frame: how its embeds look, and where a person watches the same video. */
interface Host {
	embed: RegExp;
	player: (id: string) => string;
	watch: (id: string) => string;
}

const HOSTS: Host[] = [
	{
		embed: /^https?:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]{6,20})/,
		player: (id) => `https://www.youtube-nocookie.com/embed/${id}`,
		watch: (id) => `https://www.youtube.com/watch?v=${id}`,
	},
	{
		embed: /^https?:\/\/player\.vimeo\.com\/video\/(\d{4,15})/,
		player: (id) => `https://player.vimeo.com/video/${id}`,
		watch: (id) => `https://vimeo.com/${id}`,
	},
];

/** The player's URL for the `src` of a frame, in its plain form; null if the host is not known. */
export function playerOf(source: string): string | null {
	const url = webUrl(source, "https://invalid.invalid");
	for (const host of HOSTS) {
		const id = url && host.embed.exec(url)?.[1];
		if (id) return host.player(id);
	}
	return null;
}

/** The page on which a person watches what `player` (from `playerOf`) plays. */
export function watchUrl(player: string): string {
	for (const host of HOSTS) {
		const id = host.embed.exec(player)?.[1];
		if (id) return host.watch(id);
	}
	return player;
}
