import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { type Wrangler, wranglerOf } from "../../src/cli/wrangler/run.ts";
import { type Cloud, runCommand } from "./stand-in-wrangler.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const EMPTY: Cloud = {
	loggedIn: true,
	accounts: [{ id: "a1", name: "Acme" }],
	queues: [],
	namespaces: [],
	worker: null,
	targets: ["https://newsstand.acme.workers.dev", "schedule: 17 * * * *", "Producer for newsstand-deliveries"],
	deployed: [],
	refuses: {},
};

const ROOT = join(import.meta.dirname, "../..");

/** Creates a project with Newsstand's `wrangler.toml` and a stand-in for wrangler that runs in the test's process. */
export async function projectWith(over: Partial<Cloud>, edit = (config: string) => config) {
	const project = await projectFiles(over, edit);
	const wrangler: Wrangler = async (args, { input = "", env = {} } = {}) => {
		const outcome = await runCommand(project.root, args, input, env.WRANGLER_OUTPUT_FILE_PATH);
		return { ...outcome, stderr: stripVTControlCharacters(outcome.stderr) };
	};
	return { ...project, wrangler };
}

/** Like `projectWith`, but each command starts the stand-in as an executable, as in a real project. */
export async function projectWithProgram(over: Partial<Cloud>, edit?: (config: string) => string) {
	const project = await projectFiles(over, edit);
	const folder = join(project.root, "node_modules/wrangler");
	await mkdir(join(folder, "bin"), { recursive: true });
	await writeFile(join(folder, "package.json"), "{}");
	const program = pathToFileURL(join(import.meta.dirname, "wrangler-program.ts")).href;
	await writeFile(join(folder, "bin/wrangler.js"), `import(${JSON.stringify(program)});\n`);
	return { ...project, wrangler: wranglerOf(project.root) };
}

async function projectFiles(over: Partial<Cloud>, edit = (config: string) => config) {
	const root = await temporaryFolder({
		"package.json": "{}",
		"wrangler.toml": edit(await readFile(join(ROOT, "wrangler.toml"), "utf8")),
		"cloud.json": JSON.stringify({ ...EMPTY, ...over }),
		"calls.ndjson": "",
	});
	const read = (path: string) => readFile(join(root, path), "utf8");
	return {
		root,
		read,
		/** Reads the current state of the account. */
		cloud: async (): Promise<Cloud> => JSON.parse(await read("cloud.json")),
		change: async (more: Partial<Cloud>): Promise<void> => {
			await writeFile(join(root, "cloud.json"), JSON.stringify({ ...JSON.parse(await read("cloud.json")), ...more }));
		},
		/** Returns the calls to wrangler since the last call of this function. */
		calls: async (): Promise<{ command: string; input: string }[]> => {
			const lines = (await read("calls.ndjson")).split("\n").filter((line) => line !== "");
			await writeFile(join(root, "calls.ndjson"), "");
			return lines.map((line) => JSON.parse(line));
		},
	};
}
