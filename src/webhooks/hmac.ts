import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether one of the signatures is the HMAC-SHA256 (RFC 2104) of a message with one of the keys. Takes a time that
 * tells nothing of the keys, and computes one HMAC for each of them, however many signatures there are.
 *
 * @param message its parts, one after the other
 */
export function isSigned(
	message: readonly (string | Uint8Array)[],
	keys: readonly (string | Uint8Array)[],
	signatures: readonly Uint8Array[],
): boolean {
	let isFound = false;
	for (const key of keys) {
		const hmac = createHmac("sha256", key);
		for (const part of message) hmac.update(part);
		const expected = hmac.digest();
		for (const signature of signatures) {
			if (signature.byteLength === expected.byteLength && timingSafeEqual(signature, expected)) isFound = true;
		}
	}
	return isFound;
}

/** The bytes that an even number of hexadecimal digits stands for. */
export function fromHex(digits: string): Uint8Array {
	return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The bytes that a text in base64 (RFC 4648, section 4) stands for; null if it is none. */
export function fromBase64(text: string): Uint8Array | null {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
	try {
		return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
	} catch {
		return null;
	}
}
