import * as z from "zod";
import { DeployError, readOutput, type Wrangler } from "../wrangler/run.ts";
import { deployErrorOf } from "./errors.ts";

const whoami = z.object({
	loggedIn: z.boolean(),
	email: z.string().nullish(),
	accounts: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
});

const LOGIN =
	"Nobody is logged in at Cloudflare. Run `npx wrangler login`: it opens your browser, where you can also make an account " +
	"(the free one is enough). Then run `npm run deploy` again. On a machine without a browser, make an API token at " +
	"https://dash.cloudflare.com/profile/api-tokens from the template “Edit Cloudflare Workers”, add Account › Queues › Edit " +
	"to it, and put it into the environment variable CLOUDFLARE_API_TOKEN";

/**
 * The name of the account that is deployed to.
 *
 * @param chosen the id of the account, where it was said which one is meant
 */
export async function findAccount(wrangler: Wrangler, chosen: string | undefined): Promise<string> {
	const outcome = await wrangler(["whoami", "--json"]);
	const known = readOutput(whoami, outcome.stdout);
	if (known?.loggedIn === false) throw new DeployError(LOGIN);
	if (outcome.code !== 0 || known === undefined) {
		throw deployErrorOf(
			outcome,
			"Cloudflare does not say who is logged in. Run `npx wrangler login`, and then this again",
		);
	}
	const { accounts, email } = known;
	if (chosen !== undefined) return accounts.find(({ id }) => id === chosen)?.name ?? chosen;
	const [only, ...others] = accounts;
	if (only === undefined) {
		throw new DeployError(
			"This login has no account at Cloudflare. Run `npx wrangler login` again and tick one, or give the token one",
		);
	}
	if (others.length > 0) {
		const list = accounts.map(({ id, name }) => `account_id = "${id}"  # ${name}`);
		throw new DeployError(
			"This login has several accounts. Write the one that is meant below `name` in wrangler.toml",
			list,
		);
	}
	return email ? `${only.name} (${email})` : only.name;
}
