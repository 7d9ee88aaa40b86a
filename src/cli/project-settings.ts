import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, TomlError } from "smol-toml";
import type { Problem } from "../article/problem.ts";
import { IDENTITY_SETTINGS } from "../identity/read-identity.ts";
import { readSettings } from "../settings.ts";
import type { CliError } from "./command.ts";

/** The settings in the project's `wrangler.toml` that the command line needs. */
export interface ProjectSettings {
	/** The IANA time zone for dates that do not include a time zone. */
	timeZone: string;
	/** Whether to remove location data from pictures. */
	stripLocation: boolean;
	/** A path in the content folder, or a URL. */
	icon?: string | undefined;
	logo?: string | undefined;
	/** One sentence for each invalid setting that the site does not need in order to run. */
	warnings: string[];
}

/** Reads the settings from `wrangler.toml`, with defaults for missing settings. */
export async function readProjectSettings(root: string): Promise<ProjectSettings | CliError> {
	const vars = varsIn(await readFile(join(root, "wrangler.toml"), "utf8").catch(() => ""));
	const given = Object.fromEntries(READ.map((name) => [name, Reflect.get(vars, name)]));
	const settings = readSettings({ SITE_URL: "https://newsstand.invalid", SITE_TITLE: "Newsstand", ...given });
	if ("problems" in settings) return { failure: `wrangler.toml: ${settings.problems.join(" ")}` };
	const { site, stripLocation, warnings } = settings;
	return { timeZone: site.timeZone, stripLocation, icon: site.icon, logo: site.logo, warnings };
}

const READ = ["SITE_TIME_ZONE", "STRIP_LOCATION", ...IDENTITY_SETTINGS];

/** Returns the table `[vars]`; empty if the file is not valid TOML, which Wrangler reports. */
function varsIn(text: string): object {
	try {
		const { vars } = parse(text);
		return typeof vars === "object" ? vars : {};
	} catch (error) {
		if (error instanceof TomlError) return {};
		throw error;
	}
}

/** Turns the warnings about settings into problems whose path is `wrangler.toml`. */
export function settingProblems({ warnings }: ProjectSettings): Problem[] {
	return warnings.map((warning) => {
		const [message = "", hint = ""] = warning.split("; ");
		return {
			severity: "warning",
			path: "wrangler.toml",
			line: null,
			message: `${message}.`,
			hint: hint.slice(0, 1).toUpperCase() + hint.slice(1),
		};
	});
}
