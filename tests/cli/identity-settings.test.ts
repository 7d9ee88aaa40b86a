import { expect, test } from "vitest";
import { settingFaults } from "../../src/cli/doctor/project.ts";
import { readProjectSettings, settingProblems } from "../../src/cli/project-settings.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const LEAST = { SITE_URL: "https://news.example.org", SITE_TITLE: "News" };

test("doctor reports invalid values of settings that the site can run without as warnings", () => {
	const faults = settingFaults({
		...LEAST,
		SITE_ACCENT: "blueish",
		SITE_LICENSE: "free",
		SITE_LINKS: { Imprint: "x" },
	});
	expect(faults.map(({ severity, what }) => [severity, what])).toEqual([
		["warning", expect.stringMatching(/^wrangler\.toml: The setting SITE_ACCENT is not a colour; use one such as/)],
		[
			"warning",
			expect.stringMatching(/^wrangler\.toml: The setting SITE_LICENSE is not a known licence; use an SPDX id/),
		],
		[
			"warning",
			expect.stringMatching(
				/^wrangler\.toml: The setting SITE_LINKS has a link that is neither a path nor a URL; use a path/,
			),
		],
	]);
});

test("start, publish and check report invalid settings as warnings about wrangler.toml", async () => {
	const lines = ["[vars]", 'SITE_ACCENT = "blueish"', 'SITE_ICON = "icon.txt"', "[vars.SITE_LINKS]", 'Imprint = "x"'];
	const root = await temporaryFolder({ "wrangler.toml": lines.join("\n") });
	const settings = await readProjectSettings(root);
	if ("failure" in settings) throw new Error(settings.failure);
	expect(settingProblems(settings)).toEqual([
		{
			severity: "warning",
			path: "wrangler.toml",
			line: null,
			message: "The setting SITE_ICON is neither the path of a picture nor a URL.",
			hint: "Use the path of a picture in the content folder, such as images/icon.svg, or its URL.",
		},
		{
			severity: "warning",
			path: "wrangler.toml",
			line: null,
			message: "The setting SITE_ACCENT is not a colour.",
			hint: "Use one such as #0b5f7a or teal.",
		},
		{
			severity: "warning",
			path: "wrangler.toml",
			line: null,
			message: "The setting SITE_LINKS has a link that is neither a path nor a URL.",
			hint: "Use a path such as /imprint, or a URL such as https://….",
		},
	]);
});
