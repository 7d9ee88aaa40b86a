/**
 * The values of a secret, from the environment: none if it is not set, two (separated by white space) while one is
 * exchanged for the other.
 */
export function secretsOf(env: object, name: string): string[] {
	const value: unknown = Reflect.get(env, name);
	return typeof value === "string" ? value.split(/\s+/).filter((secret) => secret !== "") : [];
}

/** Whether a text is one of the secrets, in a time that tells nothing of them, their lengths included. */
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
