import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createApi } from "./api/client.ts";
import { readPublishToken, readSecret } from "./api/site.ts";
import { waitUntilRendered, waitUntilUp } from "./api/wait.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "./command.ts";
import { omitSampleContent, removalRefusal, removesMost } from "./content/compare.ts";
import { type Folder, openFolders, reasonOf } from "./content/folders.ts";
import { createPublication } from "./content/upload.ts";
import { republisher, watchFolders } from "./content/watch.ts";
import { withFoldersBeside } from "./files/scan.ts";
import { createFileSync } from "./files/sync.ts";
import { usageOf } from "./help.ts";
import { type SettingsWatch, watchSettings } from "./local/settings-watch.ts";
import { listenForShutdown } from "./local/shutdown.ts";
import { checkPort, defaultState, lockState, portInUse } from "./local/state-lock.ts";
import { runCron, startWorker } from "./local/worker-process.ts";
import { type ProjectSettings, readProjectSettings, settingProblems } from "./project-settings.ts";
import { feedTable, fileLines, problemLines, progressBar, totalsLines } from "./report.ts";
import { contentFolders, PROGRAM } from "./site/find-site.ts";
import { printable } from "./terminal.ts";

/** How long to wait for the Worker's first response, in milliseconds. */
const STARTUP = 60_000;

const ELSEWHERE = "To run a second site with its own data, choose another folder with --state DIR.";

/**
 * The `start` command: serves folders with a local Worker, and publishes each change. Returns 0 after Ctrl-C, SIGTERM
 * or SIGHUP, and 1 if the Worker cannot start or stops unexpectedly.
 */
