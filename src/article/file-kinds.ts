import type { LocalKind } from "./article.ts";
import { isPassedOver, isSourcePath } from "./source.ts";

/**
 * The media types of files that can be published alongside articles, keyed by kind of reference and then by extension.
 */
const TYPES: Record<Exclude<LocalKind, "article">, Record<string, string>> = {
	picture: {
		jpg: "image/jpeg",
		jpeg: "image/jpeg",
		jfif: "image/jpeg",
		png: "image/png",
		apng: "image/apng",
		gif: "image/gif",
		webp: "image/webp",
		avif: "image/avif",
		svg: "image/svg+xml",
		bmp: "image/bmp",
		ico: "image/x-icon",
		heic: "image/heic",
		heif: "image/heif",
		jxl: "image/jxl",
		tif: "image/tiff",
		tiff: "image/tiff",
	},
	audio: {
		mp3: "audio/mpeg",
		m4a: "audio/x-m4a",
		m4b: "audio/x-m4b",
		aac: "audio/aac",
		ogg: "audio/ogg",
		oga: "audio/ogg",
		opus: "audio/ogg",
		wav: "audio/wav",
		flac: "audio/flac",
		weba: "audio/webm",
		mid: "audio/midi",
	},
	video: {
		mp4: "video/mp4",
		m4v: "video/x-m4v",
		mov: "video/quicktime",
		webm: "video/webm",
		ogv: "video/ogg",
		mkv: "video/x-matroska",
	},
	file: {
		pdf: "application/pdf",
		epub: "application/epub+zip",
		zip: "application/zip",
		gz: "application/gzip",
		tgz: "application/gzip",
		"7z": "application/x-7z-compressed",
		txt: "text/plain",
		csv: "text/csv",
		tsv: "text/tab-separated-values",
		json: "application/json",
		geojson: "application/geo+json",
		gpx: "application/gpx+xml",
		kml: "application/vnd.google-earth.kml+xml",
		ics: "text/calendar",
		vcf: "text/vcard",
		vtt: "text/vtt",
		srt: "application/x-subrip",
		asc: "text/plain",
		sig: "application/octet-stream",
		doc: "application/msword",
		docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		xls: "application/vnd.ms-excel",
		xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		ppt: "application/vnd.ms-powerpoint",
		pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		odt: "application/vnd.oasis.opendocument.text",
		ods: "application/vnd.oasis.opendocument.spreadsheet",
		odp: "application/vnd.oasis.opendocument.presentation",
	},
};

/** What a file's name reveals about its content. */
export interface FileKind {
	kind: Exclude<LocalKind, "article">;
	/** The media type that the file's extension stands for. The content may actually be of a different type. */
	type: string;
}

const KINDS = new Map<string, FileKind>();
for (const kind of ["picture", "audio", "video", "file"] as const) {
	for (const [extension, type] of Object.entries(TYPES[kind])) KINDS.set(extension, { kind, type });
}

/** Returns the type of a file that can be published alongside articles; undefined for other files. */
export function fileKind(path: string): FileKind | undefined {
	return KINDS.get(/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "");
}

/**
 * Whether a path in the content folder is a file that an article may publish: it has a known type, is not hidden, and
 * is not an article, defaults file or configuration file. A plain text file may be either an article or such a file;
 * `isFileOfBundle` tells them apart.
 */
export function isFilePath(path: string): boolean {
	const name = path.split("/").at(-1) ?? "";
	if (fileKind(name) === undefined || path.split("/").some(isPassedOver) || name.startsWith("_")) return false;
	return /\.txt$/i.test(name) || (!isSourcePath(path) && !CONFIGURATION.test(name));
}

const CONFIGURATION =
	/^((package|package-lock|tsconfig|jsconfig|composer|vercel|netlify|deno|biome|renovate|manifest)\.json|.*\.(11tydata|config)\.json|requirements\.txt|robots\.txt)$/i;

/**
 * Whether a plain text file belongs to the article in the same folder (a page bundle) instead of being an article
 * itself.
 *
 * @param has whether the content folder has a file at a path
 */
export function isFileOfBundle(path: string, has: (path: string) => boolean): boolean {
	if (!/\.txt$/i.test(path)) return false;
	const folder = path.slice(0, path.lastIndexOf("/") + 1);
	// An index file directly in the content folder is an ordinary article.
	if (folder === "") return false;
	return ["md", "mdx", "markdown", "html"].some((extension) => has(`${folder}index.${extension}`));
}
