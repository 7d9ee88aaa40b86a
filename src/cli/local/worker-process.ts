import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { withoutTokens } from "../../feed/feed.ts";
import { QUIET_WRANGLER } from "../wrangler/run.ts";

/** The local Worker: wrangler, and below it workerd and esbuild. */
interface WorkerProcess {
	/** Resolves when it has ended, asked or not. */
	ended: Promise<void>;
	/** The end of what it has written, a line each. */
	tail(): string[];
	/** Ends it and everything that it started. */
	stop(): Promise<void>;
}

/** So much of its output is kept, in characters. */
const KEPT = 16 * 1024;
/** So long it may take to end by itself, in milliseconds. */
const GRACE = 3000;

/** No network, and no tools that nobody asked for. */
const QUIET = {
	...QUIET_WRANGLER,
	CLOUDFLARE_CF_FETCH_ENABLED: "false",
	X_LOCAL_EXPLORER: "false",
	X_LOCAL_OBSERVABILITY: "false",
};

/**
 * Starts the Worker of the project in `root` on a port of 127.0.0.1.
 *
 * @param state the directory (absolute) for what it keeps
 * @param onError hears each error of the running Worker, such as an exception that it did not catch
 */
export function startWorker(root: string, port: number, state: string, onError: (line: string) => void): WorkerProcess {
	const wrangler = createRequire(join(root, "package.json")).resolve("wrangler/package.json");
	const child = spawn(
		process.execPath,
		[
			...["--import", new URL("./parent-watchdog.ts", import.meta.url).href],
			...[join(wrangler, "../bin/wrangler.js"), "dev"],
			...["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"],
			...["--persist-to", state, "--show-interactive-dev-session=false"],
			...["--var", `SITE_URL:http://localhost:${port}`],
		],
		{
			cwd: root,
			// A process group of its own, so that all of it can be ended; and Ctrl-C reaches us alone.
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
			// Also if it has ended by itself: what it leaves behind belongs to the group still.
			signalGroup(child, "SIGKILL");
			process.off("exit", lastResort);
		},
	};
}

/** How often Cloudflare runs the cron of `wrangler.toml`, in milliseconds. */
const HOUR = 3_600_000;

/**
 * Has the local Worker do what its cron does on Cloudflare: at once, and every hour. wrangler never does so by itself.
 *
 * @param onError hears why it could not be done; it is tried again after the next pause
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
			if (!ok) onError(`it was answered with ${status}`);
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
		// Nobody is left in it.
	}
}

/** Picks the errors out of a stream of wrangler's: their first lines, and the trace of where they happened. */
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
