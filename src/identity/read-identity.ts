import * as z from "zod";
import type { License } from "../article/article.ts";
import { cleanLine } from "../article/clean-text.ts";
import { isFilePath } from "../article/file-kinds.ts";
import { parseLicense } from "../article/license.ts";
import { pathFault } from "../article/source.ts";
import { webUrl } from "../article/web-url.ts";
import { parseColour } from "./colour.ts";

/**
 * The site's look, and the names, contact and copyright notice in its feeds. Settings that the operator has not set are
 * absent.
 */
export interface Identity {
	/** A picture: its URL, or its path in the content folder. */
	icon?: string | undefined;
	logo?: string | undefined;
	/** `#rrggbb` */
	accent?: string | undefined;
	headlines?: (typeof HEADLINES)[number] | undefined;
	/** Plain text in one line, like `author` and the names of links. */
	copyright?: string | undefined;
	license?: License | undefined;
	author?: string | undefined;
	/** An e-mail address or the URL of a page. */
	contact?: string | undefined;
	/** Links in the footer. */
	links?: SiteLink[] | undefined;
}

/** A link to another page: a path on this site, or a URL. */
export interface SiteLink {
	name: string;
	url: string;
}

/** Links to site pages, such as the imprint. */
export interface Menu {
	header: SiteLink[];
	footer: SiteLink[];
}

const HEADLINES = ["serif", "sans"] as const;

const MAX_LINKS = 10;

const PICTURE = "use the path of a picture in the content folder, such as images/icon.svg, or its URL";

const schema = z.object({
	SITE_ICON: picture(),
	SITE_LOGO: picture(),
	SITE_ACCENT: text("is not a string; use a colour such as #0b5f7a")
		.transform((given) => (given === "" ? undefined : parseColour(given)))
		.refine((colour) => colour !== null, { error: "is not a colour; use one such as #0b5f7a or teal" }),
	SITE_HEADLINES: text("is not a string; use serif or sans")
		.refine((given) => given === "" || HEADLINES.some((one) => one === given), {
			error: "is unknown; use serif or sans",
		})
		.transform((given) => HEADLINES.find((one) => one === given)),
	SITE_COPYRIGHT: text("is not a string; write a line such as © 2026 The Gazette"),
	SITE_LICENSE: text("is not a string; use an SPDX id such as CC-BY-4.0, or the URL of the licence")
		.transform((given) => (given === "" ? undefined : parseLicense(given)))
		.refine((license) => license !== null, {
			error: "is not a known licence; use an SPDX id such as CC-BY-4.0, or the URL of the licence",
		}),
	SITE_AUTHOR: text("is not a string; use the name of the person or organization that publishes the site"),
	SITE_CONTACT: text("is not a string; use an e-mail address, or the URL of a page").refine(
		(given) => given === "" || isEmail(given) || webUrl(given) !== null,
		{ error: "is neither an e-mail address nor the URL of a page; use one such as editor@news.example.org" },
	),
	SITE_LINKS: z
		.preprocess(
			parsed,
			z
				.record(z.string(), z.string(), { error: "is not a table; use one such as { Imprint = '/imprint' }" })
				.refine((links) => Object.values(links).every((url) => linkTarget(url) !== null), {
					error: "has a link that is neither a path nor a URL; use a path such as /imprint, or a URL such as https://…",
				})
				.refine((links) => Object.keys(links).length <= MAX_LINKS, {
					error: `has too many links; use at most ${MAX_LINKS}`,
				}),
		)
		.transform((links) => Object.entries(links).map(([name, url]) => ({ name: cleanLine(name), url })))
		.default([]),
});

/** Names of the settings. */
export const IDENTITY_SETTINGS: readonly string[] = Object.keys(schema.shape);

/** Whether an icon or logo is a file in the content folder. */
export function isOwnPicture(picture: string): boolean {
	return webUrl(picture) === null;
}

/** Whether a contact is an e-mail address. */
export function isEmail(text: string): boolean {
	return /^[^\s@<>()",;:]+@[^\s@<>()",;:]+\.[^\s@<>()",;:]+$/.test(text);
}

/**
 * Reads the identity settings. Invalid settings are left out and listed in `warnings`, because the site works without
 * these settings.
 */
export function readIdentity(vars: object): { identity: Identity; warnings: string[] } {
	const warnings: string[] = [];
	const valid: Record<string, unknown> = { ...vars };
	for (const issue of schema.safeParse(vars).error?.issues ?? []) {
		const [name] = issue.path;
		if (typeof name !== "string" || !(name in valid)) continue;
		// If a setting has several errors, only the first error is reported.
		delete valid[name];
		const message = /^(?:is|has) .*; /.test(issue.message) ? issue.message : LINKS;
		warnings.push(`The setting ${name} ${message}.`);
	}
	const read = schema.parse(valid);
	return {
		identity: {
			icon: read.SITE_ICON || undefined,
			logo: read.SITE_LOGO || undefined,
			accent: read.SITE_ACCENT ?? undefined,
			headlines: read.SITE_HEADLINES,
			copyright: read.SITE_COPYRIGHT || undefined,
			license: read.SITE_LICENSE ?? undefined,
			author: read.SITE_AUTHOR || undefined,
			contact: read.SITE_CONTACT || undefined,
			links: read.SITE_LINKS.length === 0 ? undefined : read.SITE_LINKS,
		},
		warnings,
	};
}

const LINKS = "has a link that is not a string; use lines such as Imprint = '/imprint'";

function text(error: string) {
	return z.string({ error }).transform(cleanLine).default("");
}

function picture() {
	return text(`is not a string; ${PICTURE}`)
		.refine((given) => given === "" || !isOwnPicture(given) || isPicturePath(given), {
			error: `is neither the path of a picture nor a URL; ${PICTURE}`,
		})
		.transform((given) => webUrl(given) ?? given);
}

function isPicturePath(path: string): boolean {
	return pathFault(path) === null && isFilePath(path) && /\.(svg|png|jpe?g|gif|webp|avif|ico)$/i.test(path);
}

/** Returns a path on this site or a URL; null if the text is neither. */
function linkTarget(url: string): string | null {
	return /^\/(?![/\\])\S*$/.test(url) ? url : (webUrl(url) ?? (/^mailto:\S+@\S+$/.test(url) ? url : null));
}

/** Parses a setting from Cloudflare's dashboard, where every setting is a string. */
function parsed(given: unknown): unknown {
	if (typeof given !== "string") return given;
	if (given.trim() === "") return undefined;
	try {
		return JSON.parse(given);
	} catch {
		return given;
	}
}
