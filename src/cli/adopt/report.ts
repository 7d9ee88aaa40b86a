import type { Article } from "../../article/article.ts";
import { printable, widthOf } from "../terminal.ts";
import { type Outcome, outcomeLines } from "./outcome.ts";
import type { Found, Proposal } from "./proposal.ts";
import type { PlannedFile } from "./write-files.ts";

/** Shortens a file name for messages. */
type Show = (file: string) => string;

/** Lists each finding with its source, as in `permalink /:year/:title/ (_config.yml, line 12)`. */
export function proposalLines(proposal: Proposal, show: Show): string[] {
	const { settings, rules, redirects, authors } = proposal;
	return [
		...recognizedLines(proposal, show),
		...section("Site", [...settings]),
		...rules.flatMap(({ folder, fields }) => section(`Rules for ${show(folder)}`, [...fields])),
		...section(
			"Redirects of old feeds",
			redirects.map(({ old, value, from }) => [old, { value, from }]),
		),
		...section(
			"Authors",
			[...authors].map(([id, { value, from }]) => [id, { value: value.name, from }]),
		),
	];
}

/** Reports the generator, and where the articles are. */
export function recognizedLines({ generator, content }: Pick<Proposal, "generator" | "content">, show: Show): string[] {
	return [
		`${generator.value}, recognized by ${printable(generator.from)}`,
		`Articles in ${content.map(show).join(", ")}. Use --content to choose another folder.`,
	];
}

function section(title: string, rows: (readonly [name: string, found: Found])[]): string[] {
	if (rows.length === 0) return [];
	const width = Math.max(...rows.map(([name]) => widthOf(printable(name))));
	const lines = rows.map(([name, { value, from }]) => {
		const label = printable(name) + " ".repeat(width - widthOf(printable(name)));
		return `  ${label}  ${printable(value)}  (${printable(from)})`;
	});
	return ["", title, ...lines];
}

interface ReportContext {
	isDryRun: boolean;
	show: Show;
	/** The absolute path of the folder that was adopted. */
	repository: string;
	/** The lines that report the comparison with the old feed. */
	proof: readonly string[];
	/** Whether the blog was copied into a new site. If so, `init` prints the next steps. */
	isNewSite: boolean;
}

/** Reports the files that were written, the result, everything that was not moved, and the next steps. */
export function resultLines(
	proposal: Proposal,
	files: readonly PlannedFile[],
	outcome: Outcome,
	{ isDryRun, show, repository, proof, isNewSite }: ReportContext,
): string[] {
	const verb = (before: string | null): string => {
		if (isDryRun) return before === null ? "Would create" : "Would change";
		return before === null ? "Created" : "Changed";
	};
	const written = files.map(({ file, before }) => `${verb(before)} ${show(file)}`);
	const [example] = outcome.articles;
	const folders = proposal.content.map((folder) => quoted(show(folder))).join(" ");
	return [
		"",
		...(written.length > 0 ? written : ["Nothing to change: all files are up to date."]),
		"",
		...outcomeLines(outcome),
		...proof.map(printable),
		...(example ? [exampleLine(example)] : []),
		"",
		...proposal.notes.map(printable),
		"Not moved: comments, likes, web mentions, search, and pages that are not articles.",
		"",
		...(isNewSite
			? []
			: isDryRun
				? ["Nothing was written. Run this again without --dry-run to write the files."]
				: [
						`See it: npm start -- ${folders}`,
						`Then continue with docs/moving.md. To undo everything: npm run newsstand -- adopt --undo ${quoted(show(repository))}`,
					]),
	];
}

function exampleLine({ path, address, guid, firstGuid, link }: Article): string {
	return `For example ${printable(path)}: ${address}, guid ${printable(guid ?? firstGuid ?? link)}`;
}

function quoted(name: string): string {
	return /^[\w./@:+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
