import { join } from "node:path";
import { readSecret } from "../../src/cli/api/site.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Creates the local Worker's secrets if they are missing. Otherwise, two programs that start at the same time would
 * each create their own secrets.
 */
export default async function setup(): Promise<void> {
	for (const name of ["PUBLISH_TOKEN", "PRIVATE_FEEDS_SECRET"]) {
		const known = await readSecret(ROOT, name);
		if ("failure" in known) throw new Error(known.failure);
	}
}
