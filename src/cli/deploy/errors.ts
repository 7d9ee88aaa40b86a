import { DeployError, type Outcome, wordsOf } from "../wrangler/run.ts";

/**
 * Messages for known errors, which are recognized by words in wrangler's output. The numbers are error codes of
 * Cloudflare's API.
 */
const ADVICE: [said: RegExp, message: string][] = [
	[
		/Unable to resolve|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|fetch failed|network connectivity/i,
		"Cloudflare cannot be reached. Check your network connection, and run `npm run deploy` again: it resumes where it left off",
	],
	[
		/necessary to set a CLOUDFLARE_API_TOKEN|not authenticated|Not logged in/i,
		"Your Cloudflare login has expired. Run `npx wrangler login`, then `npm run deploy` again",
	],
	[
		/Authentication error|Invalid API Token|permission|code: (10000|10001|9106|9109)\b/i,
		"This login does not have the required permissions. Run `npx wrangler login` again. A token in CLOUDFLARE_API_TOKEN needs the permissions of " +
			"the template “Edit Cloudflare Workers” and Account › Queues › Edit",
	],
	[
		/workers\.dev subdomain/i,
		"Your account does not have a workers.dev subdomain yet. Choose one at " +
			"https://dash.cloudflare.com/?to=/:account/workers/onboarding, and run `npm run deploy` again",
	],
	[
		/verify your email|email.*verif|code: 10034\b/i,
		"Your e-mail address is not verified. Open the link in Cloudflare's e-mail, or request another one at " +
			"https://dash.cloudflare.com/profile, and run `npm run deploy` again",
	],
	[
		/startup (CPU|time)|script.*too large|code: (10021|10027)\b/i,
		"Cloudflare rejects this version of the Worker, because it is too large or takes too long to start. Undo your changes to its code, or " +
			"reinstall the packages with `npm ci`, and run `npm run deploy` again",
	],
];

/**
 * Turns a failed wrangler command into an error with a fix.
 *
 * @param otherwise the message for an unknown error
 */
export function deployErrorOf(outcome: Outcome, otherwise: string): DeployError {
	const words = wordsOf(outcome);
	const known = ADVICE.find(([said]) => words.some((line) => said.test(line)));
	return new DeployError(known?.[1] ?? otherwise, words);
}
