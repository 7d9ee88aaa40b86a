import { PLAYER, thumbnailOf } from "./video-hosts.ts";

/** Removes players from HTML for feeds, because feed readers cannot use them, and validators warn about them. */
export function withoutPlayers(html: string): string {
	if (!html.includes("data-player")) return html;
	return html.replace(LINKED_VIDEO, (_, link: string, _player, label: string) => `${link}>${label}</a>`);
}

/**
 * Adds players to HTML for pages: a video in a paragraph of its own gets a player, and all other videos remain links.
 */
export function withPlayers(html: string): string {
	let count = 0;
	const played = html.replace(ALONE, (_, link: string, player: string, _label, alt?: string, text = "Video") => {
		const watch = link.slice('<a href="'.length, -1);
		return playerFrame({ player, watch, title: alt ?? text.replaceAll('"', "&quot;") }, `player-${++count}`);
	});
	return withoutPlayers(played);
}

/**
 * Matches a linked video as it is stored. Nothing else can match: sanitizing removes `data-player` everywhere else, and
 * no player address can follow a quotation mark that *ends* an attribute value.
 */
const LINKED_VIDEO = new RegExp(
	`(<a href="[^"<>]*") data-player="(${PLAYER})">(<img src="[^"]*" alt="([^"]*)">|▶ ([^<]*))</a>`,
	"g",
);

/** Matches a paragraph that contains only a linked video. */
const ALONE = new RegExp(`<p>${LINKED_VIDEO.source}</p>`, "g");

/** A playable video. The values are escaped for use in a double-quoted attribute. */
interface PlayableVideo {
	/** As returned by `playerOf`. */
	player: string;
	/** The page on which people can watch the video. */
	watch: string;
	title: string;
}

/**
 * Returns the HTML for a video on a page: an empty frame, and a link that loads the player into the frame. Until
 * somebody clicks the link, only a picture is requested from the video's host, with or without scripts. The link sends
 * the site's origin (and nothing else) as the referrer, because YouTube does not play videos without one.
 *
 * @param name the name of the frame, which must be unique on the page and consist of letters, digits and hyphens
 */
export function playerFrame({ player, watch, title }: PlayableVideo, name: string): string {
	const thumbnail = thumbnailOf(player);
	const picture =
		thumbnail === null ? "" : `<img src="${thumbnail}" alt="" loading="lazy" referrerpolicy="no-referrer">`;
	const frame = `<iframe name="${name}" title="${title}" allow="encrypted-media; fullscreen; picture-in-picture"></iframe>`;
	const play = `<a class="button" href="${player}" target="${name}" referrerpolicy="strict-origin">▶ Play</a>`;
	const elsewhere = `<a href="${watch}">Watch at ${new URL(watch).hostname.replace(/^www\./, "")}</a>`;
	const text = title.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
	const caption = `<bdi>${text}</bdi> <span lang="en" dir="ltr">${play} ${elsewhere}</span>`;
	return `<figure class="player"><div>${picture}${frame}</div><figcaption>${caption}</figcaption></figure>`;
}
