import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSettings } from "../settings.ts";
import type { CliError } from "./command.ts";

/** The settings in the project's `wrangler.toml` that matter before anything is uploaded. */
export interface ProjectSettings {
	/** IANA; for dates without a time zone. */
	timeZone: string;
	/** Whether location data are removed from pictures. */
	stripLocation: boolean;
}

/**
 * Reads them; what is not set has its default. Matching the lines is enough: a name, a quoted string and a boolean mean the
 * same anywhere in TOML.
 */
export async function readProjectSettings(root: string): Promise<ProjectSettings | CliError> {
	const text = await readFile(join(root, "wrangler.toml"), "utf8").catch(() => "");
	const settingCalled = (name: string): string | boolean | undefined => {
		const line = new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(?:"([^"\\n]*)"|'([^'\\n]*)'|([^\\s#"']+))`, "m");
		const [, double, single, bare] = line.exec(text) ?? [];
		return bare === "true" || bare === "false" ? bare === "true" : (double ?? single ?? bare);
	};
	const settings = readSettings({
		SITE_URL: "https://newsstand.invalid",
		SITE_TITLE: "Newsstand",
		SITE_TIME_ZONE: settingCalled("SITE_TIME_ZONE"),
		STRIP_LOCATION: settingCalled("STRIP_LOCATION"),
	});
	if ("problems" in settings) return { failure: `wrangler.toml: ${settings.problems.join(" ")}` };
	return { timeZone: settings.site.timeZone, stripLocation: settings.stripLocation };
}
