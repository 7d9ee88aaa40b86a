import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { wordsOf, wranglerOf } from "../../src/cli/wrangler/run.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Maximum size of the gzipped upload, in KiB. Cloudflare's free plan allows 3 MB, but a small Worker starts faster.
 * About a seventh of it consists of tables for transliterating scripts to ASCII (unidecode), and about a tenth consists
 * of page strings in five languages and page colours.
 */
const MOST = 672;

/**
 * Upper bound on the code that a new isolate evaluates before it sends its first feed, in minified bytes: `worker.ts`
 * and everything it imports statically.
 */
const MOST_FOR_A_FEED = 40 * 1024;

/**
 * Upper bound on the code that an isolate additionally evaluates before the Publisher responds to `/health`, in minified
 * bytes. This code does not include the parsers, which are three times as large as the rest of the Publisher.
 */
const MOST_FOR_HEALTH = 420 * 1024;

/** The files that `/health` loads with `import()`. */
const LOADED_FOR_HEALTH = ["src/routes/read-health.ts", "src/publisher/publisher.ts", "src/readership/readership.ts"];

/** The parts of esbuild's metafile used here. */
interface Metafile {
	inputs: Record<string, { imports: { path: string; kind: string; external?: boolean }[] }>;
	outputs: Record<string, { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }>;
}

/**
 * Finds the source files that are evaluated when the Worker starts and then loads the files in `loaded`. Returns the
 * number of bytes that each source file contributes to the bundle.
 */
function evaluated({ inputs, outputs }: Metafile, loaded: readonly string[] = []): Map<string, number> {
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
	for (const path of loaded) visit(path);
	return found;
}

const namesOf = (files: Map<string, number>) => [...files.keys()].map((path) => basename(path));
const bytesOf = (files: Map<string, number>) => [...files.values()].reduce((sum, bytes) => sum + bytes, 0);

test("the Worker builds, its bundle stays within the limit, and a feed or `/health` evaluates only a small part of the bundle", async () => {
	const folder = await mkdtemp(join(tmpdir(), "newsstand-bundle-"));
	try {
		const outcome = await wranglerOf(ROOT)(["deploy", "--dry-run", "--metafile", "--outdir", folder]);
		expect(outcome.code, wordsOf(outcome).join("\n")).toBe(0);
		const [, size] = /gzip: ([\d.]+) KiB/.exec(outcome.stdout) ?? [];
		expect(Number(size)).toBeGreaterThan(0);
		expect(Number(size)).toBeLessThan(MOST);
		const metafile: Metafile = JSON.parse(await readFile(join(folder, "bundle-meta.json"), "utf8"));
		const forFeed = evaluated(metafile);
		expect(namesOf(forFeed)).toContain("read-feed.ts");
		expect(bytesOf(forFeed)).toBeLessThan(MOST_FOR_A_FEED);
		const forHealth = evaluated(metafile, LOADED_FOR_HEALTH);
		for (const path of LOADED_FOR_HEALTH) expect(forHealth.get(path), path).toBeGreaterThan(0);
		expect(namesOf(forHealth)).not.toContain("read-source.ts");
		expect(bytesOf(forHealth) - bytesOf(forFeed)).toBeLessThan(MOST_FOR_HEALTH);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
