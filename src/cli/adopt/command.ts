import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "../command.ts";
import { readWholeFeeds, type WholeFeed } from "../feeds/whole-feed.ts";
import { progressBar } from "../report.ts";
import { printable } from "../terminal.ts";
import { answersOf, creditingFeed, proveWithFeed } from "./feed-proof.ts";
import { outcomeOf } from "./outcome.ts";
import { planFiles } from "./plan-files.ts";
import type { Proposal } from "./proposal.ts";
import { type Answers, propose, type Question } from "./propose.ts";
import { readPlanned } from "./read-planned.ts";
import { proposalLines, recognizedLines, resultLines } from "./report.ts";
import { showFile } from "./show-file.ts";
import { ownSettings } from "./site-settings.ts";
import { recoverFiles, undoFiles, writeFiles } from "./write-files.ts";

const OPTIONS = {
	"dry-run": { type: "boolean" },
	undo: { type: "boolean" },
	generator: { type: "string" },
	content: { type: "string", multiple: true },
	"site-url": { type: "string" },
	title: { type: "string" },
	language: { type: "string" },
	"time-zone": { type: "string" },
	permalink: { type: "string" },
	guid: { type: "string" },
	feed: { type: "string", multiple: true },
} as const;

/**
 * The `adopt` command: finds out how a blog's generator builds addresses and guids, and writes rules that preserve
 * these. If a problem prevents this, returns 1 without writing anything.
 */
export async function adopt(args: string[], place: CommandContext): Promise<number> {
	const { root, cwd, terminal } = place;
	const given = parse(args);
	if ("failure" in given) return fail(place, given);
	const { values } = given;
	const repository = resolve(cwd, given.folder);
	try {
		for (const file of await recoverFiles(root, repository)) {
			terminal.line(`The last run was interrupted, so ${shortName(file, cwd)} was restored.`);
		}
		return await (values.undo ? undo(repository, place) : run(repository, values, place));
	} catch (error) {
		if (!(error instanceof NetworkError)) throw error;
		return fail(place, { failure: `${error.message}.` });
	}
}

async function undo(repository: string, place: CommandContext): Promise<number> {
	const undone = await undoFiles(place.root, repository);
	if ("failure" in undone) return fail(place, undone);
	for (const { file, before } of undone.files) {
		place.terminal.line(`${before === null ? "Deleted" : "Restored"} ${shortName(file, place.cwd)}`);
	}
	return 0;
}

/**
 * Adopts a blog that was copied into a new site's folder. Returns the absolute paths of its content folders, or null
 * after printing what is missing.
 */
export async function adoptCopy(repository: string, place: CommandContext): Promise<string[] | null> {
	let content: string[] = [];
	const code = await run(repository, {}, place, (folders) => {
		content = folders;
	});
	return code === 0 ? content : null;
}

/** @param adopted called with the content folders if the blog was copied into a new site */
async function run(
	repository: string,
	values: Values,
	place: CommandContext,
	adopted?: (content: string[]) => void,
): Promise<number> {
	const { root, cwd, terminal } = place;
	const own = await ownSettings(join(root, "wrangler.toml"));
	if ("failure" in own) return fail(place, own);
	const progress = (text: string): void => terminal.progress(printable(text));
	const bar = (done: number, total: number): void => terminal.progress(progressBar(done, total));
	const feed = values.feed === undefined ? null : await readWholeFeeds(values.feed, { cwd, progress });
	if (feed !== null && "failure" in feed) return fail(place, feed);
	const { proposal: completed, guessed } = await complete(repository, values, own, feed, place);
	if ("failure" in completed) return fail(place, completed);
	const siteOf = ({ settings }: Proposal) => ({
		siteUrl: settings.get("SITE_URL")?.value ?? own.get("SITE_URL") ?? "https://newsstand.invalid",
		timeZone: settings.get("SITE_TIME_ZONE")?.value ?? own.get("SITE_TIME_ZONE") ?? "UTC",
		now: Date.now(),
	});
	const proof = feed === null ? null : await proveWithFeed(root, completed, feed, siteOf(completed), bar);
	if (proof !== null && "failure" in proof) return fail(place, proof);
	const [unexplained] = guessed.filter(({ option }) => option === "permalink" && proof?.isExplained === false);
	if (unexplained) return fail(place, { failure: missingInWords([unexplained]) });
	const proven = proof?.proposal ?? completed;
	const show = await showFile(proven.content[0] ?? proven.project, feed?.show);
	const proposal = { ...proven, files: [...proven.files, ...show] };
	const files = await planFiles(root, proposal);
	if ("failure" in files) return fail(place, files);
	const content = await readPlanned(proposal.content, files);
	if ("failure" in content) return fail(place, content);
	const outcome = outcomeOf(content, siteOf(proposal), bar);
	const named = (file: string): string => shortName(file, cwd);
	for (const line of proposalLines(proposal, named)) terminal.line(line);
	if ("failure" in outcome) return fail(place, { failure: `${outcome.failure}\nNothing was written.` });
	if (!values["dry-run"]) await writeFiles(root, repository, files);
	const shown = {
		isDryRun: values["dry-run"] ?? false,
		show: named,
		repository,
		proof: proof?.lines ?? [],
		isNewSite: adopted !== undefined,
	};
	adopted?.(proposal.content);
	for (const line of resultLines(proposal, files, outcome, shown)) terminal.line(line);
	return 0;
}

