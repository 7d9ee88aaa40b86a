/** Parses JSON from a string or from UTF-8 bytes. Returns undefined if the JSON is invalid. */
export function jsonOf(text: string | Uint8Array): unknown {
	try {
		return JSON.parse(
			typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(text),
		);
	} catch {
		return undefined;
	}
}
