import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { wordsOf, wranglerOf } from "../../src/cli/wrangler/run.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * What is uploaded, gzipped, in KiB. Cloudflare takes 3 MB on the free plan; what is small starts fast. A seventh is tables of
 * other scripts in ASCII (unidecode), a tenth the words of five languages and the colours of pages.
 */
const MOST = 640;

/**
 * What is evaluated before a feed is answered, minified, in bytes: what `worker.ts` imports, directly or not, other than with
 * `import()`. It decides how long readers wait for a new isolate.
 */
const MOST_FOR_A_FEED = 40 * 1024;

/** Of esbuild's metafile: which file imports which, and how many bytes each has in the bundle. */
interface Metafile {
	inputs: Record<string, { imports: { path: string; kind: string; external?: boolean }[] }>;
	outputs: Record<string, { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }>;
}

/** The files that are evaluated when the Worker starts, with their bytes. */
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

test("the site builds, its bundle stays small, and a feed is answered with a small part of it", async () => {
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
