import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Where the secrets are kept that `deploy` made for the live site, beside its address. It is never committed. */
export const DEPLOYED_VARS = ".deployed.vars";

/** A secret of the live site; undefined if the file holds none, or is that of another site: a token goes nowhere else. */
export async function readDeployedSecret(root: string, site: string, name: string): Promise<string | undefined> {
	const text = await readFile(join(root, DEPLOYED_VARS), "utf8").catch(() => "");
	const held = parseEnv(text);
	return held.SITE_URL === site ? held[name] : undefined;
}

/** Notes whose secrets they are. Nothing is written where there are none. */
export async function noteDeployedSite(root: string, site: string): Promise<void> {
	const file = join(root, DEPLOYED_VARS);
	const text = await readFile(file, "utf8").catch(() => null);
	if (text === null || parseEnv(text).SITE_URL === site) return;
	const others = text.split("\n").filter((line) => !/^SITE_URL=/.test(line));
	await writeFile(file, `SITE_URL=${JSON.stringify(site)}\n${others.join("\n")}`);
}
