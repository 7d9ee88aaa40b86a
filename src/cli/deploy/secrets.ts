import type { Settings } from "../../settings.ts";
import { DEPLOYED_VARS, readSecret } from "../api/site.ts";
import { DeployError, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";

/**
 * The secrets that a site needs and does not have: one to publish with (unless it has tokens by name), one for private
 * feeds, and one for the webhooks of each kind of host that it follows repositories at.
 *
 * @param set the names of those that it has
 */
export function missingSecrets({ repositories }: Settings, set: readonly string[]): string[] {
	const webhooks = new Set(repositories.map(({ kind }) => `${kind.toUpperCase()}_WEBHOOK_SECRET`));
	const wanted = [...(set.includes("API_TOKENS") ? [] : ["PUBLISH_TOKEN"]), "PRIVATE_FEEDS_SECRET", ...webhooks];
	return wanted.filter((name) => !set.includes(name));
}

/**
 * Makes secrets, keeps them in `.deployed.vars` of the project, and then gives them to the Worker: should that fail, the
 * next run gives it the same ones.
 */
export async function makeSecrets(wrangler: Wrangler, root: string, names: string[]): Promise<void> {
	const made: Record<string, string> = {};
	for (const name of names) {
		const known = await readSecret(root, name, DEPLOYED_VARS);
		if ("failure" in known) throw new DeployError(known.failure.replace(/\.$/, ""));
		made[name] = known.secret;
	}
	const outcome = await wrangler(["secret", "bulk"], { input: JSON.stringify(made) });
	if (outcome.code === 0) return;
	const { message, words } = deployErrorOf(
		outcome,
		`The site is there, but Cloudflare did not take its secrets (${names.join(", ")}). Run \`npm run deploy\` again`,
	);
	// Wrangler does not repeat what it was given; should it ever, it is not shown.
	const isTold = (line: string) => Object.values(made).some((secret) => line.includes(secret));
	throw new DeployError(
		message,
		words.filter((line) => !isTold(line)),
	);
}
