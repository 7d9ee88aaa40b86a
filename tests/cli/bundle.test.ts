import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wordsOf, wranglerOf } from "../../src/cli/wrangler/run.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Limit of the upload, gzipped, in KiB. Cloudflare's free plan allows 3 MB, and a small Worker starts fast. */
const MOST = 420;

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
