import { lookup } from "node:dns/promises";
import * as z from "zod";
import { createApi } from "../api/client.ts";
import { type ProjectConfig, writeNamespace } from "../wrangler/config.ts";
import { DeployError, readOutput, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";

const DASHBOARD = "https://dash.cloudflare.com/?to=/:account/workers";

/** Lists the names of the queues in `wrangler.toml`, without duplicates. */
export function queuesOf({ queues }: ProjectConfig): string[] {
	const consumed = queues.consumers?.flatMap(({ queue, dead_letter_queue }) => [queue, dead_letter_queue]) ?? [];
	const named = [...(queues.producers ?? []).map(({ queue }) => queue), ...consumed];
	return [...new Set(named.filter((name) => typeof name === "string"))];
}

/** Returns the queues in this list that do not exist yet. */
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
		`The queue ${queue} could not be created. Open ${DASHBOARD}/queues, click “Create queue”, enter the name ${queue}, ` +
		"and run `npm run deploy` again"
	);
}

const namespaces = z.array(z.object({ id: z.string(), title: z.string() }));

/**
 * Reuses a KV namespace left over from a deleted Worker, by writing its id to `wrangler.toml`. Otherwise, the first
 * deployment of a new Worker would try to create a namespace, and fail because its name is in use.
 *
 * @returns the name of the reused namespace; null if there was none
 */
export async function reuseNamespace(wrangler: Wrangler, root: string, config: ProjectConfig): Promise<string | null> {
	if (config.kv_namespaces.every(({ binding, id }) => binding !== "KV" || id !== undefined)) return null;
	const outcome = await wrangler(["kv", "namespace", "list"]);
	const known = readOutput(namespaces, outcome.stdout);
	if (outcome.code !== 0 || known === undefined) {
		throw deployErrorOf(outcome, `Cloudflare did not list the KV namespaces. Check ${DASHBOARD}/kv/namespaces`);
	}
	const leftOver = known.find(({ title }) => title === `${config.name}-kv`);
	return leftOver !== undefined && (await writeNamespace(root, leftOver.id)) ? leftOver.title : null;
}

/** Lists the custom domains in `wrangler.toml`. */
export function ownDomains({ routes, route }: ProjectConfig): string[] {
	return [...(routes ?? []), ...(route === undefined ? [] : [route])].flatMap((one) =>
		typeof one === "object" && "custom_domain" in one && one.custom_domain ? [one.pattern] : [],
	);
}

/**
 * Throws if another site uses one of the domains. Wrangler would take the domain over without asking, because we do not
 * run it in a terminal. A domain that already leads to this site or to another Newsstand site is fine.
 *
 * @param taken a domain to use even if another site answers there
 */
export async function unusedDomains(domains: string[], taken: string | undefined, wrangler: Wrangler): Promise<void> {
	const asked = domains.filter((domain) => domain !== taken);
	if (asked.length === 0) return;
	const known = await deployedSetting(wrangler, "SITE_URL");
	for (const domain of asked) {
		if (known === `https://${domain}` || !(await isInUse(domain))) continue;
		throw new DeployError(
			`Another site answers at ${domain}, and this site would replace it. If you want that, run ` +
				`\`npm run deploy -- --take-over ${domain}\``,
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

/** Lists the names of the Worker's secrets. Returns null if the Worker has never been deployed. */
export async function secretNames(wrangler: Wrangler): Promise<string[] | null> {
	const outcome = await wrangler(["secret", "list"]);
	const known = readOutput(secrets, outcome.stdout);
	if (outcome.code === 0 && known !== undefined) return known.map(({ name }) => name);
	if (/Worker "[^"]*".* not found/.test(outcome.stderr + outcome.stdout)) return null;
	throw deployErrorOf(outcome, "Cloudflare did not list the site's secrets. Run `npm run deploy` again in a moment");
}

/** Returns the value that a setting has in the latest deployment; undefined if the value cannot be found. */
export async function deployedSetting(wrangler: Wrangler, name: string): Promise<string | undefined> {
	const status = await wrangler(["deployments", "status", "--json"]);
	const [newest] = readOutput(deployment, status.stdout)?.versions ?? [];
	if (newest === undefined) return undefined;
	const shown = await wrangler(["versions", "view", newest.version_id, "--json"]);
	return readOutput(version, shown.stdout)?.resources.bindings.find((binding) => binding.name === name)?.text;
}
