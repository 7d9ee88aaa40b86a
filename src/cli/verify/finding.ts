import { NetworkError } from "../command.ts";

/** A problem for feed readers. A warning means that the feed is valid but could be better. */
export interface Fault {
	severity: "error" | "warning";
	/** What is wrong: one sentence. */
	what: string;
	/** How to fix it: one or two sentences. */
	hint: string;
}

/** A problem, and the address where it was found. */
export interface Finding extends Fault {
	url: string;
}

/** A heading of the report, and the problems that are listed under it. */
export interface Check {
	title: string;
	findings: Finding[];
}

export function error(what: string, hint: string): Fault {
	return { severity: "error", what, hint };
}

export function warning(what: string, hint: string): Fault {
	return { severity: "warning", what, hint };
}

/** Turns problems into findings at an address. Problems that are already findings keep their own address. */
export function at(url: string, faults: readonly Fault[]): Finding[] {
	return faults.map((fault) => ({ url, ...fault }));
}

/** Collects findings under headings. */
export interface Notes {
	/** In the order in which their headings were first used. */
	checks: Check[];
	/** Runs a check, and records its problems (at `url`, unless they have their own address) and any failed request. */
	look(title: string, url: string, work: () => Promise<readonly Fault[]> | readonly Fault[]): Promise<void>;
}

export function createNotes(): Notes {
	const checks: Check[] = [];
	return {
		checks,
		async look(title, url, work) {
			let check = checks.find((one) => one.title === title);
			if (check === undefined) {
				check = { title, findings: [] };
				checks.push(check);
			}
			try {
				check.findings.push(...at(url, await work()));
			} catch (cause) {
				if (!(cause instanceof NetworkError)) throw cause;
				const hint = "Try again in a minute. If that does not help, check the site's log.";
				check.findings.push(...at(url, [error(`${cause.message}.`, hint)]));
			}
		},
	};
}

/**
 * Names the articles with a problem, for example as `“Tide” and 3 more articles`. Returns an empty list if there are
 * none.
 */
export function among<T extends { title: string }>(
	entries: readonly T[],
	isWrong: (entry: T, index: number) => boolean,
): string[] {
	const wrong = entries.map((entry, index) => ({ entry, index })).filter(({ entry, index }) => isWrong(entry, index));
	const [first] = wrong;
	if (first === undefined) return [];
	const { title } = first.entry;
	const name =
		title === "" ? `article ${first.index + 1}` : `“${title.length > 60 ? `${title.slice(0, 60)}…` : title}”`;
	const others = wrong.length - 1;
	return [others === 0 ? name : `${name} and ${others} more ${others === 1 ? "article" : "articles"}`];
}

/** Returns the entries that are in only one of two lists. */
export function onlyInOne(one: readonly string[], other: readonly string[]): string[] {
	const [first, second] = [new Set(one), new Set(other)];
	return [...one.filter((each) => !second.has(each)), ...other.filter((each) => !first.has(each))];
}
