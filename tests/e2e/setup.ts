import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { readSecret } from "../../src/cli/api/site.ts";
import { scratch } from "./program.ts";
import { BUILT_WORKER, WRANGLER } from "./site.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Creates the local Worker's secrets if they are missing. Otherwise, two programs that start at the same time would
 * each create their own secrets. Builds the Worker once for all sites that tests start without the command line.
 */
export default async function setup(): Promise<() => void> {
	for (const name of ["PUBLISH_TOKEN", "PRIVATE_FEEDS_SECRET"]) {
		const known = await readSecret(ROOT, name);
		if ("failure" in known) throw new Error(known.failure);
	}
	const folder = scratch();
	execFileSync(process.execPath, [WRANGLER, "deploy", "--dry-run", "--outdir", folder.path], {
		cwd: ROOT,
		stdio: "pipe",
		env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_WRITE_LOGS: "false" },
	});
	process.env[BUILT_WORKER] = join(folder.path, "worker.js");
	return folder.remove;
}
