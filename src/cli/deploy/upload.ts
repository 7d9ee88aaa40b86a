import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Terminal } from "../terminal.ts";
import { writeSetting } from "../wrangler/config.ts";
import { DeployError, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";
import { deployedSetting } from "./resources.ts";

/** What every step of a deployment needs. */
export interface DeployContext {
	wrangler: Wrangler;
	/** The project's folder. */
	root: string;
	terminal: Terminal;
}

/**
 * Deploys a site with its public address as SITE_URL. If SITE_URL in `wrangler.toml` is still the default, uses the
 * address of the last deployment. If there was no deployment yet, deploys twice, because Cloudflare assigns the address
 * during the first deployment.
 *
 * @param configured the address in `wrangler.toml`
 * @param isNew whether the site was never deployed before
 * @returns the site's address
 */
export async function uploadAs(configured: string, isNew: boolean, hands: DeployContext): Promise<string> {
	const { wrangler, terminal } = hands;
	const known = isUnset(configured) ? (isNew ? null : await rememberedAddress(wrangler)) : configured;
	if (known !== null && known !== configured) await writeAddress(known, hands);
	terminal.progress("Deploying…");
	const given = await upload(wrangler);
	if (known !== null) {
		terminal.line(`Deployed: ${known}`);
		if (given.length > 0 && !given.includes(known)) terminal.line(elsewhere(known, given));
		return known;
	}
	const [first] = given;
	if (first === undefined) {
		throw new DeployError(
			"The site is deployed, but does not have an address: `workers_dev` is off, and there is no custom domain. Remove " +
				"workers_dev = false from wrangler.toml, or add a domain (docs/deploying.md), and run `npm run deploy` again",
		);
	}
	await writeAddress(first, hands);
	terminal.progress("Deploying again, now that the address is known…");
	await upload(wrangler);
	terminal.line(`Deployed: ${first}`);
	return first;
}

/** Whether an address is the default that ships in `wrangler.toml`. */
function isUnset(url: string): boolean {
	return URL.parse(url)?.hostname === "localhost";
}

async function rememberedAddress(wrangler: Wrangler): Promise<string | null> {
	const url = URL.parse((await deployedSetting(wrangler, "SITE_URL")) ?? "");
	return url === null || isUnset(url.href) ? null : url.origin;
}

async function writeAddress(url: string, { root, terminal }: DeployContext): Promise<void> {
	if (!(await writeSetting(root, "SITE_URL", url))) {
		throw new DeployError(
			`The site's address is ${url}, but wrangler.toml does not set SITE_URL to a quoted value. Add SITE_URL = "${url}" ` +
				"below [vars], and run `npm run deploy` again",
		);
	}
	terminal.line(`SITE_URL in wrangler.toml is now ${url}`);
}

function elsewhere(configured: string, given: string[]): string {
	return (
		`Warning: SITE_URL is ${configured}, but the site was deployed to ${given.join(" and ")}. ` +
		"Unless SITE_URL leads to the site in some other way, change it in wrangler.toml."
	);
}

/** The line that `wrangler deploy` writes to the file named by `WRANGLER_OUTPUT_FILE_PATH`. */
const deployed = z.object({ type: z.literal("deploy"), targets: z.array(z.string()).nullish() });

/** Deploys the Worker. Returns its addresses, custom domains first. */
async function upload(wrangler: Wrangler): Promise<string[]> {
	const folder = await mkdtemp(join(tmpdir(), "newsstand-deploy-"));
	const notes = join(folder, "output.ndjson");
	try {
		const outcome = await wrangler(["deploy"], { env: { WRANGLER_OUTPUT_FILE_PATH: notes } });
		if (outcome.code !== 0) throw deployErrorOf(outcome, "The deployment failed. Wrangler's message");
		return addressesIn(await readFile(notes, "utf8"));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Custom domains are listed as `news.example.org (custom domain)`, routes as `news.example.org/* (zone …)`. */
function addressesIn(notes: string): string[] {
	const lines = notes.split("\n").filter((line) => line !== "");
	const targets = lines.flatMap((line) => deployed.safeParse(JSON.parse(line)).data?.targets ?? []);
	const domains = targets.flatMap((target) => /^(\S+) \(custom domain/.exec(target)?.[1] ?? []);
	const routes = targets.flatMap((target) => /^([\w.-]+\.[a-z]+)\/\*( \(zone|$)/i.exec(target)?.[1] ?? []);
	const urls = targets.filter((target) => /^https?:\/\/\S+$/.test(target)).map((target) => new URL(target).origin);
	return [...[...domains, ...routes].map((host) => `https://${host}`), ...urls];
}
