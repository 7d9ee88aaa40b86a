/** Escapes plain text for use in HTML. */
export function escapeHtml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Escapes the tags in HTML, but not its entities: `<` becomes `&lt;`, and `&lt;` is unchanged. */
export function escapeTags(text: string): string {
	return text
		.replaceAll(/&(?!#?\w{1,32};)/g, "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;");
}

/** Renders the start tag of an element. Leaves out attributes without a value. */
export function tag(name: string, attributes: Record<string, string | undefined>): string {
	const written = Object.entries(attributes).map(([key, value]) =>
		value === undefined ? "" : ` ${key}="${escapeHtml(value)}"`,
	);
	return `<${name}${written.join("")}>`;
}

/** Renders a `figure` with a picture and a caption, both passed as HTML. */
export function figure(picture: string, caption = ""): string {
	return `<figure>${picture}${caption === "" ? "" : `<figcaption>${caption}</figcaption>`}</figure>`;
}

/** Renders an `img` element. `alt` is plain text. */
export function image(src: string, alt = "", size: { width?: string; height?: string } = {}): string {
	return tag("img", { src, alt, width: pixels(size.width), height: pixels(size.height) });
}

function pixels(size: string | undefined): string | undefined {
	return size !== undefined && /^\d{1,5}$/.test(size) ? size : undefined;
}

export function audio(src: string): string {
	return `${tag("audio", { src, controls: "" })}</audio>`;
}

export function video(src: string, poster?: string): string {
	return `${tag("video", { src, poster, controls: "" })}</video>`;
}

/** Renders a link. `text` is plain text, and defaults to the address. */
export function link(url: string, text = url): string {
	return `${tag("a", { href: url })}${escapeHtml(text)}</a>`;
}

/** Renders an embedded URL as a player if it belongs to a known video host, otherwise as a link. */
export function embed(url: string): string {
	const address = url.replaceAll("&amp;", "&").replaceAll("&#038;", "&");
	const player = videoFrame(address);
	return player === null ? link(address) : `${tag("iframe", { src: player })}</iframe>`;
}

function videoFrame(url: string): string | null {
	const vimeo =
		/^https?:\/\/(?:www\.)?vimeo\.com\/(?:channels\/\w+\/|groups\/\w+\/videos\/)?(\d{4,15})(?:\/([\da-f]+))?/.exec(url);
	if (vimeo) return `https://player.vimeo.com/video/${vimeo[1]}${vimeo[2] ? `?h=${vimeo[2]}` : ""}`;
	const dailymotion = /^https?:\/\/(?:www\.)?(?:dailymotion\.com\/video|dai\.ly)\/([a-z\d]+)/i.exec(url);
	if (dailymotion) return `https://www.dailymotion.com/embed/video/${dailymotion[1]}`;
	if (/^https?:\/\/player\.vimeo\.com\/video\/\d/.test(url)) return url;
	return /^https?:\/\/(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com\/(?:watch\?|embed\/|shorts\/|live\/|v\/)|youtu\.be\/)/.test(
		url,
	)
		? url
		: null;
}

/** A start tag, including its end. Attribute values may contain `>`. */
const OPENING = /<([a-z][a-z0-9]*)(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*>/gi;

/**
 * Replaces the outermost elements with these names (in lower case). Does not change elements without an end tag.
 * Remembers which end tags are missing, so that the time stays linear even with thousands of unclosed elements.
 */
export function replaceElements(
	html: string,
	names: readonly string[],
	replace: (element: string, name: string) => string,
): string {
	const unclosed = new Set<string>();
	let out = "";
	let at = 0;
	for (const match of html.matchAll(OPENING)) {
		const name = match[1]?.toLowerCase() ?? "";
		if (match.index < at || !names.includes(name) || unclosed.has(name)) continue;
		const closing = new RegExp(`</${name}\\s*>`, "gi");
		closing.lastIndex = match.index + match[0].length;
		if (closing.exec(html) === null) {
			unclosed.add(name);
			continue;
		}
		out += html.slice(at, match.index) + replace(html.slice(match.index, closing.lastIndex), name);
		at = closing.lastIndex;
	}
	return out + html.slice(at);
}
