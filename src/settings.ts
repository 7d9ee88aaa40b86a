import * as z from "zod";
import { cleanLine } from "./article/clean-text.ts";
import { webUrl } from "./article/fields.ts";
import { languageTag } from "./article/language.ts";
import { PLANS, type Plan } from "./budget.ts";
import { IDENTITY_SETTINGS, type Identity, type Menu, readIdentity } from "./identity/read-identity.ts";
import { type Repository, repositoriesSchema } from "./repositories.ts";

/** The validated settings of the site, from `[vars]` in `wrangler.toml`. */
export interface Site extends Identity {
	/** Without a trailing slash. */
	url: string;
	title: string;
	description: string;
	/** BCP 47. */
	language: string;
	/** IANA time zone name, used for dates without a time zone. */
	timeZone: string;
	/** Links to site pages. This is not a setting: it is loaded from KV for pages. */
	menu?: Menu | undefined;
	/** Number of articles in a feed. */
	feedSize: number;
	/** The WebSub hub named in feeds: this site's own (`hasOwnHub`), another one, or null for none. */
	hub: string | null;
}

/** Settings for deliveries to WebSub subscribers. */
export interface WebSub {
	/**
	 * How many seconds to wait after a feed's first change before distributing it, so that later changes are included.
	 */
	delay: number;
	/** Signature algorithm (WebSub, section 8). */
	signature: (typeof SIGNATURES)[number];
}

const SIGNATURES = ["sha1", "sha256", "sha384", "sha512"] as const;

/** All settings except secrets. */
export interface Settings {
	site: Site;
	webSub: WebSub;
	repositories: Repository[];
	/** How Ghost's posts for members are published: only their titles, for everybody, or completely, for members. */
	ghostMembersPosts: GhostMembersPosts;
	/** Cloudflare's plan, on which budgets depend. */
	plan: Plan;
	/** Whether location data is removed from pictures before they are uploaded. */
	stripLocation: boolean;
	/** One sentence for each invalid setting that the site can work without. */
	warnings: string[];
}

export type GhostMembersPosts = (typeof GHOST_MEMBERS_POSTS)[number];

const GHOST_MEMBERS_POSTS = ["title", "members"] as const;

const schema = z.object({
	SITE_URL: z
		.string({ error: "is missing; set the address of the site, such as https://news.example.org" })
		.transform((text) => text.trim().replace(/\/+$/, ""))
		.refine((text) => new URL(webUrl(text) ?? "none:").pathname === "/" && !/[?#]/.test(text), {
			error: "is not the address of a site; set its address without a path, such as https://news.example.org",
		}),
	SITE_TITLE: z
		.string({ error: "is missing; set the name of the site" })
		.transform(cleanLine)
		.refine((text) => text !== "", { error: "is empty; set the name of the site" }),
	SITE_DESCRIPTION: z
		.string({ error: "is not a string; describe the site in a sentence" })
		.transform(cleanLine)
		.default(""),
	SITE_LANGUAGE: z
		.string({ error: "is not a string; use a language code such as en, de or pt-BR" })
		.default("en")
		.refine((text) => languageTag(text) !== null, {
			error: "is not a language code; use one such as en, de or pt-BR",
		}),
	SITE_TIME_ZONE: z
		.string({ error: "is not a string; use a name such as Europe/Berlin or UTC" })
		.default("UTC")
		.refine(isTimeZone, { error: "is not a time zone; use a name such as Europe/Berlin or UTC" }),
	FEED_SIZE: z.coerce
		.number({ error: "is not a number; set the number of articles in a feed, 1 to 200" })
		.int({ error: "is not a whole number; use one from 1 to 200" })
		.min(1, { error: "is too small; use a number from 1 to 200" })
		.max(200, { error: "is too large; use a number from 1 to 200" })
		.default(50),
	WEBSUB_HUB: z
		.string({ error: "is not a string; set the address of a hub, none, or leave it empty for the site's own" })
		.transform((text) => text.trim())
		.refine((text) => text === "" || text === "none" || isHub(text), {
			error:
				"is not the address of a hub; use one such as https://hub.example.org/, none, or leave it empty for the site's own",
		})
		.default(""),
	WEBSUB_DELAY: z
		.preprocess(
			// Without this, an empty string would become 0.
			(given) => (typeof given === "string" && given.trim() === "" ? undefined : given),
			z.coerce
				.number({ error: "is not a number; set how many seconds to wait for more changes, 0 to 3600" })
				.int({ error: "is not a whole number; use one from 0 to 3600" })
				.min(0, { error: "is too small; use a number of seconds from 0 to 3600" })
				.max(3600, { error: "is too large; use a number of seconds from 0 to 3600" }),
		)
		.default(5),
	WEBSUB_SIGNATURE: z.enum(SIGNATURES, { error: "is unknown; use sha256, sha1, sha384 or sha512" }).default("sha256"),
	GHOST_MEMBERS_POSTS: z
		.enum(GHOST_MEMBERS_POSTS, {
			error: "is unknown; use title (without the body, for everybody) or members (in private feeds)",
		})
		.default("title"),
	CLOUDFLARE_PLAN: z.enum(PLANS, { error: "is unknown; use free or paid" }).default("free"),
	STRIP_LOCATION: z
		.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
			error: "is not true or false; use one of these",
		})
		.default(true),
	REPOSITORIES: repositoriesSchema,
});

