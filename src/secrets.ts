/**
 * Returns the values of a secret: none if the secret is not set, and two (separated by white space in the secret) while
 * it is being rotated.
 */
export function secretsOf(env: object, name: string): string[] {
	const value: unknown = Reflect.get(env, name);
	return typeof value === "string" ? value.split(/\s+/).filter((secret) => secret !== "") : [];
}

/**
 * Whether a text equals one of the secrets. The comparison takes constant time and does not reveal the secrets' length.
 */
export async function isOneOf(given: string, secrets: readonly string[]): Promise<boolean> {
	const digest = await digestOf(given);
	let isFound = false;
	for (const secret of secrets) {
		if (crypto.subtle.timingSafeEqual(digest, await digestOf(secret))) isFound = true;
	}
	return isFound;
}

function digestOf(text: string): Promise<ArrayBuffer> {
	return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
