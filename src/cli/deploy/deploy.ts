import process from "node:process";
import { parseArgs } from "node:util";
import { argumentFault } from "../argument-fault.ts";
import type { Place } from "../command.ts";
import { DEPLOYED_VARS, noteDeployedSite } from "../deployed-vars.ts";
import { printable, type Screen } from "../screen.ts";
import { readConfig } from "../wrangler-config.ts";
import { findAccount } from "./account.ts";
import { checkedSettings } from "./checked-settings.ts";
import { ownDomains, spareDomains } from "./domains.ts";
import { secretNames } from "./live-worker.ts";
import { nextSteps } from "./next-steps.ts";
import { Obstacle } from "./obstacle.ts";
import { adoptNamespace, makeQueue, missingQueues, queuesOf } from "./resources.ts";
import { makeSecrets, missingSecrets } from "./secrets.ts";
import { type Hands, uploadAs } from "./site-url.ts";
import { smokeTest } from "./smoke-test.ts";
import { wranglerOf } from "./wrangler.ts";

/**
 * `deploy`: puts the site on Cloudflare, makes there what it needs and has not, and tries it. What is there already is left
 * as it is, so that it may be run as often as one likes. Returns 1 if something stands in the way, or is wrong with the site.
 */
export async function deploy(args: string[], { root, cwd, screen }: Place): Promise<number> {
	let taken: string | undefined;
	try {
		taken = parseArgs({ args, options: { "take-over": { type: "string" } } }).values["take-over"];
	} catch (error) {
		screen.complain(argumentFault(error, "Usage: npm run deploy [-- --take-over DOMAIN]"));
		return 1;
	}
	try {
		const { url, next } = await bringUp(root, taken, screen);
		try {
			return await smokeTest(url, { root, cwd, screen });
		} finally {
			screen.line(["", ...next].join("\n"));
		}
	} catch (error) {
		if (!(error instanceof Obstacle)) throw error;
		screen.complain(`${printable(error.message)}.`);
		for (const line of error.words) screen.complain(`  ${printable(line)}`);
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
	screen: Screen,
): Promise<{ url: string; next: string[] }> {
	const config = await readConfig(root);
	if ("complaint" in config) throw new Obstacle(config.complaint.replace(/\.$/, ""));
	const { settings, warnings } = checkedSettings(config);
	for (const warning of warnings) screen.line(`Advice: ${printable(warning)}`);

	const wrangler = wranglerOf(root);
	screen.progress("Asking Cloudflare who is logged in…");
	const account = await findAccount(wrangler, process.env.CLOUDFLARE_ACCOUNT_ID || config.account_id);
	screen.line(`Account: ${printable(account)}`);
	screen.progress("Looking at what is there…");
	const [secrets, queues] = await Promise.all([secretNames(wrangler), missingQueues(wrangler, queuesOf(config))]);
	await spareDomains(ownDomains(config), taken, wrangler);
	for (const queue of queues) {
		screen.progress(`Making the queue ${queue}…`);
		await makeQueue(wrangler, queue);
		screen.line(`Made: the queue ${queue}`);
	}
	if (secrets === null) {
		const adopted = await adoptNamespace(wrangler, root, config);
		if (adopted !== null) screen.line(`Taken: the KV namespace ${adopted}. Its id is in wrangler.toml now`);
	}
	const url = await uploadAs(settings.site.url, secrets === null, { wrangler, root, screen });
	await giveSecrets(missingSecrets(settings, secrets ?? []), { wrangler, root, screen });
	await noteDeployedSite(root, url);
	return { url, next: await nextSteps(root, url, settings.repositories) };
}

async function giveSecrets(names: string[], { wrangler, root, screen }: Hands): Promise<void> {
	if (names.length === 0) return;
	const list = names.join(", ");
	if (process.env.CI) {
		const commands = names.map((name) => `npx wrangler secret put ${name}`).join(", ");
		screen.line(
			`Still to be set, since nobody would see them if they were made here: ${list}. On your own machine: ${commands}`,
		);
		return;
	}
	screen.progress("Setting secrets…");
	await makeSecrets(wrangler, root, names);
	screen.line(`Made: the secrets ${list}. A copy of them is in ${DEPLOYED_VARS}, which Git leaves out`);
}
