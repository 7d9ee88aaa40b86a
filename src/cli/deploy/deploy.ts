import { readdir } from "node:fs/promises";
import { relative } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import type { Repository } from "../../repositories.ts";
import { readSettings, type Settings } from "../../settings.ts";
import { DEPLOYED_VARS, noteDeployedSite, readDeployedSecret, readToken } from "../api/site.ts";
import { argumentFault, type CommandContext } from "../command.ts";
import { bindingFaults, settingFaults } from "../doctor/project.ts";
import { publish } from "../publish.ts";
import { contentFolders, isClone } from "../site/find-site.ts";
import { printable, type Terminal } from "../terminal.ts";
import { type ProjectConfig, readConfig } from "../wrangler/config.ts";
import { DeployError, logIn, type Wrangler, wranglerOf } from "../wrangler/run.ts";
import { findAccount, type Login } from "./account.ts";
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
import { smokeTest, waitForSite } from "./smoke-test.ts";
import { type DeployContext, uploadAs } from "./upload.ts";

/**
 * The `deploy` command: creates any missing resources at Cloudflare, deploys the site, and tests it. Safe to run again,
 * because existing resources are kept. Returns 1 if the deployment fails, or if the test finds an error.
 *
 * In a site's own folder, the command also publishes `content/`. (In a clone of Newsstand, that folder contains only
 * the sample newsroom.)
 *
 * @param runnerFor returns a function that runs the wrangler of a project
 * @param login lets the user log in; undefined if there is no terminal
 */
