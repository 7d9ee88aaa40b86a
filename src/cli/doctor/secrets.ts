import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { parseEnv, promisify } from "node:util";
import { nearest } from "../../feed/feed-names.ts";
import { SETTINGS } from "../../settings.ts";
import { DEPLOYED_VARS } from "../api/site.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { error, type Fault, warning } from "../verify/finding.ts";

const FILES = [".dev.vars", DEPLOYED_VARS];

/**
 * Finds weak secrets in the project's files, and secret files that are readable by other people. Never prints a secret.
 *
 * @param tokens the names of the secrets that the settings use for Git hosts
 */
export async function secretFileFaults(root: string, tokens: readonly string[]): Promise<Fault[]> {
	const all = await Promise.all(FILES.map((name) => faultsOf(root, name, tokens)));
	return all.flat();
}

async function faultsOf(root: string, name: string, tokens: readonly string[]): Promise<Fault[]> {
	let text: string;
	try {
		text = await readFile(join(root, name), "utf8");
	} catch (reason) {
		if (codeOf(reason) === "ENOENT") return [];
		return [error(`${name} cannot be read: ${reasonOf(reason)}.`, "Check its owner and permissions.")];
	}
	const held = parseEnv(text);
	const known = [...SECRETS, ...tokens, ...SETTINGS];
	const strange = Object.keys(held).filter((key) => !known.includes(key));
	return [
		...(await openFaults(root, name)),
		...strange.map((key) => {
			const [meant = ""] = nearest(key, known, 1);
			return warning(
				`${name}: ${key} is not one of Newsstand's secrets.`,
				`Did you mean ${meant}? If not, remove the line.`,
			);
		}),
		...secretFaults(held).map((fault) => ({ ...fault, what: `${name}: ${fault.what}` })),
	];
}

/** Reports a file that other people can read on this machine or in Git. */
async function openFaults(root: string, name: string): Promise<Fault[]> {
	const faults: Fault[] = [];
	const { mode } = await stat(join(root, name));
	if (process.platform !== "win32" && (mode & 0o077) !== 0) {
		faults.push(warning(`Other users of this machine can read ${name}.`, `Run \`chmod 600 ${name}\`.`));
	}
	if (await succeeds(root, ["ls-files", "--error-unmatch", name])) {
		const fix = `Run \`git rm --cached ${name}\`, commit, and replace the secrets, because they remain in the history.`;
		faults.push(error(`${name} is in Git, so anyone who can read the repository has your secrets.`, fix));
	} else if (
		(await succeeds(root, ["rev-parse", "--is-inside-work-tree"])) &&
		!(await succeeds(root, ["check-ignore", "--quiet", name]))
	) {
		faults.push(
			error(`Git does not ignore ${name}: one \`git add\` could publish your secrets.`, `Add ${name} to .gitignore.`),
		);
	}
	return faults;
}

/** Runs a Git command. Returns whether the command succeeds; false if Git is not installed. */
function succeeds(root: string, args: string[]): Promise<boolean> {
	return promisify(execFile)("git", args, { cwd: root }).then(
		() => true,
		() => false,
	);
}

/** The secrets that a site may have (`docs/settings.md`), besides custom tokens for Git hosts. */
export const SECRETS = [
	"PUBLISH_TOKEN",
	"API_TOKENS",
	"PRIVATE_FEEDS_SECRET",
	"GITHUB_WEBHOOK_SECRET",
	"GITLAB_WEBHOOK_SECRET",
	"FORGEJO_WEBHOOK_SECRET",
	"ARTICLES_WEBHOOK_SECRET",
	"GHOST_WEBHOOK_SECRET",
	"GITHUB_TOKEN",
	"GITLAB_TOKEN",
	"FORGEJO_TOKEN",
] as const;

/** Minimum length of a secret, in characters. A shorter secret is easy to guess. */
const SHORT = 20;
/** Minimum number of different characters in a secret. A random secret has more. */
const FEW = 8;

const FIX = "Replace it with a random value, such as the output of `openssl rand -base64 32`, wherever it is used.";

/** Reports secrets that are easy to guess, used twice or malformed. */
export function secretFaults(held: Record<string, string | undefined>): Fault[] {
	const values = Object.entries(held).flatMap(([name, text = ""]) =>
		ours(name, text).map((value) => ({ name, value })),
	);
	const faults = values.filter(({ value }) => isWeak(value)).map(({ name }) => error(`${name} is easy to guess.`, FIX));
	for (const [index, { name, value }] of values.entries()) {
		const twin = values.slice(0, index).find((other) => other.name !== name && other.value === value);
		if (twin === undefined) continue;
		const what = `${twin.name} and ${name} have the same value, so anyone who knows one of them knows both.`;
		faults.push(error(what, "Create a new value for one of them."));
	}
	const lines = (held.API_TOKENS ?? "").split("\n").filter((line) => line.trim() !== "");
	for (const line of lines) {
		if (/^\s*\S+\s+(read|publish)\s+\S+\s*$/.test(line)) continue;
		const fix = "Write one line per token: a name, the scope (read or publish), and the token.";
		faults.push(error("API_TOKENS has an invalid line, so the token on that line does not work.", fix));
	}
	if (ours("PUBLISH_TOKEN", held.PUBLISH_TOKEN ?? "").length > 2) {
		faults.push(warning("PUBLISH_TOKEN contains more than two tokens.", "Remove the tokens that are no longer used."));
	}
	return faults;
}

/** Returns those parts of a secret that the operator chose. In `API_TOKENS`, that is the third word of each line. */
function ours(name: string, text: string): string[] {
	if (name === "API_TOKENS") return text.split("\n").flatMap((line) => line.trim().split(/\s+/)[2] ?? []);
	const isOurs = name === "PUBLISH_TOKEN" || /_SECRET$/.test(name);
	return isOurs ? text.split(/\s+/).filter((value) => value !== "") : [];
}

function isWeak(value: string): boolean {
	return value.length < SHORT || new Set(value).size < FEW;
}
