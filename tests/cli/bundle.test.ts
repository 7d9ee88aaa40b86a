import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wordsOf, wranglerOf } from "../../src/cli/wrangler/run.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Maximum size of the gzipped upload, in KiB. Cloudflare's free plan allows 3 MB, but a small Worker starts faster. A
 * seventh of it are tables that transliterate scripts to ASCII (unidecode), a tenth the words of five languages and the
 * colours of pages.
 */
const MOST = 640;

test("the site builds, and its bundle stays small", async () => {
	const folder = await mkdtemp(join(tmpdir(), "newsstand-bundle-"));
	try {
		const outcome = await wranglerOf(ROOT)(["deploy", "--dry-run", "--outdir", folder]);
		expect(outcome.code, wordsOf(outcome).join("\n")).toBe(0);
		const [, size] = /gzip: ([\d.]+) KiB/.exec(outcome.stdout) ?? [];
		expect(Number(size)).toBeGreaterThan(0);
		expect(Number(size)).toBeLessThan(MOST);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
