/** Maximum length of a file name in characters, without its extension. */
const MAX_LENGTH = 80;

/**
 * Returns the name that a file has in its URL: `Hafen Süd (2).JPG` → `hafen-sud-2.jpg`. The name is lower-case ASCII,
 * because some podcast apps do not accept other characters.
 *
 * @param extension the extension for the file's content type
 */
export function addressName(path: string, extension: string): string {
	const name = (path.split("/").at(-1) ?? "").replace(/\.[a-z0-9]+$/i, "");
	const slug = name
		.normalize("NFKD")
		.replaceAll("ß", "ss")
		.replace(/\p{M}/gu, "")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.slice(0, MAX_LENGTH)
		.replace(/^-+|-+$/g, "");
	return `${slug || "file"}.${extension}`;
}

/** Returns the path at which a file is served. */
export function mediaPath(hash: string, name: string): string {
	return `/media/${hash}/${name}`;
}
