import { createHmac } from "node:crypto";
import { isOneOf, secretsOf } from "../secrets.ts";

/**
 * The secrets that the tokens of private feeds are signed with: the first signs, and a second holds good as well, while
 * one is exchanged for the other.
 */
export function privateSecretsOf(env: Cloudflare.Env): string[] {
	return secretsOf(env, "PRIVATE_FEEDS_SECRET");
}

/**
 * The token of a subscriber: the id, a dot, and the HMAC-SHA256 (RFC 2104) of the id in base64url. It says nothing of
 * whom it was given to.
 */
export function tokenFor(id: string, secret: string): string {
	return `${id}.${signatureOf(id, secret)}`;
}

/** The id in a token, if one of the secrets has signed it. Nothing is looked up for that. */
export async function idIn(token: string, secrets: readonly string[]): Promise<string | null> {
	const [, id = "", signature = ""] = /^([0-9a-f]{16})\.([\w-]{43})$/.exec(token) ?? [];
	// The text is compared, not the bytes that it stands for: of those the last letter has several spellings.
	const expected = secrets.map((secret) => signatureOf(id, secret));
	return (await isOneOf(signature, expected)) ? id : null;
}

function signatureOf(id: string, secret: string): string {
	return createHmac("sha256", secret).update(id).digest("base64url");
}
