import { NetworkError } from "../command.ts";

/** Something that readers will stumble over. Warnings are what serves them worse, and is not wrong. */
export interface Fault {
	severity: "error" | "warning";
	/** What is wrong, in a sentence. */
	what: string;
	/** How to mend it, in a sentence or two. */
	hint: string;
}

/** A fault with the address at which it was seen. */
export interface Finding extends Fault {
	url: string;
}

/** What was looked at under one heading, and what was found. */
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

/** Faults as findings at an address; those that are findings already keep their own. */
export function at(url: string, faults: readonly Fault[]): Finding[] {
	return faults.map((fault) => ({ url, ...fault }));
}

/** Collects what the checks find, under their headings. */
export interface Notes {
	/** In the order in which they were looked at first. */
	checks: Check[];
	/**
	 * Looks at something. Faults that name no address of their own are noted for `url`; an answer that does not come is
	 * noted as one.
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
				const hint = "Try again in a minute; if it stays so, look at the site's log.";
				check.findings.push(...at(url, [error(`${cause.message}.`, hint)]));
			}
		},
	};
}

/**
 * Names the articles that something is wrong with, as a part of a sentence: `“Tide” and 3 more articles`. An empty list if
 * there are none.
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

/** What only one of two lists has. */
export function onlyInOne(one: readonly string[], other: readonly string[]): string[] {
	const [first, second] = [new Set(one), new Set(other)];
	return [...one.filter((each) => !second.has(each)), ...other.filter((each) => !first.has(each))];
}
