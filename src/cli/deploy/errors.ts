import { DeployError, type Outcome, wordsOf } from "../wrangler/run.ts";

/** What to do about what Cloudflare says, by words that only this has. The numbers are those of Cloudflare's API. */
const ADVICE: [said: RegExp, message: string][] = [
	[
		/Unable to resolve|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|fetch failed|network connectivity/i,
		"Cloudflare cannot be reached. Check the connection of this machine, and run `npm run deploy` again: it goes on where it was",
	],
	[
		/necessary to set a CLOUDFLARE_API_TOKEN|not authenticated|Not logged in/i,
		"Nobody is logged in at Cloudflare any more. Run `npx wrangler login`, and then `npm run deploy` again",
	],
	[
		/Authentication error|Invalid API Token|permission|code: (10000|10001|9106|9109)\b/i,
		"Cloudflare does not let this login do that. Run `npx wrangler login` again. A token in CLOUDFLARE_API_TOKEN needs the " +
			"permissions of the template “Edit Cloudflare Workers”, and Account › Queues › Edit",
	],
	[
		/workers\.dev subdomain/i,
		"Your account has no address at workers.dev yet. Open https://dash.cloudflare.com/?to=/:account/workers/onboarding, " +
			"choose one, and run `npm run deploy` again",
	],
	[
		/verify your email|email.*verif|code: 10034\b/i,
		"Cloudflare wants to know that your e-mail address is yours. Open the link in the mail that it sent you, or ask for " +
			"another at https://dash.cloudflare.com/profile, and run `npm run deploy` again",
	],
	[
		/startup (CPU|time)|script.*too large|code: (10021|10027)\b/i,
		"Cloudflare does not take this version of the program. Was something in `src` changed? `git status` tells",
	],
];

/**
 * A run of wrangler that failed, as something that a person can act upon.
 *
 * @param otherwise what to say if it is not known what its words mean
 */
export function deployErrorOf(outcome: Outcome, otherwise: string): DeployError {
	const words = wordsOf(outcome);
	const known = ADVICE.find(([said]) => words.some((line) => said.test(line)));
	return new DeployError(known?.[1] ?? otherwise, words);
}
