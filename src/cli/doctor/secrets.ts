import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { parseEnv, promisify } from "node:util";
import { nearest } from "../../feed/nearest.ts";
import { SETTINGS } from "../../settings.ts";
import { DEPLOYED_VARS } from "../deployed-vars.ts";
import { codeOf, reasonOf } from "../file-error.ts";
import { error, type Fault, warning } from "../verify/finding.ts";
import { SECRETS, secretFaults } from "./secret-strength.ts";

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
