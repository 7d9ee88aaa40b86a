import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Feed } from "../../src/feed/feed.ts";
import type { Site } from "../../src/settings.ts";

export const GOLDEN = join(import.meta.dirname, "../golden");

/** A feed in a folder of `tests/golden/`: the feed as `input.json`, and the expected output as `feed.*`. */
export interface Golden {
	folder: string;
	site: Site;
	feed: Feed;
}

export function goldens(): Golden[] {
	return readdirSync(GOLDEN).map((folder) => {
		const { site, feed } = JSON.parse(readFileSync(join(GOLDEN, folder, "input.json"), "utf8"));
		return { folder, site, feed };
	});
}
