import * as z from "zod";
import { type ProjectConfig, writeNamespace } from "../wrangler-config.ts";
import { obstacleOf } from "./advice.ts";
import { jsonOf } from "./json-of.ts";
import type { Wrangler } from "./wrangler.ts";

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
		if (!/does not exist/.test(outcome.stderr + outcome.stdout)) throw obstacleOf(outcome, refusal(name));
	}
	return missing.map(({ name }) => name);
}

export async function makeQueue(wrangler: Wrangler, name: string): Promise<void> {
	const outcome = await wrangler(["queues", "create", name]);
	if (outcome.code !== 0) throw obstacleOf(outcome, refusal(name));
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
export async function adoptNamespace(wrangler: Wrangler, root: string, config: ProjectConfig): Promise<string | null> {
	if (config.kv_namespaces.every(({ binding, id }) => binding !== "KV" || id !== undefined)) return null;
	const outcome = await wrangler(["kv", "namespace", "list"]);
	const known = jsonOf(namespaces, outcome.stdout);
	if (outcome.code !== 0 || known === undefined) {
		throw obstacleOf(
			outcome,
			`Cloudflare does not say which KV namespaces there are. Look at ${DASHBOARD}/kv/namespaces`,
		);
	}
	const leftOver = known.find(({ title }) => title === `${config.name}-kv`);
	return leftOver !== undefined && (await writeNamespace(root, leftOver.id)) ? leftOver.title : null;
}
