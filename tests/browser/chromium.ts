import { existsSync } from "node:fs";

/** Where the systems that we know of have it. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The path of Chromium; undefined where there is none, and says so on the screen, since the tests are then skipped.
 *
 * @throws where the environment says `CI`: there nothing may be skipped
 */
export function findChromium(): string | undefined {
	const path = PLACES.find((place) => existsSync(place));
	if (path !== undefined) return path;
	const reason = `Chromium is at none of ${PLACES.join(", ")}. On Debian: apt-get install chromium.`;
	if (process.env["CI"]) throw new Error(reason);
	console.warn(`Skipped: the walks through the pages. ${reason}`);
	return undefined;
}
