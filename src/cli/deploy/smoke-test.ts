import { type Api, createApi } from "../api/client.ts";
import { ApiError } from "../api/connection.ts";
import { waitUntilUp } from "../api/wait.ts";
import type { CommandContext } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { verifyCommand } from "../verify/command.ts";
import { DeployError } from "../wrangler/run.ts";

/** How long a new address may take to become reachable, in milliseconds. */
const SMOKE_TEST_TIMEOUT_MS = 180_000;

/**
 * Waits until the site answers. Throws if the site does not answer in time, or if its settings have errors.
 *
 * @param timeoutMs how long to wait for the first response, in milliseconds
 */
export async function waitForSite(site: string, terminal: Terminal, timeoutMs = SMOKE_TEST_TIMEOUT_MS): Promise<void> {
	const ending = new AbortController().signal;
	const api = createApi(site, "", ending);
	terminal.progress(`Waiting for ${site} (a new address can take a minute)…`);
	const health = await waitUntilUp(api, timeoutMs, ending);
	if (health === null) {
		throw new DeployError(
			`${site} does not respond yet. A new address can take a few minutes to work, and a custom domain can take longer. Test it later with ` +
				`npm run newsstand -- verify ${site}`,
		);
	}
	if (health.status === "misconfigured")
		throw new DeployError("The site is deployed, but its settings have errors", health.problems);
}

/** Runs `verify` on a site that is up, unless nothing is published there yet. Returns 1 if `verify` finds an error. */
export async function smokeTest(site: string, place: CommandContext): Promise<number> {
	const { terminal } = place;
	const api = createApi(site, "", new AbortController().signal);
	if (!(await isEmpty(api))) return verifyCommand([site], place);
	terminal.line(
		"The site is up, but nothing is published yet. Once you have published something, test the site the way feed readers use it:",
	);
	terminal.line(`  npm run newsstand -- verify ${site}`);
	return 0;
}

/** Whether nothing is published yet. Status 503 means that the list of feeds has never been written. */
async function isEmpty(api: Api): Promise<boolean> {
	try {
		return (await api.feeds()).every(({ count }) => count === 0);
	} catch (error) {
		if (error instanceof ApiError) return error.status === 503;
		throw error;
	}
}