export async function start(args: string[], { root, cwd, terminal }: CommandContext): Promise<number> {
	const fail = (...lines: string[]): number => {
		for (const line of lines) terminal.error(line);
		return 1;
	};
	const prepared = await prepare(args, root, cwd);
	if ("failure" in prepared) return fail(prepared.failure);
	const { port, state, folders, token, remove } = prepared;

	const watched = (await Promise.all(folders.map(withFoldersBeside))).flat();
	const unlock = await lockState(state, port);
	if (typeof unlock !== "function") return fail(unlock.failure);
	const end = listenForShutdown();
	let isUp = false;
	let settings: SettingsWatch | undefined;
	const worker = startWorker(root, port, state, (line) => isUp && terminal.error(`Worker: ${printable(line)}`));
	const watch = watchFolders(watched, (reason) =>
		terminal.error(`Some changes might go unnoticed: ${printable(reason)}`),
	);
	const stopping = new AbortController();
	const ending = stopping.signal;
	const api = createApi(`http://127.0.0.1:${port}`, token, ending);
	const syncFiles = createFileSync(api, folders, prepared.settings, (done, total) =>
		terminal.progress(`Sending files ${progressBar(done, total)}`),
	);
	const { compare, send, publish, totals } = createPublication(api, folders, syncFiles);

	const failWithOutput = (what: string): number => fail(what, ...worker.tail().map((line) => `  ${line}`));
	const afterDeath = (): number => {
		const lostTheRace = worker.tail().some((line) => /address already in use/i.test(line));
		return lostTheRace
			? fail(portInUse(port).failure)
			: failWithOutput("The local Worker stopped unexpectedly. Its last output:");
	};
	const serve = async (): Promise<number> => {
		const health = await waitUntilUp(api, STARTUP, ending);
		if (health === null)
			return failWithOutput(`The local Worker did not answer within ${STARTUP / 1000} seconds. Its last output:`);
		if (health.status === "misconfigured") return fail(...health.problems);
		isUp = true;
		settings = watchSettings(root, api, terminal);
		void runCron(port, ending, (reason) => terminal.error(`The hourly task failed: ${printable(reason)}.`));

		const difference = await compare();
		const gone = await omitSampleContent(difference, PROGRAM);
		if (!remove && removesMost(difference, gone)) {
			return fail(removalRefusal(difference, gone, `http://localhost:${port}`), ELSEWHERE);
		}
		const published = await send(difference, (done, total) => terminal.progress(`Publishing ${done} of ${total}…`));
		const left = (feeds: number): void => terminal.progress(`Rendering feeds: ${feeds} left`);
		const stalled = (feeds: number | null): boolean => {
			terminal.line(`No feed has been rendered for a minute (feeds left: ${feeds ?? "unknown"}). Still waiting.`);
			return true;
		};
		await waitUntilRendered(api, { ending, left, stalled });

		const summary = [...totalsLines(await totals(published), published), ...fileLines(published.files)];
		const paragraphs = [
			feedTable(await api.feeds()),
			problemLines([...settingProblems(prepared.settings), ...published.problems]),
			summary,
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
		const outcome = await Promise.race([
			end.requested.then(() => 0),
			worker.ended.then(() => "dead" as const),
			serve(),
		]);
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
		end.stopListening();
	}
}

/** The arguments of `start`. All paths are absolute. */
export interface StartOptions {
	port: number;
	/** Where the local Worker stores KV and Durable Objects. */
	state: string;
	folders: string[];
	/** Whether the first sync may unpublish more than half of the articles. */
	remove: boolean;
}

/**
 * Reads the arguments of `start`.
 *
 * @param root the project's folder, which contains the default folders
 * @param cwd the directory that relative paths are resolved against
 */
export function readStartOptions(args: string[], root: string, cwd: string): StartOptions | CliError {
	let given: { values: { port?: string; state?: string; remove?: boolean }; positionals: string[] };
	try {
		const options = { port: { type: "string" }, state: { type: "string" }, remove: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true, strict: true });
	} catch (error) {
		return { failure: argumentFault(error, "start") };
	}
	const { port = "8787", state, remove = false } = given.values;
	if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
		return { failure: `${JSON.stringify(port)} is not a port. Use a number from 1 to 65535, such as --port 8899.` };
	}
	if (state === "" || given.positionals.includes("")) {
		return { failure: `A folder's name is empty. ${usageOf("start")}` };
	}
	return {
		port: Number(port),
		state: state === undefined ? defaultState(root) : resolve(cwd, state),
		folders:
			given.positionals.length === 0 ? contentFolders(root) : given.positionals.map((folder) => resolve(cwd, folder)),
		remove,
	};
}

/** Everything that `start` needs, after all checks. */
export interface Preparation {
	port: number;
	/** Where the local Worker stores its data. The folder exists. */
	state: string;
	folders: Folder[];
	/** Whether the first sync may unpublish more than half of the articles. */
	remove: boolean;
	/** The publishing token. */
	token: string;
	settings: ProjectSettings;
}

/**
 * Checks everything that can be checked before the Worker runs. Creates the state folder and the secrets if they are
 * missing.
 */
export async function prepare(args: string[], root: string, cwd: string): Promise<Preparation | CliError> {
	const options = readStartOptions(args, root, cwd);
	if ("failure" in options) return options;
	const folders = await openFolders(options.folders);
	if ("failure" in folders) return folders;
	const settings = await readProjectSettings(root);
	if ("failure" in settings) return settings;
	const failure = await checkPort(options.port);
	if (failure !== null) return failure;
	try {
		await mkdir(options.state, { recursive: true });
	} catch (error) {
		const failure = `The folder ${options.state} cannot be created: ${reasonOf(error)}. Choose another with --state DIR.`;
		return { failure };
	}
	const vars = await readPublishToken(root);
	if ("failure" in vars) return vars;
	// The Worker itself reads this secret, so it only has to exist.
	const privateFeeds = await readSecret(root, "PRIVATE_FEEDS_SECRET");
	if ("failure" in privateFeeds) return privateFeeds;
	return { ...options, folders, token: vars.token, settings };
}
