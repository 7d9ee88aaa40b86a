import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wordsOf, wranglerOf } from "../../src/cli/wrangler/run.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * What is uploaded, gzipped, in KiB. Cloudflare takes 3 MB on the free plan; what is small starts fast. A seventh is tables of
 * other scripts in ASCII (unidecode), a tenth the words of five languages and the colours of pages.
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
