/** A call to a shortcode, tag, include or component, with its name in lower case and its arguments. */
export interface Call {
	name: string;
	/** Arguments without a name, in order. */
	list: string[];
	/** Named arguments, with names in lower case. */
	named: Map<string, string>;
}

/** What a call becomes: text that replaces it, or text before and after its content. */
export type Shown = { text: string } | { before: string; after: string };

/** Names of callouts. A callout's default title is its kind. */
const CALLOUTS =
	/^(?:note|tip|hint|important|info|information|warning|warn|caution|danger|error|success|question|help|faq|example|bug|quote|abstract|summary|tldr|todo|check|done|attention|failure|fail|missing|cite|seealso|notice|callout|admonition|alert|aside|box|message|banner|expandablecallout)$/;
const NO_KIND = /^(?:notice|callout|admonition|alert|aside|box|message|banner|expandablecallout|quote|cite)$/;
const QUOTES = /^(?:quote|blockquote|quote-block|pullquote|cq|centerquote)$/;
const DETAILS = /^(?:details|accordion|accordion-item|accordionitem|collapse|expand|spoiler|toggle|fold|expander)$/;
const PICTURES = /^(?:figure|img|image|picture|imgproc|legacy-img|asset_img|asset_image|imagefigure|captionedimage)$/;
const TABS = /^(?:tab|tabitem|tabpanel|code-tab|codetab)$/;
const GROUPS =
	/^(?:tabs|tabset|codetabs|code-tabs|code-group|codegroup|steps|step|cardgroup|card-group|cards|columns|column|cols|col|grid|row|center|div|span|block|box|fragment|details-group|fields|expander-group|filetree|file-tree)$/;
const BUTTONS =
	/^(?:button|u-button|ubutton|btn|link|card|linkcard|link-card|linkbutton|read-more|readmore|ctabutton|bookmark)$/;
/** Calls that do not produce text of their own: decoration, and lists that the generator creates. */
const NOTHING =
	/^(?:toc|tableofcontents|tocinline|children|tags|ring|favicon|icon|u-icon|spacer|divider|newline|more|clear|clearfix|head|script|style|br|anchor|include_cached_nothing)$/;

/** Embeds that are identified by an id. Each function returns the address of the embed. */
const EMBEDS: Record<string, (id: string, call: Call) => string | null> = {
	youtube: (id) => youtube(id),
	youtubelite: (id) => youtube(id),
	youtubeembed: (id) => youtube(id),
	liteyoutubeembed: (id) => youtube(id),
	vimeo: (id) => (/^\d+$/.test(id) ? `https://player.vimeo.com/video/${id}` : web(id)),
	dailymotion: (id) => (/^\w+$/.test(id) ? `https://www.dailymotion.com/embed/video/${id}` : web(id)),
	gist: (id, { list, named }) => {
		const [user, gist] = [named.get("user") ?? list[0] ?? "", named.get("id") ?? list[1] ?? ""];
		const path = /^[\w-]+\/\w+$/.test(id) || !/^\w+$/.test(gist) ? id : `${user}/${gist}`;
		return web(path) ?? (/^[\w/-]+$/.test(path) ? `https://gist.github.com/${path}` : null);
	},
	tweet: post,
	twitter: post,
	twitter_simple: post,
	x: post,
	instagram: (id) => web(id) ?? under("https://www.instagram.com/p/", id),
	codepen: (id, { named, list }) => {
		const user = named.get("user") ?? (list.length > 1 ? list[0] : undefined);
		return web(id) ?? under("https://codepen.io/", user ? `${user}/pen/${named.get("id") ?? list[1]}` : id);
	},
	jsfiddle: (id) => web(id) ?? under("https://jsfiddle.net/", id),
	spotify: (id, { named }) => web(id) ?? under("https://open.spotify.com/", `${named.get("type") ?? "track"}/${id}`),
	soundcloud: (id) =>
		web(id) ?? (/^\d+$/.test(id) ? `https://api.soundcloud.com/tracks/${id}` : under("https://soundcloud.com/", id)),
	bilibili: (id) => web(id) ?? under("https://www.bilibili.com/video/", id),
	slideshare: (id) => web(id) ?? under("https://www.slideshare.net/slideshow/embed_code/key/", id),
	scribd: (id) => web(id) ?? under("https://www.scribd.com/document/", id),
	asciinema: (id) => web(id) ?? under("https://asciinema.org/a/", id),
	loom: (id) => web(id) ?? under("https://www.loom.com/share/", id),
	mastodon: (id) => web(id),
	iframe: (id) => web(id),
	embed: (id) => web(id),
	oembed: (id) => web(id),
};

