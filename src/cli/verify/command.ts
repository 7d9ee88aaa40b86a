import { parseArgs, styleText } from "node:util";
import { argumentFault, type CommandContext } from "../command.ts";
import { usageOf } from "../help.ts";
import { printable } from "../terminal.ts";
import { verifyAgainst } from "./against.ts";
import { verifyPodcast } from "./check-podcast.ts";
import type { Check, Finding } from "./finding.ts";
import { createAsk } from "./http-client.ts";
import { type Verdict, verify } from "./verify.ts";

/**
 * The `verify` command: tests a live site or feed the way feed readers use it, tests a podcast's feed, or compares a
 * site with an old feed. Returns 1 if it finds errors, or if there is nothing to test.
 */
export async function verifyCommand(args: string[], { cwd, terminal }: CommandContext): Promise<number> {
	const fail = (failure: string): number => {
		terminal.error(printable(failure));
		return 1;
	};
	let given: { values: { json?: boolean; against?: string[]; podcast?: boolean }; positionals: string[] };
	try {
		const options = {
			json: { type: "boolean" },
			against: { type: "string", multiple: true },
			podcast: { type: "boolean" },
		} as const;
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return fail(argumentFault(error, "verify"));
	}
	const [typed, ...more] = given.positionals;
	if (typed === undefined) return fail(`Specify the address to verify. ${usageOf("verify")}`);
	if (more.length > 0) return fail(`Verify one address at a time. ${usageOf("verify")}`);
	const url = URL.parse(typed.trim());
	if (url === null || !/^https?:$/.test(url.protocol) || url.username + url.password !== "") {
		return fail(`${JSON.stringify(typed)} is not an address. Use one such as https://news.example.org`);
	}
	url.hash = "";
	const { against = [] } = given.values;
	const progress = (text: string) => terminal.progress(printable(text));
	const ask = createAsk(url.origin, (count, asked) => progress(`Request ${count}: ${asked}`));
	if (against.length > 0 && given.values.podcast) {
		return fail("--podcast and --against cannot be combined. Run verify once with each.");
	}
	const verdict = await (against.length > 0
		? verifyAgainst(url.href, against, { cwd, progress })
		: given.values.podcast
			? verifyPodcast(url.href, ask)
			: verify(url.href, ask));
	if ("failure" in verdict) return fail(verdict.failure);
	for (const line of given.values.json ? [JSON.stringify(verdict, null, 2)] : reportLines(verdict)) terminal.line(line);
	return verdict.checks.some(({ findings }) => findings.some(({ severity }) => severity === "error")) ? 1 : 0;
}

/** Maximum number of addresses to show for a problem. */
const SHOWN = 3;

/** Formats the report: a line for each check, followed by its problems with their addresses and fixes. */
export function reportLines({ url, checks, outcome }: Verdict): string[] {
	const findings = checks.flatMap((check) => check.findings);
	const errors = kindsOf(findings.filter(isError)).length;
	const warnings = kindsOf(findings.filter((finding) => !isError(finding))).length;
	const result = outcome === undefined ? [] : [outcome];
	return [...checks.flatMap(checkLines), "", ...result, summary(printable(url), errors, warnings)];
}

function isError({ severity }: Finding): boolean {
	return severity === "error";
}

function checkLines({ title, findings }: Check): string[] {
	const isBad = findings.some(isError);
	const sign = isBad ? styleText("red", "✗") : styleText("green", "✓");
	return [`${sign} ${title}`, ...kindsOf(findings).flatMap(kindLines)];
}

/** Groups findings that are identical except for their address. */
function kindsOf(findings: readonly Finding[]): Finding[][] {
	return [...Map.groupBy(findings, ({ severity, what, hint }) => JSON.stringify([severity, what, hint])).values()];
}

function kindLines(same: Finding[]): string[] {
	const [first] = same;
	if (first === undefined) return [];
	const urls = [...new Set(same.map(({ url }) => url))];
	const more = urls.length > SHOWN ? [`    and ${urls.length - SHOWN} more`] : [];
	const colour = isError(first) ? "red" : "yellow";
	const label = isError(first) ? "" : "Warning: ";
	return [
		...urls.slice(0, SHOWN).map((url) => `    ${printable(url)}`),
		...more,
		`      ${styleText(colour, label + printable(first.what))}`,
		`      → ${printable(first.hint)}`,
	];
}

function counted(count: number, what: string): string {
	return count === 1 ? `1 ${what}` : `${count === 0 ? "no" : count} ${what}s`;
}

function summary(url: string, errors: number, warnings: number): string {
	const found = `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
	return errors > 0 ? styleText("red", `${url}: ${found}`) : styleText("green", `${url}: ${found}`);
}
