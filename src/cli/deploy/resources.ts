import { lookup } from "node:dns/promises";
import * as z from "zod";
import { createApi } from "../api/client.ts";
import { type ProjectConfig, writeNamespace } from "../wrangler/config.ts";
import { DeployError, readOutput, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";

const DASHBOARD = "https://dash.cloudflare.com/?to=/:account/workers";

/** The queues of `wrangler.toml`, each once. */
export function queuesOf({ queues }: ProjectConfig): string[] {
	const consumed = queues.consumers?.flatMap(({ queue, dead_letter_queue }) => [queue, dead_letter_queue]) ?? [];
	const named = [...(queues.producers ?? []).map(({ queue }) => queue), ...consumed];
	return [...new Set(named.filter((name) => typeof name === "string"))];
}

/** Of queues those that are not there. */
export async function missingQueues(wrangler: Wrangler, names: string[]): Promise<string[]> {
	const found = await Promise.all(
		names.map(async (name) => ({ name, outcome: await wrangler(["queues", "info", name]) })),
	);
	const missing = found.filter(({ outcome }) => outcome.code !== 0);
	for (const { name, outcome } of missing) {
		if (!/does not exist/.test(outcome.stderr + outcome.stdout)) throw deployErrorOf(outcome, refusal(name));
	}
	return missing.map(({ name }) => name);
}

export async function makeQueue(wrangler: Wrangler, name: string): Promise<void> {
	const outcome = await wrangler(["queues", "create", name]);
	if (outcome.code !== 0) throw deployErrorOf(outcome, refusal(name));
}

function refusal(queue: string): string {
	return (
		`The queue ${queue} could not be made. Open ${DASHBOARD}/queues, click “Create queue”, write ${queue} as its name, ` +
		"and run `npm run deploy` again"
	);
}

const namespaces = z.array(z.object({ id: z.string(), title: z.string() }));

/**
 * The first deployment of a Worker makes its KV namespace, and all others find it through the Worker. One that is left over
 * from a Worker that is gone would be in the way by its name: it is taken, and written into `wrangler.toml`.
 *
 * @returns the name of the namespace if there was one
 */
export async function reuseNamespace(wrangler: Wrangler, root: string, config: ProjectConfig): Promise<string | null> {
	if (config.kv_namespaces.every(({ binding, id }) => binding !== "KV" || id !== undefined)) return null;
	const outcome = await wrangler(["kv", "namespace", "list"]);
	const known = readOutput(namespaces, outcome.stdout);
	if (outcome.code !== 0 || known === undefined) {
		throw deployErrorOf(
			outcome,
			`Cloudflare does not say which KV namespaces there are. Look at ${DASHBOARD}/kv/namespaces`,
		);
	}
	const leftOver = known.find(({ title }) => title === `${config.name}-kv`);
	return leftOver !== undefined && (await writeNamespace(root, leftOver.id)) ? leftOver.title : null;
}

/** The domains of its own that the site is to have. */
export function ownDomains({ routes, route }: ProjectConfig): string[] {
	return [...(routes ?? []), ...(route === undefined ? [] : [route])].flatMap((one) =>
		typeof one === "object" && "custom_domain" in one && one.custom_domain ? [one.pattern] : [],
	);
}

/**
 * Sees to it that no domain is taken away from what answers there now: wrangler would do that without a question, since it
 * is not run in a terminal. What is this site's already, or a Newsstand, may be deployed to again.
 *
 * @param taken a domain of which it was said that it may be taken
 */
export async function unusedDomains(domains: string[], taken: string | undefined, wrangler: Wrangler): Promise<void> {
	const asked = domains.filter((domain) => domain !== taken);
	if (asked.length === 0) return;
	const known = await deployedSetting(wrangler, "SITE_URL");
	for (const domain of asked) {
		if (known === `https://${domain}` || !(await isInUse(domain))) continue;
		throw new DeployError(
			`Something else answers at ${domain} now, and would not any more: the domain would lead to this site. If that is ` +
				`what you want, run \`npm run deploy -- --take-over ${domain}\``,
		);
	}
}

async function isInUse(domain: string): Promise<boolean> {
	const address = await lookup(domain).catch(() => null);
	if (address === null) return false;
	const health = await createApi(`https://${domain}`, "", new AbortController().signal)
		.health()
		.catch(() => null);
	return health === null;
}

const secrets = z.array(z.object({ name: z.string() }));
const deployment = z.object({ versions: z.array(z.object({ version_id: z.string() })) });
const version = z.object({
	resources: z.object({ bindings: z.array(z.object({ name: z.string(), text: z.string().optional() })) }),
});

/** The names of the secrets that the Worker has; null if it was never deployed. */
export async function secretNames(wrangler: Wrangler): Promise<string[] | null> {
	const outcome = await wrangler(["secret", "list"]);
	const known = readOutput(secrets, outcome.stdout);
	if (outcome.code === 0 && known !== undefined) return known.map(({ name }) => name);
	if (/Worker "[^"]*".* not found/.test(outcome.stderr + outcome.stdout)) return null;
	throw deployErrorOf(
		outcome,
		"Cloudflare does not say which secrets the site has. Run `npm run deploy` again in a moment",
	);
}

/** A setting of the Worker as it was deployed last; undefined if that cannot be told. */
export async function deployedSetting(wrangler: Wrangler, name: string): Promise<string | undefined> {
	const status = await wrangler(["deployments", "status", "--json"]);
	const [newest] = readOutput(deployment, status.stdout)?.versions ?? [];
	if (newest === undefined) return undefined;
	const shown = await wrangler(["versions", "view", newest.version_id, "--json"]);
	return readOutput(version, shown.stdout)?.resources.bindings.find((binding) => binding.name === name)?.text;
}
