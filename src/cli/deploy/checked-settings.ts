import { readSettings, type Settings } from "../../settings.ts";
import { bindingFaults } from "../doctor/bindings.ts";
import { settingFaults } from "../doctor/settings.ts";
import type { ProjectConfig } from "../wrangler-config.ts";
import { Obstacle } from "./obstacle.ts";

/** The settings of `wrangler.toml`, and what is better looked at; an obstacle if with them the site could not work. */
export function checkedSettings(config: ProjectConfig): { settings: Settings; warnings: string[] } {
	const faults = [...settingFaults(config.vars), ...bindingFaults(config)];
	const told = (severity: "error" | "warning"): string[] =>
		faults.filter((fault) => fault.severity === severity).map(({ what, hint }) => `${what} ${hint}`.trim());
	const settings = readSettings(config.vars);
	if (told("error").length > 0 || "problems" in settings) {
		throw new Obstacle("wrangler.toml is not yet right, so nothing was deployed", told("error"));
	}
	return { settings, warnings: told("warning") };
}
