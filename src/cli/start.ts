import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createApi } from "./api/client.ts";
import { readPublishToken, readSecret } from "./api/site.ts";
import { waitUntilRendered, waitUntilUp } from "./api/wait.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "./command.ts";
import { omitSampleContent, removalRefusal, removesMost } from "./content/compare.ts";
import { type Folder, openFolders, reasonOf } from "./content/folders.ts";
import { createPublication } from "./content/upload.ts";
import { republisher, watchFolders } from "./content/watch.ts";
import { type SettingsWatch, watchSettings } from "./local/settings-watch.ts";
import { listenForShutdown } from "./local/shutdown.ts";
import { checkPort, lockState, portInUse } from "./local/state-lock.ts";
import { runCron, startWorker } from "./local/worker-process.ts";
import { countsLine, feedTable, problemLines } from "./report.ts";
import { printable } from "./terminal.ts";

/** So long the Worker may take until it answers for the first time, in milliseconds. */
const STARTUP = 60_000;

const ELSEWHERE = "For another site beside that one, name a new folder for what it keeps: --state DIR.";

/**
 * `start`: serves folders with a local Worker, publishes them, and goes on publishing what is saved in them until it
 * is told to end (Ctrl-C, SIGTERM, SIGHUP). Returns 0 then, and 1 if something stands in the way.
 */
export async function start(args: string[], { root, cwd, terminal }: CommandContext): Promise<number> {
	const fail = (...lines: string[]): number => {
		for (const line of lines) terminal.error(line);
		return 1;
	};
	const prepared = await prepare(args, root, cwd);
	if ("failure" in prepared) return fail(prepared.failure);
	const { port, state, folders, token, remove } = prepared;

	const unlock = await lockState(state);
	if (typeof unlock !== "function") return fail(unlock.failure);
	const end = listenForShutdown();
	let isUp = false;
	let settings: SettingsWatch | undefined;
	const worker = startWorker(root, port, state, (line) => isUp && terminal.error(`Worker: ${printable(line)}`));
	const watch = watchFolders(folders, (reason) =>
		terminal.error(`Some changes may go unnoticed: ${printable(reason)}`),
	);
	const stopping = new AbortController();
	const ending = stopping.signal;
	const api = createApi(`http://127.0.0.1:${port}`, token, ending);
	const { compare, send, publish } = createPublication(api, folders);

	const lastWords = (what: string): number => fail(what, ...worker.tail().map((line) => `  ${line}`));
	const afterDeath = (): number => {
		const lostTheRace = worker.tail().some((line) => /address already in use/i.test(line));
		return lostTheRace ? fail(portInUse(port).failure) : lastWords("The Worker has ended by itself. It wrote:");
	};
	const serve = async (): Promise<number> => {
		const health = await waitUntilUp(api, STARTUP, ending);
		if (health === null) return lastWords(`The Worker has not answered for ${STARTUP / 1000} seconds. It wrote:`);
		if (health.status === "misconfigured") return fail(...health.problems);
		isUp = true;
		settings = watchSettings(root, api, terminal);
		void runCron(port, ending, (reason) => terminal.error(`The hourly look failed: ${printable(reason)}.`));

		const difference = await compare();
		const gone = await omitSampleContent(difference, root);
		if (!remove && removesMost(difference, gone)) {
			return fail(removalRefusal(difference, gone, `http://localhost:${port}`), ELSEWHERE);
		}
		const published = await send(difference, (done, total) => terminal.progress(`Publishing ${done} of ${total}…`));
		const left = (feeds: number): void => terminal.progress(`Rendering feeds: ${feeds} left`);
		const stalled = (feeds: number | null): boolean => {
			terminal.line(`No feed has been rendered for a minute, and ${feeds ?? "some"} are left. Still waiting.`);
			return true;
		};
		await waitUntilRendered(api, { ending, left, stalled });

		terminal.line(countsLine(published));
		const paragraphs = [
			feedTable(await api.feeds()),
			problemLines(published.problems),
			[`Ready: http://localhost:${port}`],
		];
		for (const lines of paragraphs.filter(({ length }) => length > 0)) terminal.line(["", ...lines].join("\n"));

		const republish = republisher({ publish, api, terminal, ending }, published.problems);
		for (;;) {
			await watch.change();
			await republish();
		}
	};
	try {
		const outcome = await Promise.race([end.told.then(() => 0), worker.ended.then(() => "dead" as const), serve()]);
		return outcome === "dead" ? afterDeath() : outcome;
	} catch (error) {
		if (error instanceof NetworkError) return fail(`${printable(error.message)}.`);
		throw error;
	} finally {
		stopping.abort();
		await watch.close();
		await settings?.close();
		await worker.stop();
		await unlock();
		end.forget();
	}
}

const USAGE = "Usage: npm start -- [--port N] [--state DIR] [--remove] [FOLDER…]";

/** What `start` was asked to do. All paths are absolute. */
export interface StartOptions {
	port: number;
	/** Where the local Worker keeps KV and Durable Objects. */
	state: string;
	folders: string[];
	/** Take back at the start as much as it may be. */
	remove: boolean;
}

/**
 * Reads the arguments of `start`.
 *
 * @param root what the defaults are in
 * @param cwd what relative paths start from
 */
export function readStartOptions(args: string[], root: string, cwd: string): StartOptions | CliError {
	let given: { values: { port?: string; state?: string; remove?: boolean }; positionals: string[] };
	try {
		const options = { port: { type: "string" }, state: { type: "string" }, remove: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true, strict: true });
	} catch (error) {
		return { failure: argumentFault(error, USAGE) };
	}
	const { port = "8787", state, remove = false } = given.values;
	if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
		return { failure: `The port ${JSON.stringify(port)} is not a number from 1 to 65535, such as --port 8899.` };
	}
	if (state === "" || given.positionals.includes("")) {
		return { failure: `The name of a folder is empty. ${USAGE}` };
	}
	return {
		port: Number(port),
		state: state === undefined ? join(root, ".wrangler/newsstand") : resolve(cwd, state),
		folders:
			given.positionals.length === 0
				? [join(root, "content")]
				: given.positionals.map((folder) => resolve(cwd, folder)),
		remove,
	};
}

/** What `start` needs, checked. */
export interface Preparation {
	port: number;
	/** Where the local Worker keeps what it knows; exists. */
	state: string;
	folders: Folder[];
	/** Take back at the start as much as it may be. */
	remove: boolean;
	/** What the Worker wants to see before it lets us publish. */
	token: string;
}

/** Checks everything that can be checked before the Worker runs, and makes what is missing: state and secrets. */
export async function prepare(args: string[], root: string, cwd: string): Promise<Preparation | CliError> {
	const options = readStartOptions(args, root, cwd);
	if ("failure" in options) return options;
	const folders = await openFolders(options.folders);
	if ("failure" in folders) return folders;
	const failure = await checkPort(options.port);
	if (failure !== null) return failure;
	try {
		await mkdir(options.state, { recursive: true });
	} catch (error) {
		const failure = `The folder ${options.state} cannot be made: ${reasonOf(error)}. Take another with --state DIR.`;
		return { failure };
	}
	const vars = await readPublishToken(root);
	if ("failure" in vars) return vars;
	// The Worker reads it by itself.
	const privateFeeds = await readSecret(root, "PRIVATE_FEEDS_SECRET");
	return "failure" in privateFeeds ? privateFeeds : { ...options, folders, token: vars.token };
}
