import { parseArgs } from "node:util";
import { argumentFault, type CommandContext } from "../command.ts";
import { deployErrorOf } from "../deploy/errors.ts";
import { queuesOf, secretNames } from "../deploy/resources.ts";
import { printable } from "../terminal.ts";
import { type ProjectConfig, readConfig } from "../wrangler/config.ts";
import { DeployError, type Wrangler, wranglerOf } from "../wrangler/run.ts";

/** A Cloudflare resource that belongs to the site. */
interface Resource {
	/** Its description, such as `the queue acme-deliveries`. */
	what: string;
	/** The wrangler command that deletes it. */
	command: string[];
}

/**
 * The `remove` command: lists the site's Cloudflare resources or, with `--delete NAME`, deletes them. Skips resources
 * that are already gone, so it can run again after a failure. Deletes nothing on this machine. Returns 1 if something
 * could not be deleted.
 */
export async function remove(args: string[], context: CommandContext, runnerFor = wranglerOf): Promise<number> {
	const { root, terminal } = context;
	let named: string | undefined;
	try {
		named = parseArgs({ args, options: { delete: { type: "string" } } }).values.delete;
	} catch (error) {
		terminal.error(argumentFault(error, "remove"));
		return 1;
	}
	const config = await readConfig(root);
	if ("failure" in config) {
		terminal.error(config.failure);
		return 1;
	}
	const resources = resourcesOf(config);
	const name = config.name ?? "";
	if (named === undefined) {
		const found = [
			`The site ${name} uses these Cloudflare resources:`,
			...resources.map(({ what }) => `  ${what}`),
			"",
		];
		const end = [
			"Deleting it also deletes all published articles, WebSub subscriptions and private feed links. Back up first:",
			"  npm run newsstand -- help export",
			`To delete everything: npm run newsstand -- remove --delete ${name}`,
		];
		terminal.line([...found, ...end].join("\n"));
		return 0;
	}
	if (named !== name) {
		terminal.error(`This folder's site is named ${name}, not ${printable(named)}. Nothing was deleted.`);
		return 1;
	}
	try {
		const wrangler = runnerFor(root);
		const isDeployed = (await secretNames(wrangler)) !== null;
		for (const { what, command } of resources) {
			terminal.progress(`Deleting ${what}…`);
			if (command[0] === "delete" && !isDeployed) terminal.line(`Not found: ${what}`);
			else terminal.line(`${(await deleteOne(wrangler, command, what)) ? "Deleted" : "Not found"}: ${what}`);
		}
		terminal.line("The folder is unchanged: `npm run deploy` would create the site again, without its subscribers.");
		return 0;
	} catch (error) {
		if (!(error instanceof DeployError)) throw error;
		terminal.error(`${printable(error.message)}.`);
		for (const line of error.words) terminal.error(`  ${printable(line)}`);
		terminal.error(`Run the command again to delete the rest.`);
		return 1;
	}
}

/**
 * Lists the site's resources, the Worker first, because Cloudflare does not delete a queue or bucket that a Worker
 * uses.
 */
function resourcesOf(config: ProjectConfig): Resource[] {
	const { name = "", kv_namespaces, r2_buckets } = config;
	return [
		{
			what: `the Worker ${name}, with its Durable Objects, secrets and addresses`,
			command: ["delete", "--name", name, "--force"],
		},
		...kv_namespaces.map(({ binding, id }) => ({
			what: `the KV namespace ${id ?? `${name}-kv`} (${binding})`,
			command: [
				"kv",
				"namespace",
				"delete",
				...(id === undefined ? [`${name}-kv`] : ["--namespace-id", id]),
				"--skip-confirmation",
			],
		})),
		...queuesOf(config).map((queue) => ({ what: `the queue ${queue}`, command: ["queues", "delete", queue] })),
		...r2_buckets.map(({ bucket_name }) => ({
			what: `the R2 bucket ${bucket_name ?? `${name}-media`}, if it is empty`,
			command: ["r2", "bucket", "delete", bucket_name ?? `${name}-media`],
		})),
	];
}

/** Deletes a resource. Returns false if the resource did not exist. */
async function deleteOne(wrangler: Wrangler, command: string[], what: string): Promise<boolean> {
	const outcome = await wrangler(command);
	if (outcome.code === 0) return true;
	if (/does not exist|not found|no (such )?(namespace|queue|bucket)/i.test(outcome.stderr + outcome.stdout))
		return false;
	throw deployErrorOf(outcome, `${what.replace(/^./, (first) => first.toUpperCase())} could not be deleted`);
}
