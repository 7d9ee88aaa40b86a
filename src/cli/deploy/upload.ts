import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { obstacleOf } from "./advice.ts";
import type { Wrangler } from "./wrangler.ts";

/** What `wrangler deploy` notes in the file that `WRANGLER_OUTPUT_FILE_PATH` names, as one of its lines. */
const deployed = z.object({ type: z.literal("deploy"), targets: z.array(z.string()).nullish() });

/** Deploys the Worker. Returns the addresses at which it answers now, its own domains first. */
export async function upload(wrangler: Wrangler): Promise<string[]> {
	const folder = await mkdtemp(join(tmpdir(), "newsstand-deploy-"));
	const notes = join(folder, "output.ndjson");
	try {
		const outcome = await wrangler(["deploy"], { env: { WRANGLER_OUTPUT_FILE_PATH: notes } });
		if (outcome.code !== 0) throw obstacleOf(outcome, "Cloudflare did not take the site. This is what wrangler says");
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
