import { styleText } from "node:util";
import { printable } from "../screen.ts";
import type { Check, Finding } from "./finding.ts";
import type { Verdict } from "./verify.ts";

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