export async function deploy(
	args: string[],
	context: CommandContext,
	runnerFor = wranglerOf,
	login = loginOf(context.root),
): Promise<number> {
	const { root, terminal } = context;
	let taken: string | undefined;
	try {
		taken = parseArgs({ args, options: { "take-over": { type: "string" } } }).values["take-over"];
	} catch (error) {
		terminal.error(argumentFault(error, "deploy"));
		return 1;
	}
	try {
		const { url, next, repositories } = await bringUp(root, taken, terminal, runnerFor, login);
		try {
			await waitForSite(url, terminal);
			const published = repositories.length > 0 ? null : await publishContent(url, context);
			const tested = await smokeTest(url, context);
			return tested || (published ?? 0);
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
 * Runs all steps of a deployment before the test of the site. Returns the site's address and the next steps to print.
 *
 * @param taken a domain to use even if another site answers there
 */
async function bringUp(
	root: string,
	taken: string | undefined,
	terminal: Terminal,
	runnerFor: (root: string) => Wrangler,
	login: Login | undefined,
): Promise<{ url: string; next: string[]; repositories: readonly Repository[] }> {
	const config = await readConfig(root);
	if ("failure" in config) throw new DeployError(config.failure.replace(/\.$/, ""));
	const { settings, warnings } = checkedSettings(config);
	for (const warning of warnings) terminal.line(`Warning: ${printable(warning)}`);

	const wrangler = runnerFor(root);
	terminal.progress("Checking the Cloudflare login…");
	const account = await findAccount(wrangler, process.env.CLOUDFLARE_ACCOUNT_ID || config.account_id, login);
	terminal.line(`Account: ${printable(account)}`);
	terminal.progress("Checking which resources exist…");
	const [secrets, queues] = await Promise.all([secretNames(wrangler), missingQueues(wrangler, queuesOf(config))]);
	await unusedDomains(ownDomains(config), taken, wrangler);
	for (const queue of queues) {
		terminal.progress(`Creating the queue ${queue}…`);
		await makeQueue(wrangler, queue);
		terminal.line(`Created: the queue ${queue}`);
	}
	if (secrets === null) {
		const adopted = await reuseNamespace(wrangler, root, config);
		if (adopted !== null) terminal.line(`Reused: the KV namespace ${adopted}. Its id is now in wrangler.toml`);
	}
	const url = await uploadAs(settings.site.url, secrets === null, { wrangler, root, terminal });
	await createSecrets(missingSecrets(settings, secrets ?? []), { wrangler, root, terminal });
	await noteDeployedSite(root, url);
	const { repositories } = settings;
	return { url, next: await nextSteps(root, url, repositories), repositories };
}

/** Returns a function that logs in with this terminal; undefined in CI or without a terminal. */
function loginOf(root: string): Login | undefined {
	return process.stdin.isTTY && !process.env.CI ? () => logIn(root) : undefined;
}

/**
 * Publishes the articles of a site's own folder. Returns the exit code; null if there is nothing to publish, or if
 * there is no token to publish with.
 */
async function publishContent(url: string, context: CommandContext): Promise<number | null> {
	const { root, terminal } = context;
	const folders = contentFolders(root);
	if (isClone(root) || !(await haveContent(folders))) return null;
	const token = await readToken({ url, isLocal: false }, root, process.env);
	if ("failure" in token) {
		terminal.line(`Not published: ${folders.map((folder) => relative(root, folder)).join(", ")}. ${token.failure}`);
		return null;
	}
	return publish(["--to", url, ...folders], context);
}

async function haveContent(folders: string[]): Promise<boolean> {
	const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
	return names.flat().length > 0;
}

async function createSecrets(names: string[], { wrangler, root, terminal }: DeployContext): Promise<void> {
	if (names.length === 0) return;
	const list = names.join(", ");
	if (process.env.CI) {
		const commands = names.map((name) => `npx wrangler secret put ${name}`).join(", ");
		terminal.line(
			`Not set yet: ${list}. Secrets created in CI would be lost, so set them from your own machine: ${commands}`,
		);
		return;
	}
	terminal.progress("Setting secrets…");
	await makeSecrets(wrangler, root, names);
	terminal.line(`Created: the secrets ${list}. A copy is in ${DEPLOYED_VARS}, which Git ignores`);
}

/** Returns the settings in `wrangler.toml`, with warnings. Throws if the site would not work with these settings. */
export function checkedSettings(config: ProjectConfig): { settings: Settings; warnings: string[] } {
	const faults = [...settingFaults(config.vars), ...bindingFaults(config)];
	const told = (severity: "error" | "warning"): string[] =>
		faults.filter((fault) => fault.severity === severity).map(({ what, hint }) => `${what} ${hint}`.trim());
	const settings = readSettings(config.vars);
	if (told("error").length > 0 || "problems" in settings) {
		throw new DeployError("wrangler.toml has errors, so nothing was deployed", told("error"));
	}
	return { settings, warnings: told("warning") };
}

/** Returns the next steps to print after a deployment. */
export async function nextSteps(root: string, url: string, repositories: readonly Repository[]): Promise<string[]> {
	const hasToken = (await readDeployedSecret(root, url, "PUBLISH_TOKEN")) !== undefined;
	const token = hasToken
		? `The command finds the token in ${DEPLOYED_VARS}.`
		: "Set the environment variable PUBLISH_TOKEN to the site's token. To replace a lost token: npx wrangler secret put PUBLISH_TOKEN";
	const folders = contentFolders(root)
		.map((folder) => relative(root, folder))
		.join(" ");
	const kinds = [...new Set(repositories.map(({ kind }) => kind))];
	const webhooks = kinds.flatMap((kind) => {
		const names = repositories.filter((one) => one.kind === kind).map(({ fullName }) => fullName);
		const secret = `${kind.toUpperCase()}_WEBHOOK_SECRET`;
		return [
			`If you have not set up the webhook for ${printable(names.join(", "))} yet (docs/webhooks.md):`,
			`  URL: ${url}/webhooks/${kind}, content type: application/json, secret: the value of ${secret}`,
		];
	});
	return [
		`Your site: ${url}`,
		...(isClone(root) || repositories.length > 0
			? ["Next, publish a folder:"]
			: ["After you change an article, run `npm run deploy` again, or publish it without deploying:"]),
		`  npm run newsstand -- publish ${folders} --to ${url}`,
		`  ${token}`,
		...(webhooks.length > 0 ? webhooks : ["Or publish on every push to Git: docs/webhooks.md"]),
		`The site's status: ${url}/status (any user name, with the token as the password)`,
	];
}
