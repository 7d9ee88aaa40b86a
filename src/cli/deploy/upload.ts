import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Terminal } from "../terminal.ts";
import { writeSetting } from "../wrangler/config.ts";
import { DeployError, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";
import { deployedSetting } from "./resources.ts";

/** What a step works with. */
export interface DeployContext {
	wrangler: Wrangler;
	/** The project. */
	root: string;
	terminal: Terminal;
}

/**
 * Deploys a site so that its feeds know their address. As long as `wrangler.toml` has the one that it comes with, that is
 * the address which the site was deployed with last, or else the one that Cloudflare gives it: for that it is deployed twice.
 *
 * @param configured the address in `wrangler.toml`
 * @param isNew whether it was never deployed before
 * @returns the address
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
			"The site is deployed, but has no address: `workers_dev` is off, and there is no domain. Take workers_dev = false " +
				"out of wrangler.toml, or give the site a domain (docs/deploying.md), and run `npm run deploy` again",
		);
	}
	await writeAddress(first, hands);
	terminal.progress("Deploying once more, now that the address is known…");
	await upload(wrangler);
	terminal.line(`Deployed: ${first}`);
	return first;
}

/** Whether an address is still the one that `wrangler.toml` comes with. */
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
			`The address of the site is ${url}, but wrangler.toml has no line with SITE_URL in quotes. Write below [vars]: ` +
				`SITE_URL = "${url}", and run \`npm run deploy\` again`,
		);
	}
	terminal.line(`SITE_URL in wrangler.toml is now ${url}`);
}

function elsewhere(configured: string, given: string[]): string {
	return (
		`Advice: the feeds say that the site is ${configured}, but it was given the address ${given.join(" and ")}. ` +
		"If nothing else leads there, change SITE_URL in wrangler.toml."
	);
}

/** What `wrangler deploy` notes in the file that `WRANGLER_OUTPUT_FILE_PATH` names, as one of its lines. */
const deployed = z.object({ type: z.literal("deploy"), targets: z.array(z.string()).nullish() });

/** Deploys the Worker. Returns the addresses at which it answers now, its own domains first. */
async function upload(wrangler: Wrangler): Promise<string[]> {
	const folder = await mkdtemp(join(tmpdir(), "newsstand-deploy-"));
	const notes = join(folder, "output.ndjson");
	try {
		const outcome = await wrangler(["deploy"], { env: { WRANGLER_OUTPUT_FILE_PATH: notes } });
		if (outcome.code !== 0)
			throw deployErrorOf(outcome, "Cloudflare did not take the site. This is what wrangler says");
		return addressesIn(await readFile(notes, "utf8"));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** A domain of the Worker's own is noted as `news.example.org (custom domain)`, a route as `news.example.org/* (zone …)`. */
function addressesIn(notes: string): string[] {
	const lines = notes.split("\n").filter((line) => line !== "");
	const targets = lines.flatMap((line) => deployed.safeParse(JSON.parse(line)).data?.targets ?? []);
	const domains = targets.flatMap((target) => /^(\S+) \(custom domain/.exec(target)?.[1] ?? []);
	const routes = targets.flatMap((target) => /^([\w.-]+\.[a-z]+)\/\*( \(zone|$)/i.exec(target)?.[1] ?? []);
	const urls = targets.filter((target) => /^https?:\/\/\S+$/.test(target)).map((target) => new URL(target).origin);
	return [...[...domains, ...routes].map((host) => `https://${host}`), ...urls];
}
