import { parseArgs } from "node:util";
import { argumentFault } from "../argument-fault.ts";
import type { Place } from "../command.ts";
import { printable } from "../screen.ts";
import { createAsk } from "./ask.ts";
import { reportLines } from "./report.ts";
import { verify } from "./verify.ts";

const USAGE = "Usage: npm run newsstand -- verify [--json] URL";

/**
 * `verify`: looks at a live site, or a single feed, as its readers would, and says what is wrong. Returns 1 if anything is,
 * or if there is nothing to look at.
 */
export async function verifyCommand(args: string[], { screen }: Place): Promise<number> {
	const fail = (complaint: string): number => {
		screen.complain(printable(complaint));
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
	const ask = createAsk(url.origin, (count, asked) => screen.progress(`Request ${count}: ${printable(asked)}`));
	const verdict = await verify(url.href, ask);
	if ("complaint" in verdict) return fail(verdict.complaint);
	for (const line of given.values.json ? [JSON.stringify(verdict, null, 2)] : reportLines(verdict)) screen.line(line);
	return verdict.checks.some(({ findings }) => findings.some(({ severity }) => severity === "error")) ? 1 : 0;
}
