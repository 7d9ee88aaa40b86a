import type { Repository } from "../../repositories.ts";
import { DEPLOYED_VARS, readDeployedSecret } from "../deployed-vars.ts";
import { printable } from "../screen.ts";

/** What to do with a site that was just deployed. */
export async function nextSteps(root: string, url: string, repositories: readonly Repository[]): Promise<string[]> {
	const hasToken = (await readDeployedSecret(root, url, "PUBLISH_TOKEN")) !== undefined;
	const token = hasToken
		? `The token for it is in ${DEPLOYED_VARS}, where the command finds it.`
		: "The token for it, PUBLISH_TOKEN, goes into the environment. If it is lost: npx wrangler secret put PUBLISH_TOKEN";
	const kinds = [...new Set(repositories.map(({ kind }) => kind))];
	const webhooks = kinds.flatMap((kind) => {
		const names = repositories.filter((one) => one.kind === kind).map(({ fullName }) => fullName);
		const secret = `${kind.toUpperCase()}_WEBHOOK_SECRET`;
		return [
			`The webhook of ${printable(names.join(", "))}, if it is not set up yet (docs/webhooks.md):`,
			`  Address ${url}/webhooks/${kind}, content type application/json, secret: ${secret}`,
		];
	});
	return [
		`Your site: ${url}`,
		"Next, publish a folder:",
		`  npm run newsstand -- publish content --to ${url}`,
		`  ${token}`,
		...(webhooks.length > 0 ? webhooks : ["Or have every push to Git published: docs/webhooks.md"]),
		`How the site is: ${url}/status (any name, and the token as the password)`,
	];
}
