import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { checkPort, runningPort } from "../local/state-lock.ts";
import { error, type Fault, warning } from "../verify/finding.ts";

/** The oldest version of Node that runs TypeScript without a build step. */
const NODE = [22, 18] as const;

/** @param version such as `24.21.0` */
export function nodeFaults(version: string): Fault[] {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return [];
	const what = `Newsstand needs Node ${NODE.join(".")} or newer; this is ${version}.`;
	return [
		error(what, "Run `npm ci` again (it installs its own copy of Node), or install Node 24 from https://nodejs.org."),
	];
}

const packageJson = z.object({ version: z.string() });
const lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });
const project = z.object({
	dependencies: z.record(z.string(), z.string()).default({}),
	devDependencies: z.record(z.string(), z.string()).default({}),
});

/** Checks that every dependency is installed in the version that `package-lock.json` specifies. */
export async function packageFaults(root: string): Promise<Fault[]> {
	const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> => {
		const text = await readFile(join(root, path), "utf8").catch(() => "null");
		return schema.safeParse(JSON.parse(text)).data;
	};
	const meant = await read("package-lock.json", lock);
	const named = await read("package.json", project);
	if (meant === undefined || named === undefined) {
		return [
			error(
				"package.json or package-lock.json is missing.",
				"Restore them: `git checkout package.json package-lock.json`.",
			),
		];
	}
	const faults: string[] = [];
	for (const name of Object.keys({ ...named.dependencies, ...named.devDependencies })) {
		const version = meant.packages[`node_modules/${name}`]?.version;
		const installed = (await read(`node_modules/${name}/package.json`, packageJson))?.version;
		if (installed === undefined) faults.push(`${name} is missing`);
		else if (version !== undefined && installed !== version) {
			faults.push(`${name} is ${installed} instead of ${version}`);
		}
	}
	if (faults.length === 0) return [];
	const more = faults.length > 3 ? ` and ${faults.length - 3} more` : "";
	return [error(`Packages are missing or outdated: ${faults.slice(0, 3).join(", ")}${more}.`, "Run `npm ci`.")];
}

/** The package `workerd` exports the path of its executable. */
const workerd = z.object({ default: z.string() });

/** Checks that `workerd`, which runs the local site, starts. */
export async function runtimeFaults(root: string): Promise<Fault[]> {
	try {
		const wrangler = createRequire(join(root, "package.json")).resolve("wrangler/package.json");
		const { default: program } = workerd.parse(createRequire(wrangler)("workerd"));
		await promisify(execFile)(program, ["--version"], { timeout: 30_000 });
		return [];
	} catch (reason) {
		const [why = ""] = String(reason instanceof Error ? reason.message : reason).split("\n");
		const what = `workerd, which runs the local site, cannot start: ${why}.`;
		return [error(what, "Run `npm ci`. If that does not help, see docs/deploying.md for supported systems.")];
	}
}

/**
 * Checks that `npm start` can use a port. Does not report a port that this project's own site is using.
 *
 * @param state the folder with the data of this project's own site
 */
export async function portFaults(port: number, state: string): Promise<Fault[]> {
	if ((await runningPort(state)) === port) return [];
	const failure = await checkPort(port);
	return failure === null ? [] : [warning(failure.failure, "")];
}
