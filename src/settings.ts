import type { Plan } from "./budget.ts";
import { IDENTITY_SETTINGS, type Identity, type Menu, readIdentity } from "./identity/read-identity.ts";
import type { Repository } from "./repositories.ts";
import { hubOf, ownHub, REQUIRED_SETTINGS, type RequiredSettings, readRequired } from "./required-settings.ts";

/** The validated settings of the site, from `[vars]` in `wrangler.toml`. */
export interface Site extends Identity {
	/** URL of the site, without a trailing slash. */
	url: string;
	title: string;
	description: string;
	/** Language of the site (BCP 47 tag). */
	language: string;
	/** IANA time zone name, used for dates without a time zone. */
	timeZone: string;
	/** Links to site pages. This is not a setting: the menu is loaded from KV for every page. */
	menu?: Menu | undefined;
	/** Maximum number of articles in a feed. */
	feedSize: number;
	/** The WebSub hub that feeds declare: the site's own (`hasOwnHub`), another hub, or null for none. */
	hub: string | null;
}

/** Settings for deliveries to WebSub subscribers. */
export interface WebSub {
	/**
	 * How many seconds after the first change to a feed the feed is distributed. Further changes in the meantime are
	 * included.
	 */
	delay: number;
	/** Algorithm for signing deliveries (WebSub, section 8). */
	signature: RequiredSettings["WEBSUB_SIGNATURE"];
}

/** All settings except secrets. */
export interface Settings {
	site: Site;
	webSub: WebSub;
	repositories: Repository[];
	/**
	 * How members-only posts from Ghost are published: either everybody sees only their titles, or members see them in
	 * full.
	 */
	ghostMembersPosts: GhostMembersPosts;
	/** The Cloudflare plan, which determines the budget. */
	plan: Plan;
	/** Whether location data is removed from pictures before they are uploaded. */
	stripLocation: boolean;
	/** One sentence for each invalid setting without which the site can still work. */
	warnings: string[];
}

export type GhostMembersPosts = RequiredSettings["GHOST_MEMBERS_POSTS"];

/** Names of all settings. */
export const SETTINGS: readonly string[] = [...REQUIRED_SETTINGS, ...IDENTITY_SETTINGS];

/**
 * Parses the settings. If any required settings are invalid, returns one sentence for each, with its name, what is
 * wrong, and how to fix it.
 */
export function readSettings(vars: object): Settings | { problems: string[] } {
	const required = readRequired(vars);
	if ("problems" in required) return required;
	const { identity, warnings } = readIdentity(vars);
	return {
		site: {
			...identity,
			url: required.SITE_URL,
			title: required.SITE_TITLE,
			description: required.SITE_DESCRIPTION,
			language: required.SITE_LANGUAGE,
			timeZone: required.SITE_TIME_ZONE,
			feedSize: required.FEED_SIZE,
			hub: hubOf(required),
		},
		webSub: { delay: required.WEBSUB_DELAY, signature: required.WEBSUB_SIGNATURE },
		repositories: required.REPOSITORIES,
		ghostMembersPosts: required.GHOST_MEMBERS_POSTS,
		plan: required.CLOUDFLARE_PLAN,
		stripLocation: required.STRIP_LOCATION,
		warnings,
	};
}

/** Whether the site runs its own hub. */
export function hasOwnHub({ url, hub }: Site): boolean {
	return hub === ownHub(url);
}
