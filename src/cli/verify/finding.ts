import { NetworkError } from "../command.ts";

/** A problem for feed readers. Warnings are not wrong, but make the feed worse. */
export interface Fault {
	severity: "error" | "warning";
	/** What is wrong: one sentence. */
	what: string;
	/** How to fix it: one or two sentences. */
	hint: string;
}

/** A problem with the address where it was found. */
export interface Finding extends Fault {
	url: string;
}

/** What was checked under one heading, and the problems found. */
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

/** Problems as findings at an address; findings keep their own address. */
export function at(url: string, faults: readonly Fault[]): Finding[] {
	return faults.map((fault) => ({ url, ...fault }));
}

/** Collects findings under headings. */
export interface Notes {
	/** In the order in which the headings were first used. */
	checks: Check[];
	/**
	 * Runs a check. Problems without an address of their own are noted for `url`; so is a request that gets no response.
	 */
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
 * Names the articles with a problem, as a part of a sentence: `“Tide” and 3 more articles`. An empty list if there are
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

/** Entries that only one of two lists has. */
export function onlyInOne(one: readonly string[], other: readonly string[]): string[] {
	const [first, second] = [new Set(one), new Set(other)];
	return [...one.filter((each) => !second.has(each)), ...other.filter((each) => !first.has(each))];
}
