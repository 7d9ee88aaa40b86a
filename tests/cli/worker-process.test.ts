import { expect, test } from "vitest";
import { errorLines } from "../../src/cli/local/worker-process.ts";

test("of wrangler's output only errors are passed on, with their trace and no token, however the pieces are cut", () => {
	const output = [
		"[wrangler:info] GET /feed.rss 200 OK (3ms)",
		"\x1b[31m✘ \x1b[41;31m[\x1b[41;97mERROR\x1b[41;31m]\x1b[0m \x1b[1mUncaught Error: boom\x1b[0m",
		"    at fetch (worker.ts:4:9)",
		"",
		"▲ [WARNING] something is old",
		"    at nothing",
		`[wrangler:error] Error: bang at /private/0123456789abcdef.${"a".repeat(43)}/feed.rss`,
		"a log line",
		"",
	].join("\n");
	for (const size of [1, 7, output.length]) {
		const errors: string[] = [];
		const hear = errorLines((line) => errors.push(line));
		for (let from = 0; from < output.length; from += size) hear(output.slice(from, from + size));
		expect(errors).toEqual([
			"Uncaught Error: boom",
			"    at fetch (worker.ts:4:9)",
			"Error: bang at /private/…/feed.rss",
		]);
	}
});
