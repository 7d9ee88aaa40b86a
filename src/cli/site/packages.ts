import { type SpawnOptions, spawn } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { NetworkError } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { isClone, PACKAGE, programVersion } from "./find-site.ts";

/** The package managers that a site can use. */
export type PackageManager = "npm" | "pnpm";

/** Returns the package manager that runs this command, according to `npm_config_user_agent`. */
export function packageManager(environment: Record<string, string | undefined>): PackageManager {
	return environment.npm_config_user_agent?.startsWith("pnpm/") ? "pnpm" : "npm";
}

const packed = z.tuple([z.object({ filename: z.string() })]);
const installed = z.object({ packages: z.record(z.string(), z.object({ resolved: z.string().optional() })) });

/**
 * Returns the version or packed file of Newsstand that a new site's `package.json` refers to. If Newsstand runs from a
 * clone or was installed from a packed file, puts a packed file into the site's folder, so that the folder is
 * self-contained. Otherwise, returns the version that is running, which npm gets from the registry.
 *
 * @param program Newsstand's folder: a clone, or the installed package
 * @param folder the site's folder
 */
export async function packageSource(program: string, folder: string, terminal: Terminal): Promise<string> {
	if (isClone(program)) {
		terminal.progress("Packing Newsstand…");
		const { code, output, errors } = await run("npm", ["pack", "--json", "--pack-destination", folder], program);
		const answer = packed.safeParse(code === 0 ? JSON.parse(output.slice(output.search(/^\[/m))) : null);
		if (!answer.success) throw new NetworkError(`Newsstand could not be packed: ${lastLine(errors)}`);
		return `file:${basename(answer.data[0].filename)}`;
	}
	const file = await packedFile(program);
	if (file === null) return `^${programVersion()}`;
	await copyFile(file, join(folder, basename(file)));
	return `file:${basename(file)}`;
}

/** Returns the packed file that this package was installed from; null if the package came from the registry. */
async function packedFile(program: string): Promise<string | null> {
	const modules = dirname(program);
	const text = await readFile(join(modules, ".package-lock.json"), "utf8").catch(() => "null");
	const known = installed.safeParse(JSON.parse(text)).data;
	const source = known?.packages[`node_modules/${PACKAGE}`]?.resolved;
	if (source === undefined || !source.startsWith("file:")) return null;
	return source.startsWith("file:///")
		? fileURLToPath(source)
		: resolve(dirname(modules), source.slice("file:".length));
}

/** Installs the packages of a new site. If that fails, prints the reason and returns false. */
export async function installPackages(folder: string, manager: PackageManager, terminal: Terminal): Promise<boolean> {
	terminal.progress(`Installing packages with ${manager}…`);
	const { code, errors, output } = await run(manager, ["install"], folder);
	if (code === 0) return true;
	terminal.error(
		`The packages could not be installed: ${lastLine(errors || output)} Everything else in the folder is complete.`,
	);
	return false;
}

interface Run {
	code: number | null;
	output: string;
	errors: string;
}

/** Runs a package manager. On Windows, package managers are scripts, which need a shell. */
function run(command: string, args: string[], cwd: string): Promise<Run> {
	const isWindows = process.platform === "win32";
	const options: SpawnOptions = { cwd, stdio: ["ignore", "pipe", "pipe"], shell: isWindows };
	return new Promise((settle) => {
		const quoted = isWindows ? args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)) : args;
		const child = spawn(command, quoted, options);
		const result: Run = { code: null, output: "", errors: "" };
		child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			result.output += text;
		});
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			result.errors += text;
		});
		child.once("error", ({ message }) => settle({ ...result, errors: `${message}\n` }));
		child.once("close", (code) => settle({ ...result, code }));
	});
}

/** Returns the reason for a failure: npm's first error, or the last line of the output. */
function lastLine(errors: string): string {
	const lines = errors
		.split("\n")
		.filter((line) => line.trim() !== "" && !/complete log of this run|^npm warn/.test(line));
	const said = lines.find((line) => /^npm error (?!code\b)/.test(line)) ?? lines.at(-1) ?? "no reason is known";
	return `${said.replace(/^npm error /, "").replace(/\.$/, "")}.`;
}
