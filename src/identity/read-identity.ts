import type { License } from "../article/article.ts";
import { cleanLine } from "../article/clean-text.ts";
import { isFilePath } from "../article/file-kinds.ts";
import { parseLicense } from "../article/license.ts";
import { pathFault } from "../article/source.ts";
import { webUrl } from "../article/web-url.ts";
import { Fault } from "../setting-fault.ts";
import { parseColour } from "./colour.ts";

/**
 * The site's look, and the author, contact and copyright notice in its feeds. Settings that the operator has not set
 * are absent.
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

/**
 * The functions that read the settings. They do not use zod, because building the zod schemas took a third of the
 * Publisher's start-up time.
 */
const READERS = {
	SITE_ICON: readPicture,
	SITE_LOGO: readPicture,
	SITE_ACCENT(given: unknown) {
		const text = line(given);
		if (text === null) return new Fault("is not a string; use a colour such as #0b5f7a");
		if (text === "") return undefined;
		return parseColour(text) ?? new Fault("is not a colour; use one such as #0b5f7a or teal");
	},
	SITE_HEADLINES(given: unknown) {
		const text = line(given);
		if (text === null) return new Fault("is not a string; use serif or sans");
		if (text === "") return undefined;
		return HEADLINES.find((one) => one === text) ?? new Fault("is unknown; use serif or sans");
	},
	SITE_COPYRIGHT(given: unknown) {
		return line(given) ?? new Fault("is not a string; write a line such as © 2026 The Gazette");
	},
	SITE_LICENSE(given: unknown) {
		const fix = "use an SPDX id such as CC-BY-4.0, or the URL of the licence";
		const text = line(given);
		if (text === null) return new Fault(`is not a string; ${fix}`);
		if (text === "") return undefined;
		return parseLicense(text) ?? new Fault(`is not a known licence; ${fix}`);
	},
	SITE_AUTHOR(given: unknown) {
		const fix = "use the name of the person or organization that publishes the site";
		return line(given) ?? new Fault(`is not a string; ${fix}`);
	},
	SITE_CONTACT(given: unknown) {
		const text = line(given);
		if (text === null) return new Fault("is not a string; use an e-mail address, or the URL of a page");
		if (text === "" || isEmail(text) || webUrl(text) !== null) return text;
		return new Fault("is neither an e-mail address nor the URL of a page; use one such as editor@news.example.org");
	},
	SITE_LINKS(given: unknown) {
		const table = parsed(given);
		if (table === undefined) return [];
		if (typeof table !== "object" || table === null || Array.isArray(table)) {
			return new Fault("is not a table; use one such as { Imprint = '/imprint' }");
		}
		const links: SiteLink[] = [];
		for (const [name, url] of Object.entries(table)) {
			if (typeof url !== "string") {
				return new Fault("has a link that is not a string; use lines such as Imprint = '/imprint'");
			}
			links.push({ name: cleanLine(name), url });
		}
		if (links.some(({ url }) => linkTarget(url) === null)) {
			return new Fault(
				"has a link that is neither a path nor a URL; use a path such as /imprint, or a URL such as https://…",
			);
		}
		return links.length <= MAX_LINKS ? links : new Fault(`has too many links; use at most ${MAX_LINKS}`);
	},
};

type Readers = typeof READERS;

type Values = { [Name in keyof Readers]: Exclude<ReturnType<Readers[Name]>, Fault> };

/** Names of the settings. */
export const IDENTITY_SETTINGS: readonly string[] = Object.keys(READERS);

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
	const values = Object.entries(READERS).map(([name, reader]) => {
		const value = reader(Reflect.get(vars, name));
		if (!(value instanceof Fault)) return [name, value];
		warnings.push(...value.sentences(name));
		return [name, undefined];
	});
	const read: Partial<Values> = Object.fromEntries(values);
	return {
		identity: {
			icon: read.SITE_ICON || undefined,
			logo: read.SITE_LOGO || undefined,
			accent: read.SITE_ACCENT,
			headlines: read.SITE_HEADLINES,
			copyright: read.SITE_COPYRIGHT || undefined,
			license: read.SITE_LICENSE,
			author: read.SITE_AUTHOR || undefined,
			contact: read.SITE_CONTACT || undefined,
			links: read.SITE_LINKS?.length ? read.SITE_LINKS : undefined,
		},
		warnings,
	};
}

/** Returns a setting as one line of text: empty if the setting is missing, null if it is not a string. */
function line(given: unknown = ""): string | null {
	return typeof given === "string" ? cleanLine(given) : null;
}

function readPicture(given: unknown): string | Fault {
	const text = line(given);
	if (text === null) return new Fault(`is not a string; ${PICTURE}`);
	if (text === "") return text;
	const picture = webUrl(text) ?? (isPicturePath(text) ? text : null);
	return picture ?? new Fault(`is neither the path of a picture nor a URL; ${PICTURE}`);
}

function isPicturePath(path: string): boolean {
	return pathFault(path) === null && isFilePath(path) && /\.(svg|png|jpe?g|gif|webp|avif|ico)$/i.test(path);
}

/** Returns a path on this site or a URL; null if the text is neither. */
function linkTarget(url: string): string | null {
	return /^\/(?![/\\])\S*$/.test(url) ? url : (webUrl(url) ?? (/^mailto:\S+@\S+$/.test(url) ? url : null));
}

/** Parses a setting that may have been entered in Cloudflare's dashboard, where every setting is a string. */
function parsed(given: unknown): unknown {
	if (typeof given !== "string") return given;
	if (given.trim() === "") return undefined;
	try {
		return JSON.parse(given);
	} catch {
		return given;
	}
}
