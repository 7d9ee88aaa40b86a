import { Outage } from "../outage.ts";
import { at, type Check, error, type Fault } from "./finding.ts";

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
				if (!(cause instanceof Outage)) throw cause;
				const hint = "Try again in a minute; if it stays so, look at the site's log.";
				check.findings.push(...at(url, [error(`${cause.message}.`, hint)]));
			}
		},
	};
}
