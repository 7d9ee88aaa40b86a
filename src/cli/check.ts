import { resolve } from "node:path";
import { parseArgs, styleText } from "node:util";
import type { Problem } from "../article/problem.ts";
import { argumentFault } from "./argument-fault.ts";
import type { Place } from "./command.ts";
import { createDating } from "./file-date.ts";
import { scanFolders } from "./folder-scan.ts";
import { openFolders } from "./folders.ts";
import { Outage } from "./outage.ts";
import { problemLines, progressBar } from "./report.ts";
import { readTimeZone } from "./site-time-zone.ts";
import { readSourceFile } from "./source-file.ts";
import { type Draft, type Survey, survey } from "./survey.ts";

const USAGE = "Usage: npm run newsstand -- check [--json] [FOLDER…]";

/** `check`: finds every problem in folders without a server. Returns 1 if there are errors, or nothing to look at. */
export async function check(args: string[], { root, cwd, screen }: Place): Promise<number> {
	let given: { values: { json?: boolean }; positionals: string[] };
	try {
		given = parseArgs({ args, options: { json: { type: "boolean" } }, allowPositionals: true });
	} catch (error) {
		screen.complain(argumentFault(error, USAGE));
		return 1;
	}
	const names = given.positionals.length > 0 ? given.positionals : ["content"];
	const folders = await openFolders(names.map((name) => resolve(cwd, name)));
	const zone = await readTimeZone(root);
	if ("complaint" in folders || "complaint" in zone) {
		for (const one of [folders, zone]) if ("complaint" in one) screen.complain(one.complaint);
		return 1;
	}
	try {
		const scan = await scanFolders(folders);
		const problems = [...scan.problems];
		const drafts: Draft[] = [];
		const dateOf = createDating();
		for (const { path, file, changed } of scan.files) {
			const read = await readSourceFile(file);
			if ("fault" in read) problems.push({ severity: "error", path, ...read.fault });
			else drafts.push({ path, text: read.text, dated: await dateOf(file, read.text, changed) });
		}
		const total = scan.files.length;
		const found = survey(drafts, { now: Date.now(), timeZone: zone.timeZone }, (done) =>
			screen.progress(progressBar(done, total)),
		);
		const result = { ...found, files: total, problems: [...problems, ...found.problems] };
		if (given.values.json) screen.line(JSON.stringify(result, null, 2));
		else for (const line of report(result)) screen.line(line);
		return result.problems.some(({ severity }) => severity === "error") ? 1 : 0;
	} catch (error) {
		if (!(error instanceof Outage)) throw error;
		screen.complain(`${error.message}.`);
		return 1;
	}
}

const COLOURS = { error: "red", warning: "yellow", guess: "cyan" } as const;

function report({ files, published, waiting, hidden, problems }: Survey): string[] {
	const lines = problems.flatMap((problem) => {
		const [first = "", ...rest] = problemLines([problem]);
		return [styleText(COLOURS[problem.severity], first), ...rest];
	});
	const count = (severity: Problem["severity"]) => problems.filter((problem) => problem.severity === severity).length;
	const articles = `${published} articles to publish, ${waiting} at another time, ${hidden} kept back`;
	const summary = `${files} files: ${articles}; ${count("error")} errors, ${count("warning")} warnings, ${count("guess")} guesses.`;
	if (count("guess") > 0) {
		lines.push(
			"",
			"A wrong guess is mended in front matter; `npm run newsstand -- import FILE` writes it out to be corrected.",
		);
	}
	return [...lines, ...(lines.length > 0 ? [""] : []), styleText(count("error") > 0 ? "red" : "green", summary)];
}
