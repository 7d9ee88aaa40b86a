import { expect, test } from "vitest";
import { readProjectSettings } from "../../src/cli/project-settings.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function settingsIn(text: string) {
	return readProjectSettings(await temporaryFolder({ "wrangler.toml": text }));
}

test.each([
	['[vars]\nSITE_TIME_ZONE = "Europe/Berlin"\n', "Europe/Berlin"],
	["[vars]\r\n  SITE_TIME_ZONE='America/New_York' # ours\r\n", "America/New_York"],
	['[vars]\n# SITE_TIME_ZONE = "Europe/Berlin"\nSITE_TITLE = "x"\n', "UTC"],
	['[vars]\nSITE_TIME_ZONE = "Europe/Berlin"\nSITE_TITLE = ', "UTC"],
])("the time zone in %j is %s", async (text, timeZone) => {
	expect(await settingsIn(text)).toMatchObject({ timeZone });
});

test.each([
	["STRIP_LOCATION = false # we publish maps\n", false],
	['STRIP_LOCATION="false"\n', false],
	["STRIP_LOCATION = true\n", true],
	["# STRIP_LOCATION = false\n", true],
])("location data is removed by default: %j", async (text, stripLocation) => {
	expect(await settingsIn(`[vars]\n${text}`)).toMatchObject({ stripLocation });
});

test("without a wrangler.toml, defaults apply; an invalid value causes an error", async () => {
	expect(await readProjectSettings(await temporaryFolder())).toEqual({
		timeZone: "UTC",
		stripLocation: true,
		warnings: [],
	});
	expect(await settingsIn('[vars]\nSITE_TIME_ZONE = "Berlin"')).toEqual({
		failure: "wrangler.toml: The setting SITE_TIME_ZONE is not a time zone; use a name such as Europe/Berlin or UTC.",
	});
	expect(await settingsIn('[vars]\nSTRIP_LOCATION = "no"')).toEqual({
		failure: "wrangler.toml: The setting STRIP_LOCATION is not true or false; use one of these.",
	});
});
