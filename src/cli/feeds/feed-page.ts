import type { CliError } from "../command.ts";
import { type FeedDocument, NAMES } from "../verify/feed-document.ts";
import { formatOf, readFeed } from "../verify/subject.ts";
import { htmlTags, parseXml } from "../verify/xml.ts";
import { isRdf, readRdf } from "./read-rdf.ts";

/** Parses one document of a feed. Supports RSS 0.9x, 1.0 and 2.0, Atom 1.0 and JSON Feed. */
export function parseFeed(source: string, bytes: Uint8Array, contentType: string): FeedDocument | CliError {
	const text = decode(bytes, contentType).replace(CONTROL_CHARACTERS, "");
	if (text.trim() === "") return { failure: `${source} is empty. Check the address of the feed.` };
	const format = formatOf(text);
	if (format !== null) {
		const read = readFeed(text, format);
		return "broken" in read ? { failure: `${source}: ${read.broken.what} ${INCOMPLETE}` } : read;
	}
	if (isRdf(text)) {
		const root = parseXml(text);
		return "malformed" in root
			? { failure: `${source}: The feed is not well-formed XML: ${root.malformed}. ${INCOMPLETE}` }
			: readRdf(root);
	}
	if (!/<(?:!doctype\s+)?html[\s>]/i.test(text.slice(0, 2000))) {
		return { failure: `${source} is not a feed in RSS, Atom or JSON Feed.` };
	}
	const feeds = feedsOfPage(text, source);
	const advice = feeds.length > 0 ? `Use a feed that it links to: ${feeds.join(", ")}` : "Use the address of its feed.";
	return { failure: `${source} is a web page, not a feed. ${advice}` };
}

const INCOMPLETE = "If this is a saved copy, it may be incomplete: download it again.";

/** Characters that XML does not allow. Feed readers ignore them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters in order to remove them
const CONTROL_CHARACTERS = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g;

/** Maximum number of feeds that the error message for a web page lists. */
const MAX_NAMED = 3;

function feedsOfPage(html: string, source: string): string[] {
	const types = Object.keys(NAMES).map((format) => `application/${format === "json" ? "feed+json" : `${format}+xml`}`);
	return htmlTags(html)
		.filter(({ name, attributes }) => name === "link" && types.includes(attributes.get("type") ?? ""))
		.map(({ attributes }) => attributes.get("href") ?? "")
		.map((href) => URL.parse(href, source)?.href ?? href)
		.slice(0, MAX_NAMED);
}

/**
 * Decodes a document according to its byte order mark, the charset of its media type or its XML declaration. If none of
 * them is present, decodes it as UTF-8.
 */
function decode(bytes: Uint8Array, contentType: string): string {
	const [, charset] = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType) ?? [];
	const start = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
	const [, declared] = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)/i.exec(start) ?? [];
	const mark = start.startsWith("\xff\xfe") ? "utf-16le" : start.startsWith("\xfe\xff") ? "utf-16be" : undefined;
	for (const label of [mark, charset, declared]) {
		const decoder = label === undefined ? null : decoderFor(label);
		if (decoder !== null) return decoder.decode(bytes);
	}
	return new TextDecoder().decode(bytes);
}

function decoderFor(label: string): TextDecoder | null {
	try {
		return new TextDecoder(label);
	} catch {
		return null;
	}
}