/** Returns the text that a call produces; null if only its generator can produce it. */
export function shownOf(call: Call): Shown | null {
	const { name, list, named } = call;
	const value = (...names: string[]) => names.map((key) => named.get(key)).find((text) => text !== undefined);
	if (Object.hasOwn(EMBEDS, name)) {
		const id = value("id", "url", "src", "href", "videoid", "video", "link") ?? list[0] ?? "";
		const address = EMBEDS[name]?.(id, call) ?? null;
		return address === null ? null : { text: embed(address, value("title", "caption") ?? "") };
	}
	if (PICTURES.test(name)) return picture(call);
	if (name === "video" || name === "audio" || name === "mp3" || name === "mp4") {
		const source = value("src", "url", "file", name) ?? list.find((text) => /[./]/.test(text));
		if (source === undefined) return null;
		const element = name === "audio" || name === "mp3" ? "audio" : "video";
		return { text: `<${element} src="${escapeHtml(source)}" controls></${element}>` };
	}
	if (DETAILS.test(name)) {
		const title = value("summary", "title", "label", "header") ?? list.join(" ");
		return { before: `<details>\n<summary>${escapeHtml(title || "…")}</summary>`, after: "</details>" };
	}
	if (QUOTES.test(name)) {
		const source = [value("author", "cite", "source", "attr"), ...list].filter(Boolean).join(" ").trim();
		return { before: "<blockquote>", after: `${source && `— ${source}\n\n`}</blockquote>` };
	}
	if (CALLOUTS.test(name)) return callout(call);
	if (TABS.test(name)) return { before: bold(value("label", "name", "title", "header") ?? list[0] ?? ""), after: "" };
	if (BUTTONS.test(name)) return button(call);
	if (GROUPS.test(name)) return { before: bold(value("title") ?? ""), after: "" };
	return NOTHING.test(name) ? { text: "" } : null;
}

/** Converts a callout to a quotation that begins with its title. */
export function callout({ name, list, named }: Call): Shown {
	const [first = "", ...others] = list;
	const isKind = NO_KIND.test(name) && CALLOUTS.test(first.toLowerCase());
	const kind =
		named.get("type") ?? named.get("kind") ?? named.get("variant") ?? (isKind ? first : NO_KIND.test(name) ? "" : name);
	const rest = (isKind || /^(?:info|success|warning|danger|primary|default)$/.test(first) ? others : list).join(" ");
	const title = named.get("title") ?? named.get("heading") ?? rest;
	return {
		before: `<blockquote>${title || kind ? `\n\n${bold(title || capital(kind))}` : ""}`,
		after: "</blockquote>",
	};
}

/**
 * Converts a figure, including its picture, caption and link. In Hexo's syntax, classes come before the address; the
 * size, title and alt text come after it.
 */
function picture({ name, list, named }: Call): Shown | null {
	const at =
		name === "img" || name === "image"
			? Math.max(
					list.findIndex((text) => /[./]/.test(text)),
					0,
				)
			: 0;
	const source = named.get("src") ?? named.get("url") ?? named.get("file") ?? named.get("path") ?? list[at];
	if (source === undefined) return null;
	const words = list.slice(at + 1).filter((text) => !/^\d+(px|%)?$/.test(text));
	const caption = named.get("caption") ?? named.get("title") ?? "";
	const alt = named.get("alt") ?? (caption || (words.at(-1) ?? ""));
	const size = ["width", "height"].map((key) => {
		const [number] = /^\d+(?=px$|$)/.exec(named.get(key) ?? "") ?? [];
		return number ? ` ${key}="${number}"` : "";
	});
	const image = `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}"${size.join("")}>`;
	const link = named.get("link") ?? named.get("href");
	const linked = link ? `<a href="${escapeHtml(link)}">${image}</a>` : image;
	const credit = named.get("attr") ?? "";
	const words_ = [caption, credit].filter(Boolean).map(escapeHtml).join(" ");
	return { text: `<figure>${linked}${words_ && `<figcaption>${words_}</figcaption>`}</figure>` };
}

