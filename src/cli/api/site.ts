import { randomBytes } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { CliError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";

/** A site to talk to. */
export interface SiteAddress {
	/** Its origin, such as `https://news.example.org`. */
	url: string;
	/** Whether it runs on this machine. */
	isLocal: boolean;
}

const EXAMPLE = "--to https://news.example.org";

/** Reads the address of a site as it was typed. Only what stays on this machine may go over plain HTTP. */
export function readSiteAddress(typed: string): SiteAddress | CliError {
	const url = URL.parse(typed.trim());
	if (url === null || !/^https?:$/.test(url.protocol)) {
		return { failure: `${JSON.stringify(typed)} is not the address of a site. Write it like this: ${EXAMPLE}` };
	}
	if (url.username !== "" || url.password !== "") {
		const failure = `The address of a site has no name and password in it. Write it like this: ${EXAMPLE}`;
		return { failure };
	}
	if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
		return { failure: `The address of a site has no path and nothing after it. Write: --to ${url.origin}` };
	}
	const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
	if (url.protocol === "http:" && !isLocal) {
		const failure = `Over http:// anybody on the way could read the token. Write: --to https://${url.host}`;
		return { failure };
	}
	return { url: url.origin, isLocal };
}

/**
 * The token for a site: the environment variable PUBLISH_TOKEN (of two values, while one is exchanged for the other, the
 * first), else for a site on this machine that of `.dev.vars`, and for one that was deployed from here the one made for it.
 *
 * @param root the project
 */
export async function readToken(
	{ url, isLocal }: SiteAddress,
	root: string,
	environment: Record<string, string | undefined>,
): Promise<{ token: string } | CliError> {
	const [token = ""] = environment.PUBLISH_TOKEN?.trim().split(/\s+/) ?? [];
	if (token === "") {
		const deployed = await readDeployedSecret(root, url, "PUBLISH_TOKEN");
		if (deployed !== undefined) return { token: deployed };
		if (isLocal) return readPublishToken(root);
		const failure = `There is no token for ${url}. Put one into the environment variable PUBLISH_TOKEN.`;
		return { failure };
	}
	if (/^[\x21-\x7e]+$/.test(token)) return { token };
	return { failure: "The environment variable PUBLISH_TOKEN has characters that no token has. Copy it once more." };
}

/** The token that the local Worker asks for, from `.dev.vars` in the project; makes one where there is none. */
export async function readPublishToken(root: string): Promise<{ token: string } | CliError> {
	const known = await readSecret(root, "PUBLISH_TOKEN");
	return "failure" in known ? known : { token: known.secret };
}

/**
 * A secret of the local Worker, from `.dev.vars` in the project (of two, the first); makes the file, or the line in it,
 * where there is none. A file that is made can be read by its owner alone.
 *
 * @param named another file in the project
 */
export async function readSecret(
	root: string,
	name: string,
	named = ".dev.vars",
): Promise<{ secret: string } | CliError> {
	const file = join(root, named);
	try {
		const text = await readFile(file, "utf8").catch((error: unknown) => {
			if (codeOf(error) === "ENOENT") return null;
			throw error;
		});
		const [known = ""] = (parseEnv(text ?? "")[name] ?? "").trim().split(/\s+/);
		if (known !== "") return { secret: known };
		const secret = randomBytes(32).toString("base64url");
		const line = `${name}="${secret}"\n`;
		if (text === null) await writeFile(file, line, { mode: 0o600, flag: "wx" });
		// The last of several lines counts, so an empty one that is there already does no harm.
		else await appendFile(file, text === "" || text.endsWith("\n") ? line : `\n${line}`);
		return { secret };
	} catch (error) {
		return { failure: `${file} cannot be read or written: ${reasonOf(error)}. Make it a file of your own.` };
	}
}

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
