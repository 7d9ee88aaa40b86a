import process from "node:process";
import { parseArgs } from "node:util";
import type { Repository } from "../../repositories.ts";
import { readSettings, type Settings } from "../../settings.ts";
import { DEPLOYED_VARS, noteDeployedSite, readDeployedSecret } from "../api/site.ts";
import { argumentFault, type CommandContext } from "../command.ts";
import { bindingFaults, settingFaults } from "../doctor/project.ts";
import { printable, type Terminal } from "../terminal.ts";
import { type ProjectConfig, readConfig } from "../wrangler/config.ts";
import { DeployError, type Wrangler, wranglerOf } from "../wrangler/run.ts";
import { findAccount } from "./account.ts";
import {
	makeQueue,
	missingQueues,
	ownDomains,
	queuesOf,
	reuseNamespace,
	secretNames,
	unusedDomains,
} from "./resources.ts";
import { makeSecrets, missingSecrets } from "./secrets.ts";
import { smokeTest } from "./smoke-test.ts";
import { type DeployContext, uploadAs } from "./upload.ts";

/**
 * `deploy`: puts the site on Cloudflare, makes there what it needs and has not, and tries it. What is there already is left
 * as it is, so that it may be run as often as one likes. Returns 1 if something stands in the way, or is wrong with the site.
 *
 * @param runnerFor finds what runs the commands of a project's wrangler
 */
export async function deploy(args: string[], context: CommandContext, runnerFor = wranglerOf): Promise<number> {
	const { root, terminal } = context;
	let taken: string | undefined;
	try {
		taken = parseArgs({ args, options: { "take-over": { type: "string" } } }).values["take-over"];
	} catch (error) {
		terminal.error(argumentFault(error, "Usage: npm run deploy [-- --take-over DOMAIN]"));
		return 1;
	}
	try {
		const { url, next } = await bringUp(root, taken, terminal, runnerFor);
		try {
			return await smokeTest(url, context);
		} finally {
			terminal.line(["", ...next].join("\n"));
		}
	} catch (error) {
		if (!(error instanceof DeployError)) throw error;
		terminal.error(`${printable(error.message)}.`);
		for (const line of error.words) terminal.error(`  ${printable(line)}`);
		return 1;
	}
}

/**
 * All that is done before the site is tried. Returns its address, and what to do next.
 *
 * @param taken a domain that may be taken from what answers there
 */
async function bringUp(
	root: string,
	taken: string | undefined,
	terminal: Terminal,
	runnerFor: (root: string) => Wrangler,
): Promise<{ url: string; next: string[] }> {
	const config = await readConfig(root);
	if ("failure" in config) throw new DeployError(config.failure.replace(/\.$/, ""));
	const { settings, warnings } = checkedSettings(config);
	for (const warning of warnings) terminal.line(`Advice: ${printable(warning)}`);

	const wrangler = runnerFor(root);
	terminal.progress("Asking Cloudflare who is logged in…");
	const account = await findAccount(wrangler, process.env.CLOUDFLARE_ACCOUNT_ID || config.account_id);
	terminal.line(`Account: ${printable(account)}`);
	terminal.progress("Looking at what is there…");
	const [secrets, queues] = await Promise.all([secretNames(wrangler), missingQueues(wrangler, queuesOf(config))]);
	await unusedDomains(ownDomains(config), taken, wrangler);
	for (const queue of queues) {
		terminal.progress(`Making the queue ${queue}…`);
		await makeQueue(wrangler, queue);
		terminal.line(`Made: the queue ${queue}`);
	}
	if (secrets === null) {
		const adopted = await reuseNamespace(wrangler, root, config);
		if (adopted !== null) terminal.line(`Taken: the KV namespace ${adopted}. Its id is in wrangler.toml now`);
	}
	const url = await uploadAs(settings.site.url, secrets === null, { wrangler, root, terminal });
	await giveSecrets(missingSecrets(settings, secrets ?? []), { wrangler, root, terminal });
	await noteDeployedSite(root, url);
	return { url, next: await nextSteps(root, url, settings.repositories) };
}

async function giveSecrets(names: string[], { wrangler, root, terminal }: DeployContext): Promise<void> {
	if (names.length === 0) return;
	const list = names.join(", ");
	if (process.env.CI) {
		const commands = names.map((name) => `npx wrangler secret put ${name}`).join(", ");
		terminal.line(
			`Still to be set, since nobody would see them if they were made here: ${list}. On your own machine: ${commands}`,
		);
		return;
	}
	terminal.progress("Setting secrets…");
	await makeSecrets(wrangler, root, names);
	terminal.line(`Made: the secrets ${list}. A copy of them is in ${DEPLOYED_VARS}, which Git leaves out`);
}

/** The settings of `wrangler.toml`, and what is better looked at; an obstacle if with them the site could not work. */
export function checkedSettings(config: ProjectConfig): { settings: Settings; warnings: string[] } {
	const faults = [...settingFaults(config.vars), ...bindingFaults(config)];
	const told = (severity: "error" | "warning"): string[] =>
		faults.filter((fault) => fault.severity === severity).map(({ what, hint }) => `${what} ${hint}`.trim());
	const settings = readSettings(config.vars);
	if (told("error").length > 0 || "problems" in settings) {
		throw new DeployError("wrangler.toml is not yet right, so nothing was deployed", told("error"));
	}
	return { settings, warnings: told("warning") };
}

/** What to do with a site that was just deployed. */
export async function nextSteps(root: string, url: string, repositories: readonly Repository[]): Promise<string[]> {
	const hasToken = (await readDeployedSecret(root, url, "PUBLISH_TOKEN")) !== undefined;
	const token = hasToken
		? `The token for it is in ${DEPLOYED_VARS}, where the command finds it.`
		: "The token for it, PUBLISH_TOKEN, goes into the environment. If it is lost: npx wrangler secret put PUBLISH_TOKEN";
	const kinds = [...new Set(repositories.map(({ kind }) => kind))];
	const webhooks = kinds.flatMap((kind) => {
		const names = repositories.filter((one) => one.kind === kind).map(({ fullName }) => fullName);
		const secret = `${kind.toUpperCase()}_WEBHOOK_SECRET`;
		return [
			`The webhook of ${printable(names.join(", "))}, if it is not set up yet (docs/webhooks.md):`,
			`  Address ${url}/webhooks/${kind}, content type application/json, secret: ${secret}`,
		];
	});
	return [
		`Your site: ${url}`,
		"Next, publish a folder:",
		`  npm run newsstand -- publish content --to ${url}`,
		`  ${token}`,
		...(webhooks.length > 0 ? webhooks : ["Or have every push to Git published: docs/webhooks.md"]),
		`How the site is: ${url}/status (any name, and the token as the password)`,
	];
}
