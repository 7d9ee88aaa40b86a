/**
 * Returns the values of a secret: no value if the secret is not set, and two values (which the secret separates by
 * white space) while it is being rotated.
 */
export function secretsOf(env: object, name: string): string[] {
	const value: unknown = Reflect.get(env, name);
	return typeof value === "string" ? value.split(/\s+/).filter((secret) => secret !== "") : [];
}

/**
 * Whether a text equals one of the secrets. The comparison takes constant time, so that it does not reveal anything
 * about the secrets, not even their length.
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
