import { createHmac } from "node:crypto";
import { isOneOf, secretsOf } from "../secrets.ts";

/** The secrets that sign private feed tokens. The first one signs; a second one is accepted during rotation. */
export function privateSecretsOf(env: Cloudflare.Env): string[] {
	return secretsOf(env, "PRIVATE_FEEDS_SECRET");
}

/**
 * A subscriber's token: the id, a dot, and the HMAC-SHA256 (RFC 2104) of the id in base64url. It does not reveal the
 * subscriber's name.
 */
export function tokenFor(id: string, secret: string): string {
	return `${id}.${signatureOf(id, secret)}`;
}

/** The id in a token that one of the secrets has signed; null for any other token. Needs no lookup. */
export async function idIn(token: string, secrets: readonly string[]): Promise<string | null> {
	const [, id = "", signature = ""] = /^([0-9a-f]{16})\.([\w-]{43})$/.exec(token) ?? [];
	// Compare the text, not the decoded bytes: the last base64 letter has several spellings.
	const expected = secrets.map((secret) => signatureOf(id, secret));
	return (await isOneOf(signature, expected)) ? id : null;
}

function signatureOf(id: string, secret: string): string {
	return createHmac("sha256", secret).update(id).digest("base64url");
}