/** Names of all settings. */
export const SETTINGS: readonly string[] = [...Object.keys(schema.shape), ...IDENTITY_SETTINGS];

/** Parses the settings. If some are invalid, returns one sentence for each: its name, what is wrong, how to fix it. */
export function readSettings(vars: object): Settings | { problems: string[] } {
	const parsed = schema.safeParse(vars);
	if (!parsed.success) {
		return { problems: parsed.error.issues.map((issue) => `The setting ${issue.path.join(".")} ${issue.message}.`) };
	}
	const { SITE_URL, SITE_TITLE, SITE_DESCRIPTION, SITE_LANGUAGE, SITE_TIME_ZONE, FEED_SIZE } = parsed.data;
	const { WEBSUB_HUB, WEBSUB_DELAY, WEBSUB_SIGNATURE, GHOST_MEMBERS_POSTS, REPOSITORIES, STRIP_LOCATION } = parsed.data;
	const { CLOUDFLARE_PLAN } = parsed.data;
	const { identity, warnings } = readIdentity(vars);
	const url = (webUrl(SITE_URL) ?? SITE_URL).replace(/\/+$/, "");
	return {
		site: {
			...identity,
			url,
			title: SITE_TITLE,
			description: SITE_DESCRIPTION,
			language: languageTag(SITE_LANGUAGE) ?? SITE_LANGUAGE,
			timeZone: SITE_TIME_ZONE,
			feedSize: FEED_SIZE,
			hub: WEBSUB_HUB === "none" ? null : WEBSUB_HUB === "" ? ownHub(url) : new URL(WEBSUB_HUB).href,
		},
		webSub: { delay: WEBSUB_DELAY, signature: WEBSUB_SIGNATURE },
		repositories: REPOSITORIES,
		ghostMembersPosts: GHOST_MEMBERS_POSTS,
		plan: CLOUDFLARE_PLAN,
		stripLocation: STRIP_LOCATION,
		warnings,
	};
}

/** Whether the site is its own hub. */
export function hasOwnHub({ url, hub }: Site): boolean {
	return hub === ownHub(url);
}

function ownHub(url: string): string {
	return `${url}/hub`;
}

/** Whether an address can be a hub. External hubs need HTTPS, except on the same machine. */
function isHub(text: string): boolean {
	const url = URL.parse(text);
	if (!url || [url.username, url.password, url.hash].some((part) => part !== "")) return false;
	return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Whether a host name, as serialized by `URL`, means this machine. */
export function isLoopback(hostname: string): boolean {
	return /^(([^.]+\.)*localhost\.?|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
