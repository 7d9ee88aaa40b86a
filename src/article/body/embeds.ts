import type { Element, ElementContent } from "hast";
import { cleanLine } from "../clean-text.ts";
import { fileKind } from "../file-kinds.ts";
import { webUrl } from "../web-url.ts";
import { attribute, element, findElement, pixels, textOf } from "./dom.ts";
import { PLAYER, playerOf, thumbnailOf, watchUrl } from "./video-hosts.ts";

/** Default titles of players in embed codes. These titles do not describe the video. */
const GENERIC = /^(youtube|vimeo|dailymotion|embedded)?\s*video([ -]player)?$/i;

/** AMP elements, and a widely used custom element, that refer to a video by its id. */
const BY_ID: Record<string, (id: string) => string> = {
	"amp-youtube": (id) => `https://www.youtube.com/embed/${id}`,
	"lite-youtube": (id) => `https://www.youtube.com/embed/${id}`,
	"amp-vimeo": (id) => `https://player.vimeo.com/video/${id}`,
	"amp-dailymotion": (id) => `https://www.dailymotion.com/embed/video/${id}`,
};

export function isEmbed(node: Element): boolean {
	if (node.tagName === "script") return shownByScript(node) !== null;
	return /^(iframe|amp-iframe|object|embed)$/.test(node.tagName) || Object.hasOwn(BY_ID, node.tagName);
}

/**
 * Returns the page that shows what an embedding script would show, such as code from GitHub or a terminal recording.
 */
function shownByScript(script: Element): string | null {
	const [, page] =
		/^(?:https?:)?(\/\/(?:gist\.github\.com\/[\w-]+\/\w+|asciinema\.org\/a\/\w+))\.js\b/.exec(
			attribute(script, "src"),
		) ?? [];
	return page === undefined ? null : `https:${page}`;
}

/** The replacement for an embed. `isLost` means that nothing can replace it. */
interface Embedded {
	nodes: ElementContent[];
	player?: string;
	isLost?: boolean;
}

/**
 * Replaces an embed, because feed readers drop embeds. A video from a supported host becomes a linked picture with a
 * reference to its player. Anything else becomes a link to its address, or the fallback content of an `object`.
 */
export function linkInstead(node: Element, base: string): Embedded {
	const addresses = addressesOf(node);
	for (const address of addresses) {
		const player = playerOf(address);
		if (player !== null) return { nodes: [linkedVideo(player, titleOf(node))], player };
	}
	const isInvisible = [pixels(node, "width"), pixels(node, "height")].some((size) => size !== undefined && size <= 2);
	const url = addresses[0] ? webUrl(addresses[0], base) : null;
	if (url !== null && /^image\//i.test(attribute(node, "type"))) {
		return { nodes: [element("img", { src: addresses[0], alt: cleanLine(textOf(node)) || titleOf(node, "") }, [])] };
	}
	if (url !== null && !isInvisible && !/\.swf([?#]|$)/i.test(url)) {
		const file = fileKind(new URL(url).pathname) && !/^([a-z]+:|\/\/)/i.test(addresses[0] ?? "");
		const label = file ? (new URL(url).pathname.split("/").at(-1) ?? "") : new URL(url).hostname;
		return { nodes: [paragraph(element("a", { href: addresses[0] }, [{ type: "text", value: label }]))] };
	}
	if (node.tagName === "object" && node.children.some(isSomething)) return { nodes: node.children };
	return { nodes: [], isLost: !isInvisible && (addresses.length > 0 || attribute(node, "srcDoc") !== "") };
}

function isSomething(node: ElementContent): boolean {
	return node.type === "text" ? node.value.trim() !== "" : node.type === "element" && node.tagName !== "param";
}

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
 * Matches a linked video as it is stored. No other text can match: sanitizing removes `data-player` everywhere else,
 * and no player address can follow a quotation mark that *ends* a value.
 */
const LINKED_VIDEO = new RegExp(
	`(<a href="[^"<>]*") data-player="(${PLAYER})">(<img src="[^"]*" alt="([^"]*)">|▶ ([^<]*))</a>`,
	"g",
);

/** Matches a paragraph that contains only a linked video. */
const ALONE = new RegExp(`<p>${LINKED_VIDEO.source}</p>`, "g");

function linkedVideo(player: string, title: string): Element {
	const thumbnail = thumbnailOf(player);
	const label: ElementContent = thumbnail
		? element("img", { src: thumbnail, alt: title }, [])
		: { type: "text", value: `▶ ${title}` };
	return paragraph(element("a", { href: watchUrl(player), dataPlayer: player }, [label]));
}

function paragraph(child: ElementContent): Element {
	return element("p", {}, [child]);
}

/**
 * Returns the possible addresses of an embed. An `object` may have its address in `data`, in a `param`, or in an
 * `embed` for old browsers.
 */
function addressesOf(node: Element): string[] {
	if (node.tagName === "script") return [shownByScript(node) ?? ""];
	const byId = BY_ID[node.tagName];
	const id = attribute(node, "dataVideoid") || attribute(node, "dataVideoId") || attribute(node, "videoId");
	if (byId) return [byId(id || attribute(node, "videoid"))];
	const addresses = ["dataSrc", "dataLazySrc", "src", "data"].map((name) => attribute(node, name));
	if (node.tagName === "object") {
		const movie = findElement(
			node,
			(part) => part.tagName === "param" && /^(movie|src)$/i.test(attribute(part, "name")),
		);
		const embed = findElement(node, (part) => part.tagName === "embed" || part.tagName === "iframe");
		addresses.push(movie ? attribute(movie, "value") : "", embed ? attribute(embed, "src") : "");
	}
	return addresses.filter((address) => address !== "" && !/^(about|javascript|data|blob):/i.test(address));
}

function titleOf(node: Element, unknown = "Video"): string {
	const title = cleanLine(attribute(node, "title") || attribute(node, "ariaLabel") || attribute(node, "dataTitle"));
	return title === "" || GENERIC.test(title) ? unknown : title;
}

/** A playable video. The values are escaped as in an attribute in double quotes. */
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
