import { thumbnailOf } from "./video.ts";

/** A video that can be played; each value as it stands in an attribute in double quotes, escaped. */
interface PlayableVideo {
	/** From `playerOf`. */
	player: string;
	/** The page on which a person watches it. */
	watch: string;
	title: string;
}

/**
 * A video in a page, as HTML: an empty frame, and a link that fills it with the player. Nothing but a picture is asked of
 * the video's host before that, with scripts or without.
 *
 * @param name of the frame, which no other on the page may have: letters, digits and hyphens
 */
export function playerFrame({ player, watch, title }: PlayableVideo, name: string): string {
	const thumbnail = thumbnailOf(player);
	const picture = thumbnail === null ? "" : `<img src="${thumbnail}" alt="">`;
	const frame = `<iframe name="${name}" title="${title}" allow="encrypted-media; fullscreen; picture-in-picture"></iframe>`;
	const play = `<a class="button" href="${player}" target="${name}">▶ Play</a>`;
	const elsewhere = `<a href="${watch}">Watch at ${new URL(watch).hostname.replace(/^www\./, "")}</a>`;
	const text = title.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
	const caption = `<bdi>${text}</bdi> <span lang="en" dir="ltr">${play} ${elsewhere}</span>`;
	return `<figure class="player"><div>${picture}${frame}</div><figcaption>${caption}</figcaption></figure>`;
}
