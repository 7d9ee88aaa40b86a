import { createHmac, timingSafeEqual } from "node:crypto";
import type { Proof, Rejection } from "./receive.ts";

/**
 * Whether one of the signatures is the HMAC-SHA256 (RFC 2104) of a message with one of the keys. Compares in constant
 * time. Computes one HMAC per key, however many signatures there are.
 *
 * @param message the parts of the message, in order
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

/** Decodes an even number of hexadecimal digits. */
export function fromHex(digits: string): Uint8Array {
	return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Decodes base64 (RFC 4648, section 4); null if it is invalid. */
function fromBase64(text: string): Uint8Array | null {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
	try {
		return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
	} catch {
		return null;
	}
}

/** Maximum difference between a signature's timestamp and this server's clock: five minutes, in milliseconds. */
export const TOLERANCE = 5 * 60_000;

const PREFIX = "whsec_";

/** Whether a secret has the format of Standard Webhooks (`whsec_…`). */
export function isSigningSecret(secret: string): boolean {
	return secret.startsWith(PREFIX);
}

/**
 * Checks the three headers of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): `webhook-id`,
 * `webhook-timestamp` (in whole seconds; may be off by at most five minutes) and `webhook-signature`, a list of
 * signatures. At least one signature must be valid. The signed text is `id.timestamp.body`.
 *
 * @param name the name of the setting that contains the secrets
 * @param secrets each is `whsec_` followed by the key in base64
 */
export function checkStandardWebhook(
	headers: Headers,
	secrets: readonly string[],
	name: string,
	now: number,
): Proof | Rejection {
	const keys = secrets.flatMap((secret) => keyOf(secret) ?? []);
	if (keys.length < secrets.length) {
		const error = `The secret ${name} is not a signing secret. It must be \`${PREFIX}\` followed by base64, such as the output of \`openssl rand -base64 32\`.`;
		return { status: 503, error };
	}
	const id = headers.get("webhook-id");
	const timestamp = headers.get("webhook-timestamp") ?? "";
	const signatures = signaturesOf(headers.get("webhook-signature") ?? "");
	// If ids could contain a full stop, two different requests could have the same signed text.
	if (id === null || !/^[!-\-/-~]{1,200}$/.test(id)) {
		return {
			status: 401,
			error: "The header webhook-id is missing, contains a full stop, or is not 1 to 200 characters long.",
		};
	}
	if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > TOLERANCE) {
		return {
			status: 401,
			error: "The header webhook-timestamp must be the current time in seconds, to within five minutes.",
		};
	}
	if (signatures.length === 0) {
		return { status: 401, error: "The header webhook-signature does not contain a signature of the form v1,<base64>." };
	}
	return (body) => isSigned([`${id}.${timestamp}.`, body], keys, signatures);
}

function keyOf(secret: string): Uint8Array | null {
	return isSigningSecret(secret) ? fromBase64(secret.slice(PREFIX.length)) : null;
}

/** Extracts the signatures of version 1 (HMAC-SHA256). The header may also contain signatures of other versions. */
function signaturesOf(header: string): Uint8Array[] {
	return header.split(" ").flatMap((entry) => fromBase64(/^v1,([A-Za-z0-9+/]{43}=)$/.exec(entry)?.[1] ?? "") ?? []);
}
