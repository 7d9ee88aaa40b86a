import type { Screen } from "../screen.ts";
import { writeSetting } from "../wrangler-config.ts";
import { deployedSetting } from "./live-worker.ts";
import { Obstacle } from "./obstacle.ts";
import { upload } from "./upload.ts";
import type { Wrangler } from "./wrangler.ts";

/** What a step works with. */
export interface Hands {
	wrangler: Wrangler;
	/** The project. */
	root: string;
	screen: Screen;
}

/**
 * Deploys a site so that its feeds know their address. As long as `wrangler.toml` has the one that it comes with, that is
 * the address which the site was deployed with last, or else the one that Cloudflare gives it: for that it is deployed twice.
 *
 * @param configured the address in `wrangler.toml`
 * @param isNew whether it was never deployed before
 * @returns the address
 */
export async function uploadAs(configured: string, isNew: boolean, hands: Hands): Promise<string> {
	const { wrangler, screen } = hands;
	const known = isUnset(configured) ? (isNew ? null : await rememberedAddress(wrangler)) : configured;
	if (known !== null && known !== configured) await writeAddress(known, hands);
	screen.progress("Deploying…");
	const given = await upload(wrangler);
	if (known !== null) {
		screen.line(`Deployed: ${known}`);
		if (given.length > 0 && !given.includes(known)) screen.line(elsewhere(known, given));
		return known;
	}
	const [first] = given;
	if (first === undefined) {
		throw new Obstacle(
			"The site is deployed, but has no address: `workers_dev` is off, and there is no domain. Take workers_dev = false " +
				"out of wrangler.toml, or give the site a domain (docs/deploying.md), and run `npm run deploy` again",
		);
	}
	await writeAddress(first, hands);
	screen.progress("Deploying once more, now that the address is known…");
	await upload(wrangler);
	screen.line(`Deployed: ${first}`);
	return first;
}

/** Whether an address is still the one that `wrangler.toml` comes with. */
function isUnset(url: string): boolean {
	return URL.parse(url)?.hostname === "localhost";
}

async function rememberedAddress(wrangler: Wrangler): Promise<string | null> {
	const url = URL.parse((await deployedSetting(wrangler, "SITE_URL")) ?? "");
	return url === null || isUnset(url.href) ? null : url.origin;
}

async function writeAddress(url: string, { root, screen }: Hands): Promise<void> {
	if (!(await writeSetting(root, "SITE_URL", url))) {
		throw new Obstacle(
			`The address of the site is ${url}, but wrangler.toml has no line with SITE_URL in quotes. Write below [vars]: ` +
				`SITE_URL = "${url}", and run \`npm run deploy\` again`,
		);
	}
	screen.line(`SITE_URL in wrangler.toml is now ${url}`);
}

function elsewhere(configured: string, given: string[]): string {
	return (
		`Advice: the feeds say that the site is ${configured}, but it was given the address ${given.join(" and ")}. ` +
		"If nothing else leads there, change SITE_URL in wrangler.toml."
	);
}
