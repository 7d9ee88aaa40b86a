import { fileKind } from "../article/file-kinds.ts";

/** The type of a file, determined from its content. */
export interface ContentType {
	/** The media type with which to serve the file. */
	type: string;
	/** The extension to use in the file's URL. */
	extension: string;
}

/** The reason why a file cannot be published, as one sentence, and how to fix it. */
export interface FileFault {
	message: string;
	hint: string;
	/** The size limit in bytes, if the file is too large. */
	limit?: number;
}

/** Number of bytes that `contentType` needs from the beginning of a file. For an SVG file, more bytes may be needed. */
export const HEAD_BYTES = 4100;

/**
 * Returns the type of a file, which is determined by its first bytes. The extension is taken into account only for text
 * formats and archives, which browsers do not execute.
 *
 * @param head the first bytes of the file, at least `HEAD_BYTES` unless the file is shorter
 */
export function contentType(head: Uint8Array, path: string): ContentType | FileFault {
	const name = path.split("/").at(-1) ?? "";
	const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
	if (head.byteLength === 0)
		return { message: `${name} is empty.`, hint: "Save the file again with its original program." };
	const found = bySignature(head, extension) ?? byExtension(head, extension);
	if (found) return found;
	const hint = "Use a picture, audio file, video, PDF, caption file, plain text file, office document or archive.";
	if (isMarkup(head)) return { message: `${name} does not match its extension: it contains HTML or XML.`, hint };
	const isKnown = fileKind(path) !== undefined;
	return { message: isKnown ? `${name} does not match its extension.` : `${name} has an unknown format.`, hint };
}

/** The characteristic bytes of a format (as Latin-1 characters), and where in the file they occur. */
interface Signature {
	type: string;
	/** Extensions of the format, the most common first. */
	extensions: readonly string[];
	/** The file must begin with one of these strings. */
	begins?: readonly string[];
	/** One of these strings must be at the offset. */
	at?: readonly [offset: number, texts: readonly string[]];
	/** This string must occur among the first bytes. */
	has?: string;
}

const FTYP = (brands: readonly string[]): readonly [number, string[]] => [4, brands.map((brand) => `ftyp${brand}`)];
const OGG = ["OggS"];
const EBML = ["\x1a\x45\xdf\xa3"];
const MPEG_AUDIO = ["\xe2", "\xe3", "\xf2", "\xf3", "\xfa", "\xfb"].map((byte) => `\xff${byte}`);
const AAC = ["\xf0", "\xf1", "\xf8", "\xf9"].map((byte) => `\xff${byte}`);

const SIGNATURES: readonly Signature[] = [
	{ type: "image/png", extensions: ["png", "apng"], begins: ["\x89PNG\r\n\x1a\n"] },
	{ type: "image/jpeg", extensions: ["jpg", "jpeg", "jfif"], begins: ["\xff\xd8\xff"] },
	{ type: "image/gif", extensions: ["gif"], begins: ["GIF87a", "GIF89a"] },
	{ type: "image/webp", extensions: ["webp"], begins: ["RIFF"], at: [8, ["WEBP"]] },
	{ type: "image/avif", extensions: ["avif"], at: FTYP(["avif", "avis"]) },
	{
		type: "image/heic",
		extensions: ["heic", "heif"],
		at: FTYP(["heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"]),
	},
	{ type: "image/x-icon", extensions: ["ico"], begins: ["\0\0\x01\0"] },
	{ type: "image/tiff", extensions: ["tif", "tiff"], begins: ["II*\0", "MM\0*"] },
	{ type: "image/jxl", extensions: ["jxl"], begins: ["\xff\x0a", "\0\0\0\x0cJXL "] },
	{ type: "audio/wav", extensions: ["wav"], begins: ["RIFF"], at: [8, ["WAVE"]] },
	{ type: "audio/x-m4a", extensions: ["m4a", "m4b"], at: FTYP(["M4A", "M4B"]) },
	{ type: "audio/mpeg", extensions: ["mp3"], begins: ["ID3", ...MPEG_AUDIO] },
	{ type: "audio/aac", extensions: ["aac"], begins: AAC },
	{ type: "audio/flac", extensions: ["flac"], begins: ["fLaC"] },
	{ type: "audio/midi", extensions: ["mid"], begins: ["MThd"] },
	{ type: "video/ogg", extensions: ["ogv", "ogg"], begins: OGG, has: "\x80theora" },
	{ type: "audio/ogg", extensions: ["ogg", "oga", "opus"], begins: OGG },
	{ type: "video/x-m4v", extensions: ["m4v", "mp4"], at: FTYP(["M4V"]) },
	{ type: "video/quicktime", extensions: ["mov"], at: FTYP(["qt  "]) },
	{ type: "video/mp4", extensions: ["mp4", "m4v", "mov"], at: FTYP([""]) },
	{ type: "video/x-matroska", extensions: ["mkv"], begins: EBML, has: "matroska" },
	{ type: "video/webm", extensions: ["webm"], begins: EBML, has: "webm" },
	{ type: "application/pdf", extensions: ["pdf"], begins: ["%PDF-"] },
	{ type: "application/gzip", extensions: ["gz", "tgz"], begins: ["\x1f\x8b"] },
	{ type: "application/x-7z-compressed", extensions: ["7z"], begins: ["7z\xbc\xaf\x27\x1c"] },
];

