import { type Api, ApiError, createApi } from "../api/client.ts";
import { waitUntilUp } from "../api/wait.ts";
import type { CommandContext } from "../command.ts";
import { verifyCommand } from "../verify/command.ts";
import { DeployError } from "../wrangler/run.ts";

/** A new address takes so long at most until it is known everywhere, in milliseconds. */
const SMOKE_TEST_TIMEOUT_MS = 180_000;

/**
 * Waits until the site answers, and looks at it as its readers will. Returns 1 if something is wrong.
 *
 * @param timeoutMs how long to wait for the first answer, in milliseconds
 */
export async function smokeTest(
	site: string,
	place: CommandContext,
	timeoutMs = SMOKE_TEST_TIMEOUT_MS,
): Promise<number> {
	const { terminal } = place;
	const ending = new AbortController().signal;
	const api = createApi(site, "", ending);
	terminal.progress(`Waiting for ${site} (a new address can take a minute)…`);
	const health = await waitUntilUp(api, timeoutMs, ending);
	if (health === null) {
		throw new DeployError(
			`${site} does not answer yet. A new address can take some minutes, a domain of one's own longer. Try it later: ` +
				`npm run newsstand -- verify ${site}`,
		);
	}
	if (health.status === "misconfigured") throw new DeployError("The site is not yet right", health.problems);
	if (!(await isEmpty(api))) return verifyCommand([site], place);
	terminal.line("The site answers, and nothing is published there yet. When something is, try it as readers do:");
	terminal.line(`  npm run newsstand -- verify ${site}`);
	return 0;
}

/** 503: the list of feeds was never written. */
async function isEmpty(api: Api): Promise<boolean> {
	try {
		return (await api.feeds()).every(({ count }) => count === 0);
	} catch (error) {
		if (error instanceof ApiError) return error.status === 503;
		throw error;
	}
}
