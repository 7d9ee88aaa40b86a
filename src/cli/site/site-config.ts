/** Creates the `wrangler.toml` for a site's own folder from the `wrangler.toml` that ships with Newsstand. */

/** The Worker, relative to a site's folder. */
export const MAIN = "node_modules/newsstand/dist/worker.js";

/**
 * The queue names in Newsstand's own `wrangler.toml`. Queue names must be unique within a Cloudflare account, so each
 * site needs its own names.
 */
const QUEUES = /"newsstand-((?:dead-)?deliveries)"/g;

/** The owner's choices for a new site. */
export interface SiteChoices {
	/** The Worker's name at Cloudflare: lower-case letters, digits and hyphens. */
	name: string;
	title: string;
	description: string;
	/** A BCP 47 tag. */
	language: string;
	/** An IANA time zone name. */
	timeZone: string;
}

/** Creates the `wrangler.toml` of a new site. */
export function newSiteConfig(own: string, { name, title, description, language, timeZone }: SiteChoices): string {
	const settings = {
		SITE_URL: "http://localhost:8787",
		SITE_TITLE: title,
		SITE_DESCRIPTION: description,
		SITE_LANGUAGE: language,
		SITE_TIME_ZONE: timeZone,
	};
	let text = siteConfigOf(own).replace(/^name = .*$/m, `name = ${JSON.stringify(name)}`);
	text = text.replace(QUEUES, (_, kind: string) => JSON.stringify(`${name}-${kind}`));
	for (const [setting, value] of Object.entries(settings)) {
		text = text.replace(new RegExp(`^${setting} = .*$`, "m"), () => `${setting} = ${JSON.stringify(value)}`);
	}
	return text;
}

/**
 * Turns a clone's `wrangler.toml` into one for a site's own folder. Removes the build rules, because the package
 * contains the built Worker. Keeps settings, names, ids and comments.
 */
export function siteConfigOf(clone: string): string {
	const parts = partsOf(clone).filter((part) => !/^\[\[rules\]\]|^\[alias\]/m.test(part));
	return `${parts.join("\n\n")}\n`
		.replace(/^main = .*$/m, `main = ${JSON.stringify(MAIN)}`)
		.replace(/^minify = .*\n/m, "")
		.replace(/^(#[^\n]*\n)?keep_names = .*(\n|$)/m, "")
		.replaceAll(/(?<=^#.*)\bdocs\//gm, "node_modules/newsstand/docs/");
}

/** Splits a `wrangler.toml` into parts: the lines before the first table, and each table with its comments. */
export function partsOf(text: string): string[] {
	return text.trimEnd().split(/\n{2,}(?=(?:#[^\n]*\n)*\[)/);
}
