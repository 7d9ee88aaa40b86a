import { createHmac } from "node:crypto";
import { isOneOf, secretsOf } from "../secrets.ts";

/**
 * Returns the secrets for private feed tokens. The first secret signs new tokens. During a rotation, tokens signed with
 * the second secret are also accepted.
 */
export function privateSecretsOf(env: Cloudflare.Env): string[] {
	return secretsOf(env, "PRIVATE_FEEDS_SECRET");
}

/**
 * Returns a subscriber's token: the id, a dot, and the HMAC-SHA256 (RFC 2104) of the id in base64url. The token does
 * not reveal the subscriber's name.
 */
export function tokenFor(id: string, secret: string): string {
	return `${id}.${signatureOf(id, secret)}`;
}

/**
 * Extracts the id from a token that was signed with one of the secrets. Does not look up the id. Null for any other
 * token.
 */
export async function idIn(token: string, secrets: readonly string[]): Promise<string | null> {
	const [, id = "", signature = ""] = /^([0-9a-f]{16})\.([\w-]{43})$/.exec(token) ?? [];
	// Compare the text, not the decoded bytes: different base64 letters at the end may decode to the same bytes.
	const expected = secrets.map((secret) => signatureOf(id, secret));
	return (await isOneOf(signature, expected)) ? id : null;
}

function signatureOf(id: string, secret: string): string {
	return createHmac("sha256", secret).update(id).digest("base64url");
}