function button({ list, named }: Call): Shown {
	const address =
		named.get("href") ??
		named.get("url") ??
		named.get("to") ??
		named.get("link") ??
		list.find((text) => /^(?:https?:|\/)/.test(text));
	const words =
		named.get("text") ?? named.get("title") ?? named.get("label") ?? list.find((text) => text !== address) ?? "";
	if (address === undefined) return { before: escapeHtml(words), after: "" };
	const open = `<a href="${escapeHtml(address)}">`;
	return { before: `${open}${escapeHtml(words || address)}</a>`, after: "" };
}

/** Returns a frame for a video (which `embeds.ts` converts for feed readers), or a link for anything else. */
function embed(address: string, title: string): string {
	if (/^https:\/\/(?:www\.youtube|player\.vimeo|www\.dailymotion)\.com\//.test(address)) {
		return `<iframe src="${escapeHtml(address)}"${title && ` title="${escapeHtml(title)}"`}></iframe>`;
	}
	return `<a href="${escapeHtml(address)}">${escapeHtml(title || address)}</a>`;
}

function youtube(id: string): string | null {
	return /^[\w-]{6,20}$/.test(id) ? `https://www.youtube.com/embed/${id}` : web(id);
}

function post(id: string, { list, named }: Call): string | null {
	const user = named.get("user") ?? (list.length > 1 ? list[0] : undefined) ?? "i";
	const number = named.get("id") ?? (list.length > 1 ? list[1] : undefined) ?? id;
	return web(id) ?? (/^\d+$/.test(number) ? `https://x.com/${user}/status/${number}` : null);
}

function web(address: string): string | null {
	return /^https?:\/\/[^\s"<>]+$/.test(address) ? address : null;
}

function under(base: string, id: string): string | null {
	return /^[\w./@-]+$/.test(id) ? base + id : null;
}

export function bold(text: string): string {
	return text.trim() === "" ? "" : `**${text.trim().replace(/\*\*/g, "")}**`;
}

export function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
}

export function escapeHtml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Matches a part of an argument: a name with `=`, a value in quotes or backticks, a single word, or a comma. */
const ARGUMENT = /([\w-]+)\s*=\s*(?=\S)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|,|([^\s,"'`]+|["'`])/gy;

/**
 * Parses the arguments of a call. The syntax may be that of a Hugo, Jekyll, Hexo or Nunjucks template, or of a Markdown
 * directive.
 */
export function callOf(name: string, written: string): Call {
	const call: Call = { name: name.toLowerCase(), list: [], named: new Map() };
	let key: string | undefined;
	for (const { 0: _, 1: named, 2: double, 3: single, 4: ticked, 5: word } of matches(written)) {
		const value = double?.replace(/\\(["\\])/g, "$1") ?? single ?? ticked ?? word;
		if (named !== undefined) key = named.toLowerCase();
		else if (value === undefined) continue;
		else if (key === undefined) call.list.push(value);
		else {
			call.named.set(key, value);
			key = undefined;
		}
	}
	return call;
}

function* matches(written: string): Generator<RegExpExecArray> {
	const space = /\s*/y;
	let at = 0;
	while (at < written.length) {
		space.lastIndex = at;
		space.exec(written);
		ARGUMENT.lastIndex = space.lastIndex;
		const match = ARGUMENT.exec(written);
		if (match === null) return;
		at = ARGUMENT.lastIndex;
		yield match;
	}
}
