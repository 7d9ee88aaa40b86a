import type { Element, ElementContent } from "hast";
import { cleanLine } from "../clean-text.ts";
import { fileKind } from "../file-kinds.ts";
import { webUrl } from "../web-url.ts";
import { attribute, element, findElement, pixels, textOf } from "./dom.ts";
import { playerOf, thumbnailOf, watchUrl } from "./video-hosts.ts";

/** Default titles that embed codes give to players. They do not describe the video. */
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
 * Returns the URL of the page that shows what an embedding script would insert: for example, code from GitHub, or a
 * terminal recording.
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
 * Replaces an embed, because feed readers drop embeds. A video from a supported video host becomes a linked picture
 * that refers to its player. Anything else becomes a link to its address, or the fallback content of an `object`.
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
