import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { wordsOf, wranglerOf } from "../../src/cli/wrangler/run.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Maximum size of the gzipped upload, in KiB. Cloudflare's free plan allows 3 MB, but a small Worker starts faster.
 * About a seventh of it consists of tables for transliterating scripts to ASCII (unidecode), and a tenth of page
 * strings in five languages and page colours.
 */
const MOST = 672;

/**
 * Upper bound on the code that a new isolate evaluates before it sends its first feed, in minified bytes: `worker.ts`
 * and everything it imports statically.
 */
const MOST_FOR_A_FEED = 40 * 1024;

/** The parts of esbuild's metafile used here. */
interface Metafile {
	inputs: Record<string, { imports: { path: string; kind: string; external?: boolean }[] }>;
	outputs: Record<string, { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }>;
}

/**
 * Finds the source files that are evaluated when the Worker starts. Returns the number of bytes that each contributes
 * to the bundle.
 */
function evaluatedFirst({ inputs, outputs }: Metafile): Map<string, number> {
	const bundle = Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined);
	const found = new Map<string, number>();
	const visit = (path: string) => {
		if (found.has(path)) return;
		found.set(path, bundle?.inputs[path]?.bytesInOutput ?? 0);
		for (const one of inputs[path]?.imports ?? []) {
			if (one.kind !== "dynamic-import" && !one.external) visit(one.path);
		}
	};
	visit(bundle?.entryPoint ?? "");
	return found;
}

test("the Worker builds, its bundle stays within the limit, and serving a feed evaluates only a small part of it", async () => {
	const folder = await mkdtemp(join(tmpdir(), "newsstand-bundle-"));
	try {
		const outcome = await wranglerOf(ROOT)(["deploy", "--dry-run", "--metafile", "--outdir", folder]);
		expect(outcome.code, wordsOf(outcome).join("\n")).toBe(0);
		const [, size] = /gzip: ([\d.]+) KiB/.exec(outcome.stdout) ?? [];
		expect(Number(size)).toBeGreaterThan(0);
		expect(Number(size)).toBeLessThan(MOST);
		const first = evaluatedFirst(JSON.parse(await readFile(join(folder, "bundle-meta.json"), "utf8")));
		expect([...first.keys()].map((path) => basename(path))).toContain("read-feed.ts");
		expect([...first.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(MOST_FOR_A_FEED);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
