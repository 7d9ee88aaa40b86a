import { expect, test } from "vitest";
import { deployErrorOf } from "../../src/cli/deploy/errors.ts";

const failed = (stderr: string) => ({ code: 1, stdout: "", stderr });

test.each([
	["TypeError: fetch failed", "Check your network connection"],
	["getaddrinfo ENOTFOUND api.cloudflare.com", "Check your network connection"],
	[
		"In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable for wrangler to work.",
		"Run `npx wrangler login`, then",
	],
	["Authentication error [code: 10000]", "does not have the required permissions"],
	["You need to register a workers.dev subdomain before publishing to workers.dev", "onboarding"],
	["Please verify your email address to use Workers. [code: 10034]", "Open the link in Cloudflare's e-mail"],
	["Script startup exceeded CPU time limit. [code: 10021]", "or takes too long to start. Undo your changes"],
	["Your Worker exceeded the size limit of 3 MiB. [code: 10027]", "because it is too large"],
])("wrangler's error “%s” leads to a fix", (said, advice) => {
	const error = deployErrorOf(failed(`✘ [ERROR] ${said}`), "Something else failed");
	expect(error.message).toContain(advice);
	expect(error.words.join("\n")).toContain(said);
});

test("an unknown error gets the caller's message, and keeps wrangler's words", () => {
	const error = deployErrorOf(failed("✘ [ERROR] The moon is full."), "The Worker could not be uploaded");
	expect(error.message).toBe("The Worker could not be uploaded");
	expect(error.words.join("\n")).toContain("The moon is full.");
});
