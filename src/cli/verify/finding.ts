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
