import { styleText } from "node:util";
import { printable } from "../screen.ts";
import type { Fault } from "../verify/finding.ts";

/** What was looked at, and what is wrong there. */
export interface Look {
	title: string;
	faults: Fault[];
}

/** A look in some lines: whether all is well, and what is not, with how to mend it. */
export function reportLines({ title, faults }: Look): string[] {
	const isBroken = faults.some(({ severity }) => severity === "error");
	const sign = isBroken ? styleText("red", "✗") : styleText("green", "✓");
	return [`${sign} ${title}`, ...faults.flatMap(faultLines)];
}

function faultLines({ severity, what, hint }: Fault): string[] {
	const told =
		severity === "error" ? styleText("red", printable(what)) : styleText("yellow", `Advice: ${printable(what)}`);
	return [`      ${told}`, ...(hint === "" ? [] : [`      → ${printable(hint)}`])];
}
