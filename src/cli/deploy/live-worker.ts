import * as z from "zod";
import { obstacleOf } from "./advice.ts";
import { jsonOf } from "./json-of.ts";
import type { Wrangler } from "./wrangler.ts";

const secrets = z.array(z.object({ name: z.string() }));
const deployment = z.object({ versions: z.array(z.object({ version_id: z.string() })) });
const version = z.object({
	resources: z.object({ bindings: z.array(z.object({ name: z.string(), text: z.string().optional() })) }),
});

/** The names of the secrets that the Worker has; null if it was never deployed. */
export async function secretNames(wrangler: Wrangler): Promise<string[] | null> {
	const outcome = await wrangler(["secret", "list"]);
	const known = jsonOf(secrets, outcome.stdout);
	if (outcome.code === 0 && known !== undefined) return known.map(({ name }) => name);
	if (/Worker "[^"]*".* not found/.test(outcome.stderr + outcome.stdout)) return null;
	throw obstacleOf(
		outcome,
		"Cloudflare does not say which secrets the site has. Run `npm run deploy` again in a moment",
	);
}

/** A setting of the Worker as it was deployed last; undefined if that cannot be told. */
export async function deployedSetting(wrangler: Wrangler, name: string): Promise<string | undefined> {
	const status = await wrangler(["deployments", "status", "--json"]);
	const [newest] = jsonOf(deployment, status.stdout)?.versions ?? [];
	if (newest === undefined) return undefined;
	const shown = await wrangler(["versions", "view", newest.version_id, "--json"]);
	return jsonOf(version, shown.stdout)?.resources.bindings.find((binding) => binding.name === name)?.text;
}
