import { lookup } from "node:dns/promises";
import { createApi } from "../api-client.ts";
import type { ProjectConfig } from "../wrangler-config.ts";
import { deployedSetting } from "./live-worker.ts";
import { Obstacle } from "./obstacle.ts";
import type { Wrangler } from "./wrangler.ts";

/** The domains of its own that the site is to have. */
export function ownDomains({ routes, route }: ProjectConfig): string[] {
	return [...(routes ?? []), ...(route === undefined ? [] : [route])].flatMap((one) =>
		typeof one === "object" && "custom_domain" in one && one.custom_domain ? [one.pattern] : [],
	);
}

/**
 * Sees to it that no domain is taken away from what answers there now: wrangler would do that without a question, since it
 * is not run in a terminal. What is this site's already, or a Newsstand, may be deployed to again.
 *
 * @param taken a domain of which it was said that it may be taken
 */
export async function spareDomains(domains: string[], taken: string | undefined, wrangler: Wrangler): Promise<void> {
	const asked = domains.filter((domain) => domain !== taken);
	if (asked.length === 0) return;
	const known = await deployedSetting(wrangler, "SITE_URL");
	for (const domain of asked) {
		if (known === `https://${domain}` || !(await isInUse(domain))) continue;
		throw new Obstacle(
			`Something else answers at ${domain} now, and would not any more: the domain would lead to this site. If that is ` +
				`what you want, run \`npm run deploy -- --take-over ${domain}\``,
		);
	}
}

async function isInUse(domain: string): Promise<boolean> {
	const address = await lookup(domain).catch(() => null);
	if (address === null) return false;
	const health = await createApi(`https://${domain}`, "", new AbortController().signal)
		.health()
		.catch(() => null);
	return health === null;
}
