import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const WORKERS = join(import.meta.dirname, "workers");
const WRANGLER = join(createRequire(import.meta.url).resolve("wrangler/package.json"), "../bin/wrangler.js");

/** A built Worker. */
export interface Built {
	/** The project's folder. */
	root: string;
	/** The path of the Worker as `wrangler deploy` would upload it. esbuild's metafile is in the same folder. */
	worker: string;
	/** The same Worker with counters (`workers/counting.js`). */
	counting: string;
}

/** The Worker of an earlier commit. */
export interface Former extends Built {
	commit: string;
}

/** The Workers to measure: the current Worker and, for comparison, the Worker of an earlier commit. */
export interface Builds {
	now: Built;
	former: Former | undefined;
}

/** Builds the current Worker, or the Worker in another project folder. */
export function build(folder: string, root = ROOT): Built {
	const [worker, counting] = [join(folder, "worker"), join(folder, "counting")];
	wrangle(["deploy", "--dry-run", "--metafile", "--outdir", worker], root);
	return { root, worker: join(worker, "worker.js"), counting: buildOther(counting, "counting.js", root) };
}

/**
 * Builds the Worker of an earlier commit with the current counters, so that the work of both Workers is counted in the
 * same way.
 */
export function buildCommit(folder: string, commit: string): Former {
	const root = join(folder, "project");
	mkdirSync(root, { recursive: true });
	const archive = execFileSync("git", ["archive", commit], { cwd: ROOT, maxBuffer: 2 ** 30 });
	execFileSync("tar", ["--extract"], { cwd: root, input: archive });
	cpSync(WORKERS, join(root, "tests/bench/workers"), { recursive: true });
	const [packages, before] = [ROOT, root].map((of) => readFileSync(join(of, "package-lock.json"), "utf8"));
	if (packages === before) symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
	else execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: root, stdio: "pipe" });
	return { ...build(folder, root), commit };
}

/** Builds one of the benchmark's other Workers. Returns the path of the built file. */
export function buildOther(folder: string, source: string, root = ROOT): string {
	const workers = join(root, "tests/bench/workers");
	const config = join(workers, "wrangler.toml");
	wrangle(["deploy", "--dry-run", join(workers, source), "--outdir", folder, "--config", config], root);
	return join(folder, source.replace(/\.\w+$/, ".js"));
}

/** Runs wrangler in a project's folder. Returns its output. */
export function wrangle(args: string[], root: string): string {
	return execFileSync(process.execPath, [WRANGLER, ...args], {
		cwd: root,
		stdio: "pipe",
		encoding: "utf8",
		env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
	});
}
