import * as z from "zod";
import { DeployError, readOutput, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";

const whoami = z.object({
	loggedIn: z.boolean(),
	email: z.string().nullish(),
	accounts: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
});

const LOGIN =
	"You are not logged in to Cloudflare. Run `npx wrangler login`: it opens your browser, where you can also sign up (the " +
	"free plan is enough). Then run `npm run deploy` again. On a machine without a browser, create an API token at " +
	"https://dash.cloudflare.com/profile/api-tokens from the template “Edit Cloudflare Workers”, add the permission " +
	"Account › Queues › Edit, and set the environment variable CLOUDFLARE_API_TOKEN to that token";

/** Lets the user log in. Resolves to whether the login succeeded. */
export type Login = () => Promise<boolean>;

/**
 * Finds the Cloudflare account to deploy to, and returns its name.
 *
 * @param chosen the id of the account, if one is configured
 * @param login called once if no user is logged in
 */
export async function findAccount(wrangler: Wrangler, chosen: string | undefined, login?: Login): Promise<string> {
	const outcome = await wrangler(["whoami", "--json"]);
	const known = readOutput(whoami, outcome.stdout);
	if (known?.loggedIn === false) {
		if (login !== undefined && (await login())) return findAccount(wrangler, chosen);
		throw new DeployError(LOGIN);
	}
	if (outcome.code !== 0 || known === undefined) {
		throw deployErrorOf(
			outcome,
			"Cloudflare did not confirm the login. Run `npx wrangler login`, then run this command again",
		);
	}
	const { accounts, email } = known;
	if (chosen !== undefined) return accounts.find(({ id }) => id === chosen)?.name ?? chosen;
	const [only, ...others] = accounts;
	if (only === undefined) {
		throw new DeployError(
			"This login does not have access to any Cloudflare account. Run `npx wrangler login` again and select an account, or give the token access to one",
		);
	}
	if (others.length > 0) {
		const list = accounts.map(({ id, name }) => `account_id = "${id}"  # ${name}`);
		throw new DeployError(
			"This login has access to several accounts. Copy the line for the account that you want to use into wrangler.toml, below `name`",
			list,
		);
	}
	return email ? `${only.name} (${email})` : only.name;
}
