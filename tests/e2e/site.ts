import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { configElsewhere, isOpen, until } from "./program.ts";

const ROOT = join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
export const WRANGLER = join(require.resolve("wrangler/package.json"), "../bin/wrangler.js");
const WATCHDOG = join(ROOT, "src/cli/local/parent-watchdog.ts");

/**
 * The environment variable with the path of the built Worker, which the setup of the tests builds once. Without it, each
 * start builds the Worker.
 */
export const BUILT_WORKER = "NEWSSTAND_BUILT_WORKER";

/** The real Worker with a test's own settings and secrets. Its state is stored in the test's folder. */
export interface Site {
	/** The address of the site. */
	url: string;
	/** Starts the site. Resolves when it responds. */
	start(): Promise<void>;
	/** Kills the site and all its processes, like a power cut. */
	kill(): Promise<void>;
	/** Returns the output since the last start. */
	output(): string;
}

/**
 * Prepares a site on a port. Its state survives restarts.
 *
 * @param folder where to store the site's configuration and state
 * @param vars settings and secrets, keyed by name
 */
export function siteAt(port: number, folder: string, vars: Record<string, unknown>): Site {
	const url = `http://localhost:${port}`;
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "wrangler.toml"), workerConfig());
	writeFileSync(join(folder, ".dev.vars"), linesOf({ SITE_URL: url, ...vars }));
	let child: ChildProcess | undefined;
	let output = "";
	return {
		url,
		output: () => output,
		async start() {
			output = "";
			child = spawnIn(folder, port);
			for (const stream of [child.stdout, child.stderr]) {
				stream?.setEncoding("utf8").on("data", (text: string) => {
					output += text;
				});
			}
			const started = child;
			await until(async () => {
				if (started.exitCode !== null) throw new Error(`The Worker exited:\n${output}`);
				return fetch(`${url}/health`).then(
					({ ok }) => ok,
					() => false,
				);
			});
		},
		async kill() {
			if (child?.pid === undefined) return;
			process.kill(-child.pid, "SIGKILL");
			child = undefined;
			await until(async () => !(await isOpen(port)));
		},
	};
}

/** Starts wrangler with the configuration in a folder, in a separate process group. */
export function spawnIn(folder: string, port: number, state = join(folder, "state")): ChildProcess {
	const args = ["dev", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"];
	return spawn(process.execPath, ["--import", WATCHDOG, WRANGLER, ...args, "--persist-to", state], {
		cwd: folder,
		// A separate process group can be killed as a whole. The watchdog kills it when the test's process exits.
		detached: true,
		stdio: "pipe",
		env: {
			...process.env,
			CLOUDFLARE_CF_FETCH_ENABLED: "false",
			WRANGLER_SEND_METRICS: "false",
			WRANGLER_WRITE_LOGS: "false",
			WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
			WRANGLER_REGISTRY_PATH: join(folder, "registry"),
			X_LOCAL_EXPLORER: "false",
			X_LOCAL_OBSERVABILITY: "false",
			NO_COLOR: "1",
		},
	});
}

function workerConfig(): string {
	const config = configElsewhere();
	const built = process.env[BUILT_WORKER];
	if (built === undefined) return config;
	return (
		config
			.replace(/^main = .*$/m, `main = ${JSON.stringify(built)}\nno_bundle = true`)
			// Beside a built Worker, the names of text files begin with their hashes.
			.replace(/"\*\*\/(\w[\w-]*\.js)"/g, '"**/*-$1"')
	);
}

function linesOf(vars: Record<string, unknown>): string {
	const lines = Object.entries(vars).map(([name, value]) => {
		return `${name}='${typeof value === "string" ? value : JSON.stringify(value)}'`;
	});
	return lines.map((line) => `${line}\n`).join("");
}
