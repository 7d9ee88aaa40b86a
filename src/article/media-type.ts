const TYPES = new Map(
	Object.entries({
		jpg: "image/jpeg",
		jpeg: "image/jpeg",
		jfif: "image/jpeg",
		png: "image/png",
		gif: "image/gif",
		webp: "image/webp",
		avif: "image/avif",
		svg: "image/svg+xml",
		bmp: "image/bmp",
		ico: "image/x-icon",
		tif: "image/tiff",
		tiff: "image/tiff",
	}),
);

/**
 * The media type of a picture by what its URL says: the extension, or a parameter such as `format=webp`. A URL that
 * says nothing is taken for a JPEG, which most are: RSS demands a type, and readers look only at the `image/`.
 */
export function pictureType(url: string): string {
	const { pathname, searchParams } = new URL(url);
	const extension = /\.([a-z]+)$/i.exec(pathname)?.[1] ?? "";
	const parameter = searchParams.get("format") ?? searchParams.get("fm") ?? "";
	return TYPES.get(extension.toLowerCase()) ?? TYPES.get(parameter.toLowerCase()) ?? "image/jpeg";
}
