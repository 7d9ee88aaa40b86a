import { expect } from "vitest";
import { held, jobs } from "./sending.ts";

const SECRETS = /github-secret|gitlab-secret|forgejo-secret|ghost-secret|articles-secret|whsec_[A-Z]/;

/**
 * Expects an error response that must not be cached and does not reveal a secret, and expects that nothing was stored.
 * Returns the message.
 */
export async function expectRefused(response: Response, status: number): Promise<string> {
	const text = await response.text();
	expect(response.status, text).toBe(status);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(text).not.toMatch(SECRETS);
	const answer: { error: string } = JSON.parse(text);
	expect(answer).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
	expect(await jobs()).toEqual([]);
	expect(await held()).toEqual([]);
	return answer.error;
}
