import { parseArgs } from "node:util";
import { counted } from "../../article/totals.ts";
import { createApi } from "../api/client.ts";
import { ApiError, connect } from "../api/connection.ts";
import { readSiteAddress, readToken } from "../api/site.ts";
import { waitUntilRendered } from "../api/wait.ts";
import { argumentFault, type CommandContext, NetworkError } from "../command.ts";
import { usageOf } from "../help.ts";
import { fullLine, progressBar } from "../report.ts";
import { printable, type Terminal } from "../terminal.ts";
import { type BackupApi, createBackupApi, RETRY_DELAYS_MS } from "./client.ts";
import { account, differences, recordsOf } from "./manifest.ts";
import { readBackupOptions } from "./options.ts";
import { type Backup, openBackup } from "./read.ts";
import { restoreFiles } from "./restore-files.ts";
import { STORED_FILES } from "./stored-files.ts";

/** Limits of a request, well below what a site accepts. */
const CHUNK = { characters: 1_000_000, lines: 500 };

/**
 * The subject that is restored only after the feeds are rendered, because subscribers get deliveries as soon as their
 * subscriptions exist.
 */
const LAST = "websub-subscriptions";

/**
 * The `restore` command: restores a backup to an empty site. If it is interrupted, the next run resumes. Returns 1 if
 * it fails, or if the backup is damaged.
 */
export async function restore(args: string[], context: CommandContext): Promise<number> {
	if (args.includes("--give-up")) return giveUp(args, context);
	const { root, cwd, terminal } = context;
	const fail = (failure: string): number => {
		for (const line of failure.split("\n")) terminal.error(printable(line));
		return 1;
	};
	const options = await readBackupOptions(args, { root, cwd }, "to");
	if ("failure" in options) return fail(options.failure);
	const { site, token, folder } = options;
	const backup = await openBackup(folder, (count) =>
		terminal.progress(`Checking the backup: ${counted(count, "source")}`),
	);
	if ("failure" in backup) return fail(backup.failure);
	const ending = new AbortController().signal;
	const api = createBackupApi(site, token, ending);
	const sources = createApi(site, token, ending, RETRY_DELAYS_MS);
	let isBegun = false;
	try {
		for (const line of differences(backup.site, (await api.holdings()).site)) terminal.line(printable(line));
		const state = await api.begin(backup.id, backup.released);
		isBegun = true;
		if (state === "done") terminal.line("This backup has already been restored to the site.");
		else await upload(api, backup, terminal);
		const sending = (done: number, total: number): void =>
			terminal.progress(`Sending pictures and other files: ${done} of ${total}`);
		// Send files before the restore ends, so that no reader sees an article without its pictures.
		for (const line of await restoreFiles(sources, folder, backup.stored, sending)) terminal.line(printable(line));
		if (state !== "done") await api.finish();
		let last = `Live: ${site}`;
		const left = (feeds: number): void => terminal.progress(`Rendering feeds: ${feeds} left`);
		const stalled = (feeds: number | null): boolean => {
			last = `The site is still rendering ${feeds === null ? "some feeds" : counted(feeds, "feed")}. Each feed goes live when it is ready.`;
			return false;
		};
		const full = await waitUntilRendered(sources, { ending, left, stalled });
		for (const line of await putSubscriptions(api, backup)) terminal.line(line);
		terminal.line(`Restored: ${account(backup)}.`);
		if (full) terminal.line(fullLine(full));
		const unpublishing = await api.unpublishing();
		if (unpublishing > 0) {
			const articles = `${counted(unpublishing, "article")} that this release of Newsstand would not publish`;
			terminal.line(`Kept ${articles}: \`newsstand doctor --to ${site}\` shows which, and why.`);
		}
		if (recordsOf(backup, "subscribers") > 0) {
			terminal.line(
				"Private feed links work only with the PRIVATE_FEEDS_SECRET of the old site: set the same secret here.",
			);
		}
		terminal.line(last);
		return 0;
	} catch (error) {
		if (error instanceof ApiError && error.status === 409 && error.reason !== null) return fail(`${error.reason}.`);
		if (!(error instanceof NetworkError)) throw error;
		return fail(`${error.message}.${isBegun ? " Run the same command again to resume." : ""}`);
	}
}

async function upload(api: BackupApi, backup: Backup, terminal: Terminal): Promise<void> {
	for (const { subject, records } of backup.files) {
		if (subject === LAST || subject === STORED_FILES) continue;
		const lines = subject === "sources" ? missing(api, backup) : backup.lines(subject);
		let sent = 0;
		for await (const chunk of toRequests(lines)) {
			await api.put(subject, chunk);
			sent += chunk.length;
			if (subject === "sources") terminal.progress(progressBar(sent, records));
		}
		for (let done = 0, more = await api.advance(); more > 0; more = await api.advance()) {
			done += more;
			terminal.progress(`Processing ${subject}: ${done} of ${records}`);
		}
	}
}

/** Yields the sources that an earlier run did not upload. */
async function* missing(api: BackupApi, backup: Backup): AsyncGenerator<string> {
	const held = await api.sources();
	for await (const { path, hash, line } of backup.sources()) if (held.get(path) !== hash) yield line();
}

/** Activates the subscriptions. If any subscriptions were left out, returns a line about them. */
async function putSubscriptions(api: BackupApi, backup: Backup): Promise<string[]> {
	const all = recordsOf(backup, LAST);
	if (all === 0) return [];
	let taken = 0;
	for await (const chunk of toRequests(backup.lines(LAST))) taken += await api.put(LAST, chunk);
	const lost = all - taken;
	return lost === 0 ? [] : [`Left out ${counted(lost, "WebSub subscription")} (expired, or for a different SITE_URL).`];
}

async function* toRequests(lines: AsyncIterable<string>): AsyncGenerator<string[]> {
	let chunk: string[] = [];
	let characters = 0;
	for await (const line of lines) {
		if (chunk.length === CHUNK.lines || (chunk.length > 0 && characters + line.length > CHUNK.characters)) {
			yield chunk;
			[chunk, characters] = [[], 0];
		}
		chunk.push(line);
		characters += line.length;
	}
	if (chunk.length > 0) yield chunk;
}

/** The `restore --give-up` command: cancels an unfinished restore, which empties the site. Returns 1 if it fails. */
async function giveUp(args: string[], { root, terminal }: CommandContext): Promise<number> {
	const fail = (failure: string): number => {
		terminal.error(printable(failure));
		return 1;
	};
	let given: { values: { to?: string } };
	try {
		given = parseArgs({ args, options: { to: { type: "string" }, "give-up": { type: "boolean" } } as const });
	} catch (error) {
		return fail(argumentFault(error, "restore"));
	}
	if (given.values.to === undefined) return fail(`Specify the site with --to URL. ${usageOf("restore")}`);
	const address = readSiteAddress(given.values.to);
	if ("failure" in address) return fail(address.failure);
	const known = await readToken(address, root, process.env);
	if ("failure" in known) return fail(known.failure);
	const { insist } = connect(address.url, known.token, new AbortController().signal, RETRY_DELAYS_MS);
	try {
		await insist("/api/import", { method: "DELETE" });
	} catch (error) {
		if (error instanceof ApiError && error.status === 409 && error.reason !== null) return fail(`${error.reason}.`);
		if (!(error instanceof NetworkError)) throw error;
		return fail(`${error.message}.`);
	}
	terminal.line(`Restore cancelled: ${address.url} is empty, and accepts articles again.`);
	return 0;
}
