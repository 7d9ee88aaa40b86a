import { expect, test } from "vitest";
import { readTimeZone } from "../../src/cli/check.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test.each([
	['[vars]\nSITE_TIME_ZONE = "Europe/Berlin"\n', "Europe/Berlin"],
	["[vars]\r\n  SITE_TIME_ZONE='America/New_York' # ours\r\n", "America/New_York"],
	['# SITE_TIME_ZONE = "Europe/Berlin"\nSITE_TITLE = "x"\n', "UTC"],
])("the time zone in %j is %s", async (text, timeZone) => {
	expect(await readTimeZone(await temporaryFolder({ "wrangler.toml": text }))).toEqual({ timeZone });
});

test("UTC without a wrangler.toml; an unknown time zone is an error", async () => {
	expect(await readTimeZone(await temporaryFolder())).toEqual({ timeZone: "UTC" });
	const wrong = await temporaryFolder({ "wrangler.toml": 'SITE_TIME_ZONE = "Berlin"' });
	expect(await readTimeZone(wrong)).toEqual({
		failure: "wrangler.toml: The setting SITE_TIME_ZONE is not a time zone; use a name such as Europe/Berlin or UTC.",
	});
});
