import { type ChildProcess, spawn } from "node:child_process";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { withoutTokens } from "../../feed/feed.ts";
import { NetworkError } from "../command.ts";
import { findWrangler, QUIET_WRANGLER } from "../wrangler/run.ts";

/** The local Worker: wrangler, with workerd and esbuild as its children. */
interface WorkerProcess {
	/** Resolves when the Worker has stopped, for any reason. */
	ended: Promise<void>;
	/** The last lines of the Worker's output. */
	tail(): string[];
	/** Stops the Worker and its child processes. */
	stop(): Promise<void>;
}

/** Number of characters of output to keep. */
const KEPT = 16 * 1024;
/** How long to wait for the Worker to stop before killing it, in milliseconds. */
const GRACE = 3000;

/** Makes wrangler run only the Worker, without accessing the network or starting other tools. */
const QUIET = {
	...QUIET_WRANGLER,
	CLOUDFLARE_CF_FETCH_ENABLED: "false",
	X_LOCAL_EXPLORER: "false",
	X_LOCAL_OBSERVABILITY: "false",
};

/**
 * Starts the Worker of the project in `root` on a port of 127.0.0.1.
 *
 * @param state the folder for the Worker's data, as an absolute path
 * @param onError called with each error of the running Worker, such as an uncaught exception
 */
export function startWorker(root: string, port: number, state: string, onError: (line: string) => void): WorkerProcess {
	const wrangler = findWrangler(root);
	if (wrangler === null) throw new NetworkError("Wrangler is not installed. Run `npm ci` first");
	const child = spawn(
		process.execPath,
		[
			...["--import", new URL(`./parent-watchdog${extname(import.meta.url)}`, import.meta.url).href],
			...[join(wrangler, "../bin/wrangler.js"), "dev"],
			...["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"],
			...["--persist-to", state, "--show-interactive-dev-session=false"],
			...["--var", `SITE_URL:http://localhost:${port}`],
		],
		{
			cwd: root,
			// A separate process group, so that one signal stops all of wrangler's processes, and Ctrl-C reaches only our own
			// process.
			detached: true,
			stdio: "pipe",
			env: { ...process.env, ...QUIET, WRANGLER_REGISTRY_PATH: join(state, "registry") },
		},
	);
	let output = "";
	const keep = (text: string): void => {
		output = (output + text).slice(-KEPT);
	};
	for (const stream of [child.stdout, child.stderr]) {
		const errors = errorLines(onError);
		stream.setEncoding("utf8").on("data", (text: string) => {
			keep(text);
			errors(text);
		});
	}
	const ended = new Promise<void>((resolve) => {
		child.once("close", () => resolve());
		child.once("error", (error) => {
			keep(`${error.message}\n`);
			resolve();
		});
	});
	const lastResort = (): void => signalGroup(child, "SIGKILL");
	process.once("exit", lastResort);
	return {
		ended,
		tail: () =>
			withoutTokens(stripVTControlCharacters(output))
				.split("\n")
				.map((line) => line.trimEnd())
				.filter((line) => line !== ""),
		async stop() {
			signalGroup(child, "SIGTERM");
			await Promise.race([ended, sleep(GRACE)]);
			// Signal the group even if wrangler has stopped, because its children may still run.
			signalGroup(child, "SIGKILL");
			process.off("exit", lastResort);
		},
	};
}

/** How often Cloudflare triggers the cron in `wrangler.toml`, in milliseconds. */
const HOUR = 3_600_000;

/**
 * Triggers the local Worker's cron now and every hour, as Cloudflare would, because wrangler never triggers it.
 *
 * @param onError called with the reason if a run fails; the next run is an hour later
 */
export async function runCron(
	port: number,
	ending: AbortSignal,
	onError: (reason: string) => void,
	every = HOUR,
): Promise<void> {
	while (!ending.aborted) {
		try {
			const { ok, status } = await fetch(`http://127.0.0.1:${port}/cdn-cgi/handler/scheduled`, { signal: ending });
			if (!ok) onError(`the Worker answered ${status}`);
		} catch (error) {
			if (!ending.aborted) onError(error instanceof Error ? error.message : String(error));
		}
		await sleep(every, undefined, { signal: ending }).catch(() => undefined);
	}
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, signal);
	} catch {
		// The process group is empty.
	}
}

/** Extracts errors from wrangler's output: the message, and the stack trace below it. */
export function errorLines(onError: (line: string) => void): (text: string) => void {
	let rest = "";
	let inError = false;
	return (text) => {
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines.map(stripVTControlCharacters)) {
			const [, message] = /^(?:\[wrangler:error\]|✘ \[ERROR\]) (.*)/.exec(line) ?? [];
			inError = message !== undefined || (inError && /^\s+at /.test(line));
			if (inError) onError(withoutTokens(message ?? line));
		}
	};
}
