import type { Article } from "../../article/article.ts";
import { RULE_NAMES } from "../../article/permalinks/rules.ts";
import type { Problem } from "../../article/problem.ts";
import { articlesInWords, counted } from "../../article/totals.ts";
import { isPublic } from "../../feed/duplicates.ts";
import { assess, type CheckResult } from "../check.ts";
import type { CliError } from "../command.ts";
import { readDrafts } from "../content/read-sources.ts";
import { printable } from "../terminal.ts";
import type { PlannedContent } from "./read-planned.ts";

/** What the site will publish from the content folders once the planned files exist. */
export interface Outcome {
	articles: Article[];
	check: CheckResult;
}

/** Reads the content the way the site will. Fails if a rule is invalid or several articles get the same address. */
export function outcomeOf(
	{ drafts }: PlannedContent,
	site: { siteUrl: string; timeZone: string; now: number },
	progress: (done: number, total: number) => void,
): Outcome | CliError {
	const read = readDrafts(drafts, site, (done) => progress(done, drafts.length));
	const [wrong] = read.readings.flatMap(({ problems }) => problems).filter(isAboutRules);
	if (wrong) return { failure: ruleProblem(wrong) };
	const articles = read.readings.flatMap((reading) =>
		reading.kind === "article" && isPublic(reading.article, site.now) ? [reading.article] : [],
	);
	const shared = [...Map.groupBy(articles, ({ address }) => address)].filter(([, all]) => all.length > 1);
	if (shared.length > 0) return { failure: sharedAddresses(shared) };
	return { articles, check: assess(read, site.siteUrl, site.now) };
}

/**
 * Whether a problem concerns a rule that `adopt` writes. Other problems in the same files existed before `adopt` ran.
 */
function isAboutRules({ path, message }: Problem): boolean {
	return /(^|\/)_defaults\.ya?ml$/.test(path) && RULE_NAMES.some((name) => message.startsWith(`\`${name}`));
}

function ruleProblem({ path, line, message, hint }: Problem): string {
	return `${path}${line === null ? "" : `, line ${line}`}: ${message} ${hint}`;
}

/** Maximum number of lines in a list. Further lines are only counted. */
const MAX_LISTED = 5;

function sharedAddresses(shared: readonly (readonly [string, Article[]])[]): string {
	const lines = shared
		.slice(0, MAX_LISTED)
		.map(([address, all]) => `  ${decodeURI(address)}: ${all.map(({ path }) => path).join(", ")}`);
	const more = shared.length > MAX_LISTED ? [`  and ${shared.length - MAX_LISTED} more`] : [];
	const what = `${counted(shared.length, "address", "addresses")} would be shared by several articles:`;
	return [what, ...lines, ...more, "Choose another rule with --permalink, or change `slug` in one of the files."].join(
		"\n",
	);
}

/** Whether an article gets the default address because no rule applies to it. */
function isElsewhere({ address }: Article): boolean {
	return address.startsWith("/articles/");
}

/**
 * Reports the number of articles and drafts, how many articles keep their address, and which articles do not keep it.
 */
export function outcomeLines({ articles, check: { totals, problems } }: Outcome): string[] {
	const others = articles.filter(isElsewhere);
	const kept = articles.length - others.length;
	const lines = [
		articlesInWords(totals, totals.published === 1 ? "article" : "articles"),
		`Addresses and guids that follow the rules: ${kept.toLocaleString("en")} of ${articles.length.toLocaleString("en")}`,
	];
	if (others.length > 0) {
		lines.push(
			"No rule fits these articles, so they get new addresses:",
			...others.slice(0, MAX_LISTED).map(({ path }) => `  ${printable(path)}`),
		);
		if (others.length > MAX_LISTED) lines.push(`  and ${others.length - MAX_LISTED} more`);
	}
	const errors = problems.filter(({ severity }) => severity === "error").length;
	if (errors > 0) lines.push(`${counted(errors, "error")} in the files. Run \`newsstand check\` to see them.`);
	return lines;
}
