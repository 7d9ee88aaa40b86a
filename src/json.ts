/** What a text (or UTF-8) says as JSON; undefined if it is none. */
export function jsonOf(text: string | Uint8Array): unknown {
	try {
		return JSON.parse(
			typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(text),
		);
	} catch {
		return undefined;
	}
}
