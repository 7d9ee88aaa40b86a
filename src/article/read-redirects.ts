import { canonicalPath } from "./article-path.ts";
import { Fields } from "./fields.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Problem } from "./problem.ts";
import { terminates } from "./redirect-chain.ts";
import type { Context } from "./source.ts";
import { webUrl } from "./web-url.ts";

/** A redirect from an address on this site. */
export interface Redirect {
	/** A path in canonical spelling. */
	from: string;
	/** A path on this site, optionally with a query and fragment, or a full URL elsewhere. */
	to: string;
}

export type ReadRedirects = { kind: "redirects"; redirects: Redirect[]; problems: Problem[] };

/** Maximum length of an address, percent-encoded. */
const ADDRESS_LENGTH = 1000;

/** Maximum number of lines that are read; the rest of the file is ignored. */
const MAX_LINES = 20_000;

/** Maximum number of problems reported at once; further problems are reported once these are fixed. */
const MAX_PROBLEMS = 50;

/**
 * Reads `_redirects.yaml`, which contains a line `/old: /new` for each redirect. Invalid lines are left out. Never
 * throws.
 */
export function readRedirects(path: string, matter: FrontMatter, context: Context): ReadRedirects {
	const fields = new Fields(path, matter, { ...context, defaults: {} });
	const warn = (name: string, message: string, hint: string) => {
		if (fields.problems.length < MAX_PROBLEMS) fields.warn([name], message, hint);
	};
	const byFrom = new Map<string, { name: string; redirect: Redirect }>();
	const lines = Object.entries(matter.data);
	for (const [name, value] of lines.slice(0, MAX_LINES)) {
		const read = readLine(name, value, context.siteUrl);
		if ("fault" in read) warn(name, read.fault, read.hint);
		else byFrom.set(read.from, { name, redirect: read });
	}
	const beyond = lines[MAX_LINES];
	if (beyond)
		warn(
			beyond[0],
			`is beyond the first ${MAX_LINES} lines and is ignored`,
			"Remove redirects that are no longer used.",
		);

	const next = (from: string) => byFrom.get(from)?.redirect.to.replace(/[?#].*/, "");
	const redirects = [...byFrom.values()].flatMap(({ name, redirect }) => {
		if (terminates(redirect.from, next)) return [redirect];
		warn(name, "is part of a redirect loop, or of a chain that is too long", "Redirect to the final address.");
		return [];
	});
	return { kind: "redirects", redirects, problems: fields.problems };
}

type Fault = { fault: string; hint: string };

/**
 * Matches paths that only the site itself can use: those of topic and provider feeds, and those of anything that is not
 * a page.
 */
const OWN = /^\/(?:$|(?:topics|providers|api|webhooks|private)(?:\/|$)|(?:feed|select)\.(?:rss|atom|json)$)/i;

function readLine(name: string, value: unknown, siteUrl: string): Redirect | Fault {
	const from = pathOf(name, siteUrl);
	if (from === null || /[?#]/.test(name)) {
		return {
			fault: "is not a path on this site",
			hint: "Use a path that starts with one slash, such as /blog/feed, without a host or query.",
		};
	}
	if (OWN.test(decodeURIComponent(from))) {
		const hint = "To redirect a renamed topic or provider, list the old name under `aliases` in its description.";
		return { fault: "is an address that the site itself uses", hint };
	}
	const to = typeof value === "string" ? targetOf(value.trim(), siteUrl) : null;
	if (to === null) {
		return {
			fault: "does not have a valid target",
			hint: "After the colon, write a path such as /new, or a full address that starts with https://.",
		};
	}
	return { from, to };
}

/** Returns the canonical spelling of a path; null if the text is not a path, or leads to another host. */
function pathOf(text: string, siteUrl: string): string | null {
	if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text) || !URL.canParse(text, siteUrl)) return null;
	const path = canonicalPath(new URL(text, siteUrl).pathname);
	return path.startsWith("//") || path.length > ADDRESS_LENGTH ? null : path;
}

function targetOf(text: string, siteUrl: string): string | null {
	const href = /^(?:https?:\/\/|\/)/i.test(text) ? webUrl(text, siteUrl) : null;
	if (href === null || href.length > ADDRESS_LENGTH) return null;
	const { origin, protocol, pathname, search, hash } = new URL(href);
	if (origin !== new URL(siteUrl).origin) return protocol === "https:" && !text.startsWith("/") ? href : null;
	const path = pathOf(pathname, siteUrl);
	return path === null ? null : path + search + hash;
}