/** Container formats with several possible extensions. If a file has any other extension, the first one is used. */
const CONTAINERS: readonly [begins: string, extensions: readonly string[]][] = [
	["PK\x03\x04", ["zip", "epub", "docx", "xlsx", "pptx", "odt", "ods", "odp"]],
	["\xd0\xcf\x11\xe0", ["doc", "xls", "ppt"]],
	["BM", ["bmp"]],
];

/** Extensions that indicate that a container contains only audio. */
const SOUND: Readonly<Record<string, readonly string[]>> = { "video/mp4": ["m4a", "m4b"], "video/webm": ["weba"] };

function bySignature(head: Uint8Array, extension: string): ContentType | undefined {
	const text = Array.from(head.subarray(0, 300), (byte) => String.fromCharCode(byte)).join("");
	const found = SIGNATURES.find(
		({ begins = [""], at: [offset, texts] = [0, [""]], has = "" }) =>
			begins.some((one) => text.startsWith(one)) &&
			texts.some((one) => text.startsWith(one, offset)) &&
			text.includes(has),
	);
	if (found && SOUND[found.type]?.includes(extension)) {
		return { type: fileKind(`file.${extension}`)?.type ?? found.type, extension };
	}
	if (found) return { type: found.type, extension: among(found.extensions, extension) };
	const container = CONTAINERS.find(([begins]) => text.startsWith(begins));
	// Two letters alone are not enough: many texts begin with "BM".
	if (!container || (container[0] === "BM" && extension !== "bmp")) return undefined;
	const kind = among(container[1], extension);
	return { type: fileKind(`file.${kind}`)?.type ?? "application/octet-stream", extension: kind };
}

function among(extensions: readonly string[], extension: string): string {
	return extensions.includes(extension) ? extension : (extensions[0] ?? "");
}

/** Whether the URL of a file of this type may end with this name's extension. */
export function mayBeNamed(type: string, name: string): boolean {
	const extension = name.slice(name.lastIndexOf(".") + 1);
	const known = SIGNATURES.find((signature) => signature.type === type);
	return known?.extensions.includes(extension) || fileKind(name)?.type === type;
}

/** Extensions of text formats without characteristic bytes. */
const TEXTS = ["txt", "csv", "tsv", "json", "geojson", "gpx", "kml", "ics", "vcf", "vtt", "srt", "asc"];

function byExtension(head: Uint8Array, extension: string): ContentType | undefined {
	if (isSvg(head)) return { type: "image/svg+xml", extension: "svg" };
	if (extension === "sig") return { type: "application/octet-stream", extension };
	if (!TEXTS.includes(extension) || head.includes(0)) return undefined;
	return { type: fileKind(`file.${extension}`)?.type ?? "text/plain", extension };
}

/** Whether the root element is `svg`, preceded only by an XML declaration, comments and a document type. */
function isSvg(head: Uint8Array): boolean {
	return /^<(?:[\w-]+:)?svg[\s/>]/.test(rootOf(head));
}

function isMarkup(head: Uint8Array): boolean {
	return /^<[a-z!?]/i.test(rootOf(head));
}

/** Returns the beginning of a text, starting at its root element. */
function rootOf(head: Uint8Array): string {
	let rest = new TextDecoder().decode(head);
	for (;;) {
		const prolog = /^(?:\s+|<\?[^>]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\]\s*)?>)/i.exec(rest);
		if (!prolog) return rest.slice(0, 200);
		rest = rest.slice(prolog[0].length);
	}
}

/**
 * Types that browsers show or play. PDF must not be sandboxed, because browsers do not start their PDF viewers in a
 * sandbox.
 */
const SHOWN = /^(image|audio|video)\/|^application\/pdf$/;

/** Text types that are safe to show in a sandbox. */
const TEXT_SHOWN = /^(text\/(plain|csv|vtt)|application\/(json|x-subrip))$/;

/** The policy of the sandbox: no scripts, no requests, no origin. */
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Returns the headers that determine how browsers treat a file of this type. */
export function contentHeaders(type: string): Record<string, string> {
	const isText = type.startsWith("text/") || type === "application/json";
	const headers: Record<string, string> = {
		"Content-Type": isText ? `${type}; charset=utf-8` : type,
		"X-Content-Type-Options": "nosniff",
	};
	const isShown = SHOWN.test(type);
	if (!isShown || type === "image/svg+xml") headers["Content-Security-Policy"] = SANDBOX;
	if (!isShown && !TEXT_SHOWN.test(type)) headers["Content-Disposition"] = "attachment";
	return headers;
}
