import { nearest } from "../../feed/nearest.ts";
import { readSettings, SETTINGS } from "../../settings.ts";
import { error, type Fault } from "../verify/finding.ts";

/** What is wrong with `[vars]` of `wrangler.toml`: names that mean nothing, and values that cannot be. */
export function settingFaults(vars: Record<string, unknown>): Fault[] {
	const unknown = Object.keys(vars).filter((name) => !SETTINGS.includes(name));
	const problems = readSettings(vars);
	return [
		...unknown.map((name) => {
			const [meant = ""] = nearest(name, SETTINGS, 1);
			return error(
				`wrangler.toml: there is no setting ${name}.`,
				`Was ${meant} meant? docs/deploying.md lists all settings. Secrets do not belong here.`,
			);
		}),
		...("problems" in problems ? problems.problems.map((problem) => error(`wrangler.toml: ${problem}`, "")) : []),
	];
}
