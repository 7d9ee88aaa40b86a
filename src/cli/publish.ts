import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { counted } from "../article/totals.ts";
import { createApi } from "./api/client.ts";
import { readSiteAddress, readToken } from "./api/site.ts";
import { waitUntilRendered } from "./api/wait.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "./command.ts";
import { removalRefusal, removesMost } from "./content/compare.ts";
import { type Folder, openFolders } from "./content/folders.ts";
import { createPublication } from "./content/upload.ts";
import { createFileSync, type FileProgress } from "./files/sync.ts";
import { usageOf } from "./help.ts";
import { type ProjectSettings, readProjectSettings, settingProblems } from "./project-settings.ts";
import { fileLines, fullLine, problemLines, progressBar, totalsLines } from "./report.ts";
import { printable, type Terminal } from "./terminal.ts";

/** Pauses between retries, in milliseconds: long enough to outlast a short network failure. */
const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000];

/**
 * The `publish` command: syncs folders to a site. Unpublishes only sources that the same token uploaded. After an
 * interruption, the next run uploads the remaining changes. Returns 1 if the sync fails, or if an article has an error.
 */
export async function publish(args: string[], { root, cwd, terminal }: CommandContext): Promise<number> {
	const options = await readPublishOptions(args, root, cwd);
	if ("failure" in options) {
		terminal.error(options.failure);
		return 1;
	}
	const { site, token, folders, remove, settings } = options;
	const ending = new AbortController().signal;
	const api = createApi(site, token, ending, RETRY_DELAYS_MS);
	const sendProgress = sendingFiles(terminal);
	const publication = createPublication(api, folders, createFileSync(api, folders, settings, sendProgress));
	let sent = 0;
	try {
		const difference = await publication.compare();
		if (!remove && removesMost(difference, difference.gone)) {
			terminal.error(removalRefusal(difference, difference.gone, site));
			return 1;
		}
		const published = await publication.send(difference, (done, total) => {
			sent = done;
			terminal.progress(progressBar(done, total));
		});
		for (const line of problemLines([...settingProblems(settings), ...published.problems])) terminal.line(line);
		let last = `Live: ${site}`;
		const left = (feeds: number): void => terminal.progress(`Rendering feeds: ${feeds} left`);
		const stalled = (feeds: number | null): boolean => {
			last = `The site is still rendering ${feeds === null ? "some feeds" : counted(feeds, "feed")}. Each feed goes live when it is ready.`;
			return false;
		};
		const full = await waitUntilRendered(api, { ending, left, stalled });
		for (const line of totalsLines(await publication.totals(published), published)) terminal.line(line);
		for (const line of fileLines(published.files)) terminal.line(line);
		if (full) terminal.line(fullLine(full));
		terminal.line(last);
		return published.problems.some(({ severity }) => severity === "error") ? 1 : 0;
	} catch (error) {
		if (!(error instanceof NetworkError)) throw error;
		const rest =
			sent === 0 ? "" : ` Uploaded: ${counted(sent, "change")}. Run the same command again to upload the rest.`;
		terminal.error(`${printable(error.message)}.${rest}`);
		return 1;
	}
}

/** Without a progress bar, a line is printed each time this many files have been sent. */
const FILES_A_LINE = 100;

/**
 * Shows how many files have been sent, either as a progress bar or by printing a line after every `FILES_A_LINE` files.
 */
function sendingFiles(terminal: Terminal): FileProgress {
	return (done, total) => {
		terminal.progress(`Sending files ${progressBar(done, total)}`);
		if (!terminal.isInteractive && done > 0 && done % FILES_A_LINE === 0 && done < total) {
			terminal.line(`${done} of ${total} files sent.`);
		}
	};
}

/** The arguments of `publish`. */
export interface PublishOptions {
	/** The site's address, without a trailing slash. */
	site: string;
	token: string;
	folders: Folder[];
	/** Whether the sync may unpublish more than half of the articles. */
	remove: boolean;
	settings: ProjectSettings;
}

/**
 * Reads the arguments of `publish`, and finds the token.
 *
 * @param root the project's folder
 * @param cwd the directory that relative paths are resolved against
 */
export async function readPublishOptions(
	args: string[],
	root: string,
	cwd: string,
): Promise<PublishOptions | CliError> {
	let given: { values: { to?: string; remove?: boolean }; positionals: string[] };
	try {
		const options = { to: { type: "string" }, remove: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { failure: argumentFault(error, "publish") };
	}
	const { to, remove = false } = given.values;
	if (given.positionals.length === 0 || given.positionals.includes(""))
		return { failure: `Specify a folder to publish. ${usageOf("publish")}` };
	if (to === undefined) {
		const folders = given.positionals.join(" ");
		const example = `npm run newsstand -- publish ${folders} --to https://news.example.org`;
		return { failure: `--to is missing. Specify the site to publish to, such as: ${example}` };
	}
	const address = readSiteAddress(to);
	if ("failure" in address) return address;
	const folders = await openFolders(given.positionals.map((name) => resolve(cwd, name)));
	if ("failure" in folders) return folders;
	const known = await readToken(address, root, process.env);
	if ("failure" in known) return known;
	const settings = await readProjectSettings(root);
	if ("failure" in settings) return settings;
	return { site: address.url, token: known.token, folders, remove, settings };
}
