/** Names that Windows reserves for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Maximum number of bytes in a name without its extension. File systems allow 255 bytes, but a date, a number and the
 * extension are added to the name.
 */
const MAX_BYTES = 120;

/**
 * Makes a safe file or folder name from any text. Keeps letters and digits of any script, hyphens, underscores and
 * inner dots. Returns an empty string if nothing is left.
 */
export function safeName(text: string): string {
	const plain = text
		.normalize("NFC")
		.replaceAll(/[^\p{L}\p{N}\p{M}_.-]+/gu, "-")
		.replaceAll(/\.{2,}/g, ".")
		.replaceAll(/-{2,}/g, "-");
	const name = cut(plain).replaceAll(/^[-_.]+|[-_.]+$/g, "");
	return DEVICE.test(name) ? `${name}-file` : name;
}

/** Like `safeName`, but in lower case and without dots, for ids and addresses. */
export function nicename(text: string): string {
	return safeName(text.toLowerCase().replaceAll(".", "-"));
}

function cut(name: string): string {
	let size = 0;
	let kept = "";
	for (const character of name) {
		size += Buffer.byteLength(character);
		if (size > MAX_BYTES) break;
		kept += character;
	}
	return kept;
}
