import type { Settings } from "../../settings.ts";
import { DEPLOYED_VARS, readSecret } from "../api/site.ts";
import { DeployError, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";

/**
 * Lists the secrets that a site needs but does not have: one for publishing (unless the site has API_TOKENS), one for
 * private feeds, and one for the webhooks of each kind of Git host.
 *
 * @param set the names of the secrets that the site already has
 */
export function missingSecrets({ repositories }: Settings, set: readonly string[]): string[] {
	const webhooks = new Set(repositories.map(({ kind }) => `${kind.toUpperCase()}_WEBHOOK_SECRET`));
	const wanted = [...(set.includes("API_TOKENS") ? [] : ["PUBLISH_TOKEN"]), "PRIVATE_FEEDS_SECRET", ...webhooks];
	return wanted.filter((name) => !set.includes(name));
}

/**
 * Creates secrets, saves them in `.deployed.vars`, then sets them on the Worker. If setting them fails, the next run
 * uses the same values.
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
		`The site is deployed, but its secrets could not be set (${names.join(", ")}). Run \`npm run deploy\` again`,
	);
	// Wrangler does not print secrets. In case it ever does, we leave out lines that contain a secret.
	const hasSecret = (line: string) => Object.values(made).some((secret) => line.includes(secret));
	throw new DeployError(
		message,
		words.filter((line) => !hasSecret(line)),
	);
}
