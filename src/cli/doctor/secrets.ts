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
 * What is wrong with the secrets that are kept in files of the project: how they are made, and whether others can see them.
 * No secret is repeated.
 *
 * @param tokens the names of secrets that the settings name for hosts of repositories
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
		return [error(`${name} cannot be read: ${reasonOf(reason)}.`, "Make it a file of your own.")];
	}
	const held = parseEnv(text);
	const known = [...SECRETS, ...tokens, ...SETTINGS];
	const strange = Object.keys(held).filter((key) => !known.includes(key));
	return [
		...(await openFaults(root, name)),
		...strange.map((key) => {
			const [meant = ""] = nearest(key, known, 1);
			return warning(`${name}: ${key} is no secret of Newsstand.`, `Was ${meant} meant? If not, take the line out.`);
		}),
		...secretFaults(held).map((fault) => ({ ...fault, what: `${name}: ${fault.what}` })),
	];
}

/** Whether others can see a file: by its mode on this machine, or in Git. */
async function openFaults(root: string, name: string): Promise<Fault[]> {
	const faults: Fault[] = [];
	const { mode } = await stat(join(root, name));
	if (process.platform !== "win32" && (mode & 0o077) !== 0) {
		faults.push(warning(`${name} can be read by others on this machine.`, `Run \`chmod 600 ${name}\`.`));
	}
	if (await succeeds(root, ["ls-files", "--error-unmatch", name])) {
		const mend = `Run \`git rm --cached ${name}\`, commit, and exchange the secrets: they stay in the history.`;
		faults.push(error(`${name} is in Git, so whoever can read the repository has your secrets.`, mend));
	} else if (
		(await succeeds(root, ["rev-parse", "--is-inside-work-tree"])) &&
		!(await succeeds(root, ["check-ignore", "--quiet", name]))
	) {
		faults.push(
			error(`${name} is not ignored by Git, and one \`git add\` away from it.`, `Write ${name} into .gitignore.`),
		);
	}
	return faults;
}

/** Whether a command of Git says yes; also no where there is no Git. */
function succeeds(root: string, args: string[]): Promise<boolean> {
	return promisify(execFile)("git", args, { cwd: root }).then(
		() => true,
		() => false,
	);
}

/** The secrets that a site may have (`docs/deploying.md`), besides the tokens for the hosts of its repositories. */
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

/** Fewer characters than this can be guessed, or are a word. */
const SHORT = 20;
/** With fewer different characters than this it is no random text. */
const FEW = 8;

const MEND =
	"Put a random text there, such as `openssl rand -base64 32` prints. What others know of it has to be changed too.";

/** What is wrong with secrets by themselves: too easy to guess, or one for two things. */
export function secretFaults(held: Record<string, string | undefined>): Fault[] {
	const values = Object.entries(held).flatMap(([name, text = ""]) =>
		ours(name, text).map((value) => ({ name, value })),
	);
	const faults = values
		.filter(({ value }) => isWeak(value))
		.map(({ name }) => error(`${name} is easy to guess.`, MEND));
	for (const [index, { name, value }] of values.entries()) {
		const twin = values.slice(0, index).find((other) => other.name !== name && other.value === value);
		if (twin === undefined) continue;
		const what = `${twin.name} and ${name} are the same, so who has the one has the other.`;
		faults.push(error(what, "Make another for one of them."));
	}
	const lines = (held.API_TOKENS ?? "").split("\n").filter((line) => line.trim() !== "");
	for (const line of lines) {
		if (/^\s*\S+\s+(read|publish)\s+\S+\s*$/.test(line)) continue;
		const mend = "Write a line for each: its name, the word read or publish, and the token.";
		faults.push(error("API_TOKENS has a line that is not understood, so its token opens nothing.", mend));
	}
	if (ours("PUBLISH_TOKEN", held.PUBLISH_TOKEN ?? "").length > 2) {
		faults.push(warning("PUBLISH_TOKEN holds more than two tokens.", "Take away those that nobody uses any more."));
	}
	return faults;
}

/** The values of a secret that the operator made; those of `API_TOKENS` are the third word of each line. */
function ours(name: string, text: string): string[] {
	if (name === "API_TOKENS") return text.split("\n").flatMap((line) => line.trim().split(/\s+/)[2] ?? []);
	const isOurs = name === "PUBLISH_TOKEN" || /_SECRET$/.test(name);
	return isOurs ? text.split(/\s+/).filter((value) => value !== "") : [];
}

function isWeak(value: string): boolean {
	return value.length < SHORT || new Set(value).size < FEW;
}
