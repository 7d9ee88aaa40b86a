import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const WORKERS = join(import.meta.dirname, "workers");
const WRANGLER = join(createRequire(import.meta.url).resolve("wrangler/package.json"), "../bin/wrangler.js");

/** Builds the Worker as `wrangler deploy` would, with esbuild's metafile. Returns the path of the Worker. */
export function build(folder: string): string {
	wrangle(["deploy", "--dry-run", "--metafile", "--outdir", folder]);
	return join(folder, "worker.js");
}

/** Builds another Worker of the bench. Returns its path. */
export function buildOther(folder: string, source: string): string {
	const config = join(WORKERS, "wrangler.toml");
	wrangle(["deploy", "--dry-run", join(WORKERS, source), "--outdir", folder, "--config", config]);
	return join(folder, source.replace(/\.\w+$/, ".js"));
}

/** Runs wrangler in the project. Returns its output. */
export function wrangle(args: string[]): string {
	return execFileSync(process.execPath, [WRANGLER, ...args], {
		cwd: ROOT,
		stdio: "pipe",
		encoding: "utf8",
		env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
	});
}
