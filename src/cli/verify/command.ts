import { parseArgs, styleText } from "node:util";
import { argumentFault, type CommandContext } from "../command.ts";
import { printable } from "../terminal.ts";
import type { Check, Finding } from "./finding.ts";
import { createAsk } from "./http-client.ts";
import { type Verdict, verify } from "./verify.ts";

const USAGE = "Usage: npm run newsstand -- verify [--json] URL";

/**
 * `verify`: looks at a live site, or a single feed, as its readers would, and says what is wrong. Returns 1 if anything is,
 * or if there is nothing to look at.
 */
export async function verifyCommand(args: string[], { terminal }: CommandContext): Promise<number> {
	const fail = (failure: string): number => {
		terminal.error(printable(failure));
		return 1;
	};
	let given: { values: { json?: boolean }; positionals: string[] };
	try {
		given = parseArgs({ args, options: { json: { type: "boolean" } }, allowPositionals: true });
	} catch (error) {
		return fail(argumentFault(error, USAGE));
	}
	const [typed, ...more] = given.positionals;
	if (typed === undefined) return fail(`Which site? ${USAGE}`);
	if (more.length > 0) return fail(`One address at a time. ${USAGE}`);
	const url = URL.parse(typed.trim());
	if (url === null || !/^https?:$/.test(url.protocol) || url.username + url.password !== "") {
		return fail(`${JSON.stringify(typed)} is no address to verify. Write it like this: https://news.example.org`);
	}
	url.hash = "";
	const ask = createAsk(url.origin, (count, asked) => terminal.progress(`Request ${count}: ${printable(asked)}`));
	const verdict = await verify(url.href, ask);
	if ("failure" in verdict) return fail(verdict.failure);
	for (const line of given.values.json ? [JSON.stringify(verdict, null, 2)] : reportLines(verdict)) terminal.line(line);
	return verdict.checks.some(({ findings }) => findings.some(({ severity }) => severity === "error")) ? 1 : 0;
}

/** So many addresses of one fault are shown. */
const SHOWN = 3;

/** What was found, for people: a line for each check, and below it what is wrong, where, and how to mend it. */
export function reportLines({ url, checks }: Verdict): string[] {
	const findings = checks.flatMap((check) => check.findings);
	const errors = kindsOf(findings.filter(isError)).length;
	const warnings = kindsOf(findings.filter((finding) => !isError(finding))).length;
	return [...checks.flatMap(checkLines), "", summary(printable(url), errors, warnings)];
}

function isError({ severity }: Finding): boolean {
	return severity === "error";
}

function checkLines({ title, findings }: Check): string[] {
	const isBad = findings.some(isError);
	const sign = isBad ? styleText("red", "✗") : styleText("green", "✓");
	return [`${sign} ${title}`, ...kindsOf(findings).flatMap(kindLines)];
}

/** Findings that say the same of several addresses are told once. */
function kindsOf(findings: readonly Finding[]): Finding[][] {
	return [...Map.groupBy(findings, ({ severity, what, hint }) => JSON.stringify([severity, what, hint])).values()];
}

function kindLines(same: Finding[]): string[] {
	const [first] = same;
	if (first === undefined) return [];
	const urls = [...new Set(same.map(({ url }) => url))];
	const more = urls.length > SHOWN ? [`    and ${urls.length - SHOWN} more`] : [];
	const colour = isError(first) ? "red" : "yellow";
	const label = isError(first) ? "" : "Advice: ";
	return [
		...urls.slice(0, SHOWN).map((url) => `    ${printable(url)}`),
		...more,
		`      ${styleText(colour, label + printable(first.what))}`,
		`      → ${printable(first.hint)}`,
	];
}

function summary(url: string, errors: number, warnings: number): string {
	const advice = warnings === 0 ? "" : `, and ${warnings === 1 ? "a piece" : `${warnings} pieces`} of advice`;
	if (errors > 0) {
		const faults = errors === 1 ? "1 fault" : `${errors} faults`;
		return styleText("red", `${url}: ${faults}${advice}.`);
	}
	return styleText("green", `${url}: nothing is wrong${advice}.`);
}
