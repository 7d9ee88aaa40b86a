import { expect } from "vitest";
import { get } from "../publisher/newsroom.ts";

/** Fetches a page with the builder's form. */
export async function html(path: string): Promise<string> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.text();
}

/** Returns the URL that a path redirects to. Expects the redirect to be temporary. */
export async function location(path: string): Promise<string | null> {
	const response = await get(path);
	expect(response.status, path).toBe(302);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	return response.headers.get("Location");
}

/** Returns the value of each checkbox for a parameter, and whether the checkbox is ticked. */
export function ticks(page: string, name: string): [value: string, isTicked: boolean][] {
	const boxes = page.matchAll(new RegExp(`<input type="checkbox" name="${name}" value="([^"]*)"( checked="")?/>`, "g"));
	return [...boxes].map(([, value = "", checked]) => [value, checked !== undefined]);
}
