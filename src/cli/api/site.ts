import { randomBytes } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { CliError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { defaultState, runningPort } from "../local/state-lock.ts";

/** A site's address. */
export interface SiteAddress {
	/** Its origin, such as `https://news.example.org`. */
	url: string;
	/** Whether the site runs on this machine. */
	isLocal: boolean;
}

const EXAMPLE = "--to https://news.example.org";

/** Returns the address of the site that `npm start` runs here; if no site is running, returns the default address. */
export async function localSite(root: string): Promise<string> {
	return `http://localhost:${(await runningPort(defaultState(root))) ?? 8787}`;
}

/** Parses a site address typed by the user. Allows plain HTTP only for this machine, to protect the token. */
export function readSiteAddress(typed: string): SiteAddress | CliError {
	const url = URL.parse(typed.trim());
	if (url === null || !/^https?:$/.test(url.protocol)) {
		return { failure: `${JSON.stringify(typed)} is not a site's address. Use one such as ${EXAMPLE}` };
	}
	if (url.username !== "" || url.password !== "") {
		const failure = `The address must not contain a user name or password. Use one such as ${EXAMPLE}`;
		return { failure };
	}
	if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
		return { failure: `The site's address must not contain a path, query or fragment. Use --to ${url.origin}` };
	}
	const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
	if (url.protocol === "http:" && !isLocal) {
		const failure = `Over http://, others could read the token. Use --to https://${url.host}`;
		return { failure };
	}
	return { url: url.origin, isLocal };
}

/**
 * Finds the token for a site. Uses the environment variable PUBLISH_TOKEN (or the first of its two values, during a
 * rotation), otherwise `.deployed.vars` if the site was deployed from here, otherwise `.dev.vars` if the site is local.
 *
 * @param root the project's folder
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
		const failure = `No token found for ${url}. Set the environment variable PUBLISH_TOKEN.`;
		return { failure };
	}
	if (/^[\x21-\x7e]+$/.test(token)) return { token };
	return {
		failure:
			"The environment variable PUBLISH_TOKEN contains characters that a token cannot contain. Copy the token again.",
	};
}

/** Reads the publishing token of the local site from `.dev.vars`, and creates the token if it is missing. */
export async function readPublishToken(root: string): Promise<{ token: string } | CliError> {
	const known = await readSecret(root, "PUBLISH_TOKEN");
	return "failure" in known ? known : { token: known.secret };
}

/**
 * Reads a secret of the local site from `.dev.vars` (the first value, if there are two), and creates the secret if it
 * is missing. If this creates the file, only the file's owner can read it.
 *
 * @param named the file in the project to use instead of `.dev.vars`
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
		// If a name occurs twice, the last line wins, so an earlier line with an empty value does no harm.
		else await appendFile(file, text === "" || text.endsWith("\n") ? line : `\n${line}`);
		return { secret };
	} catch (error) {
		return { failure: `${file} cannot be read or written: ${reasonOf(error)}. Check its owner and permissions.` };
	}
}

/** Where `deploy` stores the live site's secrets and address. Never committed. */
export const DEPLOYED_VARS = ".deployed.vars";

/**
 * Reads a secret of the live site. Returns undefined if the secret is missing, or if its file belongs to a different
 * site, because one site's secrets must not be sent to another.
 */
export async function readDeployedSecret(root: string, site: string, name: string): Promise<string | undefined> {
	const text = await readFile(join(root, DEPLOYED_VARS), "utf8").catch(() => "");
	const held = parseEnv(text);
	return held.SITE_URL === site ? held[name] : undefined;
}

/** Records which site the secrets in `.deployed.vars` belong to. Does nothing if there are no such secrets. */
export async function noteDeployedSite(root: string, site: string): Promise<void> {
	const file = join(root, DEPLOYED_VARS);
	const text = await readFile(file, "utf8").catch(() => null);
	if (text === null || parseEnv(text).SITE_URL === site) return;
	const others = text.split("\n").filter((line) => !/^SITE_URL=/.test(line));
	await writeFile(file, `SITE_URL=${JSON.stringify(site)}\n${others.join("\n")}`);
}
