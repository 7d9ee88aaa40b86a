import { createHmac, timingSafeEqual } from "node:crypto";
import type { Proof, Rejection } from "./receive.ts";

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
function fromBase64(text: string): Uint8Array | null {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
	try {
		return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
	} catch {
		return null;
	}
}

/** How far a sender's clock, or a delivery on its way, may be off: five minutes, in milliseconds. */
export const TOLERANCE = 5 * 60_000;

const PREFIX = "whsec_";

/** Whether a secret is written as those of Standard Webhooks are. */
export function isSigningSecret(secret: string): boolean {
	return secret.startsWith(PREFIX);
}

/**
 * Looks at the three headers of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): `webhook-id`,
 * `webhook-timestamp` in whole seconds, not more than five minutes off, and `webhook-signature`, a list of which one
 * has to be right. Signed is `id.timestamp.body`.
 *
 * @param name of the setting that holds the secrets
 * @param secrets each `whsec_` and the key in base64
 */
export function checkStandardWebhook(
	headers: Headers,
	secrets: readonly string[],
	name: string,
	now: number,
): Proof | Rejection {
	const keys = secrets.flatMap((secret) => keyOf(secret) ?? []);
	if (keys.length < secrets.length) {
		const error = `The secret ${name} is not a signing secret: it must be ${PREFIX} and base64 (\`openssl rand -base64 32\`).`;
		return { status: 503, error };
	}
	const id = headers.get("webhook-id");
	const timestamp = headers.get("webhook-timestamp") ?? "";
	const signatures = signaturesOf(headers.get("webhook-signature") ?? "");
	// A full stop in the id would let two requests have the same signed text.
	if (id === null || !/^[!-\-/-~]{1,200}$/.test(id)) {
		return { status: 401, error: "The header webhook-id is missing, or not 1 to 200 characters without a full stop." };
	}
	if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > TOLERANCE) {
		return { status: 401, error: "The header webhook-timestamp is not the time, in seconds, to within five minutes." };
	}
	if (signatures.length === 0) {
		return { status: 401, error: "The header webhook-signature has no signature of the form v1,<base64>." };
	}
	return (body) => isSigned([`${id}.${timestamp}.`, body], keys, signatures);
}

function keyOf(secret: string): Uint8Array | null {
	return isSigningSecret(secret) ? fromBase64(secret.slice(PREFIX.length)) : null;
}

/** Those of version 1, which is HMAC-SHA256; others may stand beside them. */
function signaturesOf(header: string): Uint8Array[] {
	return header.split(" ").flatMap((entry) => fromBase64(/^v1,([A-Za-z0-9+/]{43}=)$/.exec(entry)?.[1] ?? "") ?? []);
}
