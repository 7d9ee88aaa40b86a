import { existsSync } from "node:fs";

/** Common locations of Chromium. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Finds Chromium, and returns its path. If it is not installed, prints that the tests are skipped, and returns
 * undefined.
 *
 * @throws in CI, where no test may be skipped
 */
export function findChromium(): string | undefined {
	const path = PLACES.find((place) => existsSync(place));
	if (path !== undefined) return path;
	const reason = `Chromium is at none of ${PLACES.join(", ")}. On Debian: apt-get install chromium.`;
	if (process.env["CI"]) throw new Error(reason);
	console.warn(`Skipped the browser tests. ${reason}`);
	return undefined;
}
