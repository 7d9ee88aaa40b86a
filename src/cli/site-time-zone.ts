import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSettings } from "../settings.ts";
import type { Complaint } from "./command.ts";

/**
 * The time zone of the site, from the line in the project's `wrangler.toml`; UTC if there is none. The file is not
 * parsed: a line with a name and a text in quotes says the same everywhere in TOML.
 */
export async function readTimeZone(root: string): Promise<{ timeZone: string } | Complaint> {
	const text = await readFile(join(root, "wrangler.toml"), "utf8").catch(() => "");
	const given = /^[ \t]*SITE_TIME_ZONE[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')/m.exec(text);
	const zone = given?.[1] ?? given?.[2];
	const settings = readSettings({
		SITE_URL: "https://newsstand.invalid",
		SITE_TITLE: "Newsstand",
		SITE_TIME_ZONE: zone,
	});
	if ("problems" in settings) return { complaint: `wrangler.toml: ${settings.problems.join(" ")}` };
	return { timeZone: settings.site.timeZone };
}