/**
 * Answers the questions that the configuration leaves open: from the feed if there is one, otherwise by prompting the
 * user. If prompting is impossible, fails with a list of the options to set. `guessed` lists the questions answered
 * from the feed. Those answers still have to be confirmed by comparing them with the feed's items.
 */
async function complete(
	repository: string,
	values: Values,
	own: Parameters<typeof propose>[2],
	feed: WholeFeed | null,
	{ terminal, cwd }: CommandContext,
): Promise<{ proposal: Proposal | CliError; guessed: Question[] }> {
	let answers: Answers = values;
	let guessed: Question[] = [];
	const done = (proposal: Proposal | CliError) => ({
		proposal: "failure" in proposal ? proposal : creditingFeed(proposal, guessed),
		guessed,
	});
	const show = (file: string): string => shortName(file, cwd);
	for (;;) {
		const proposal = await propose(repository, answers, own);
		if (!("missing" in proposal)) return done(proposal);
		if (feed !== null && guessed.length === 0) {
			guessed = proposal.missing;
			answers = { ...answers, ...answersOf(feed, proposal.missing) };
			continue;
		}
		if (answers === values) for (const line of recognizedLines(proposal, show)) terminal.line(line);
		const { ask } = terminal;
		if (ask === undefined) return done({ failure: missingInWords(proposal.missing) });
		for (const { option, question, suggestion } of proposal.missing) {
			const hint = suggestion === undefined ? "" : ` [${suggestion}]`;
			const answer = (await ask(`${question}${hint}: `)) || suggestion;
			if (answer === undefined) return done({ failure: missingInWords(proposal.missing) });
			answers = { ...answers, [option]: answer };
		}
	}
}

function missingInWords(missing: readonly Question[]): string {
	const lines = missing.map(({ option, question, suggestion }) => {
		const example = suggestion ?? (option === "permalink" ? "/blog/:title/" : "https://blog.example.org");
		return `  ${question}: --${option} ${example}`;
	});
	return [
		"The following is missing from the configuration, or is defined in code, which adopt does not run. Set it with an option:",
		...lines,
	].join("\n");
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

function parse(args: string[]): { values: Values; folder: string } | CliError {
	try {
		const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
		const [folder, ...others] = positionals;
		if (folder !== undefined && others.length === 0) return { values, folder };
		const what = folder === undefined ? "Specify the folder of your blog" : "Specify only one folder";
		return { failure: argumentFault(new Error(what), "adopt") };
	} catch (error) {
		return { failure: argumentFault(error, "adopt") };
	}
}

function fail({ terminal }: CommandContext, { failure }: CliError): number {
	for (const line of failure.split("\n")) terminal.error(printable(line));
	return 1;
}

function shortName(file: string, cwd: string): string {
	const short = relative(cwd, file);
	return printable(short === "" ? "." : short.startsWith("../../..") ? file : short);
}
