import { cleanLine } from "./article/clean-text.ts";
import { languageTag } from "./article/language.ts";
import { webUrl } from "./article/web-url.ts";
import { PLANS } from "./budget.ts";
import { isLoopback } from "./loopback.ts";
import { readRepositories } from "./repositories.ts";
import { Fault } from "./setting-fault.ts";

/** Algorithms for signing deliveries to subscribers (WebSub, section 8). */
const SIGNATURES = ["sha1", "sha256", "sha384", "sha512"] as const;

const GHOST_MEMBERS_POSTS = ["title", "members"] as const;

/**
 * Parsers for the settings that the site cannot work without. They do not use zod, because every isolate reads these
 * settings before its first response, and building the zod schemas took a third of the time until then.
 */
const READERS = {
	SITE_URL(given: unknown) {
		if (typeof given !== "string") {
			return new Fault("is missing; set the URL of the site, such as https://news.example.org");
		}
		const url = URL.parse(webUrl(given.trim().replace(/\/+$/, "")) ?? "none:");
		if (url?.pathname === "/" && !/[?#]/.test(given)) return url.origin;
		return new Fault("is not the URL of a site; set a URL without a path, such as https://news.example.org");
	},
	SITE_TITLE(given: unknown) {
		if (typeof given !== "string") return new Fault("is missing; set the name of the site");
		return cleanLine(given) || new Fault("is empty; set the name of the site");
	},
	SITE_DESCRIPTION(given: unknown = "") {
		if (typeof given !== "string") return new Fault("is not a string; describe the site in a sentence");
		return cleanLine(given);
	},
	SITE_LANGUAGE(given: unknown = "en") {
		if (typeof given !== "string") return new Fault("is not a string; use a language code such as en, de or pt-BR");
		return languageTag(given) ?? new Fault("is not a language code; use one such as en, de or pt-BR");
	},
	SITE_TIME_ZONE(given: unknown = "UTC") {
		if (typeof given !== "string") return new Fault("is not a string; use a name such as Europe/Berlin or UTC");
		return isTimeZone(given) ? given : new Fault("is not a time zone; use a name such as Europe/Berlin or UTC");
	},
	FEED_SIZE(given: unknown = 50) {
		return wholeNumber(given, { least: 1, most: 200, meaning: "the number of articles in a feed" });
	},
	WEBSUB_HUB(given: unknown = "") {
		if (typeof given !== "string") {
			return new Fault("is not a string; set the URL of a hub, or none, or leave it empty to use the site's own hub");
		}
		const hub = given.trim();
		if (hub === "" || hub === "none") return hub;
		if (isHub(hub)) return new URL(hub).href;
		return new Fault(
			"is not the URL of a hub; use one such as https://hub.example.org/, or none, or leave it empty to use the site's own hub",
		);
	},
	WEBSUB_DELAY(given: unknown = 5) {
		return wholeNumber(given, { least: 0, most: 3600, meaning: "the number of seconds to wait for more changes" });
	},
	WEBSUB_SIGNATURE(given: unknown = "sha256") {
		return SIGNATURES.find((one) => one === given) ?? new Fault("is unknown; use sha256, sha1, sha384 or sha512");
	},
	GHOST_MEMBERS_POSTS(given: unknown = "title") {
		const known = GHOST_MEMBERS_POSTS.find((one) => one === given);
		const fix = "use title (without the body, for everybody) or members (in private feeds)";
		return known ?? new Fault(`is unknown; ${fix}`);
	},
	CLOUDFLARE_PLAN(given: unknown = "free") {
		return PLANS.find((one) => one === given) ?? new Fault("is unknown; use free or paid");
	},
	STRIP_LOCATION(given: unknown = true) {
		if (given === true || given === "true") return true;
		return given === false || given === "false" ? false : new Fault("is not true or false; use one of these");
	},
	REPOSITORIES: readRepositories,
};

type Readers = typeof READERS;

/** The parsed required settings. */
export type RequiredSettings = { [Name in keyof Readers]: Exclude<ReturnType<Readers[Name]>, Fault> };

/** The names of the required settings. */
export const REQUIRED_SETTINGS: readonly string[] = Object.keys(READERS);

/**
 * Parses the required settings. If any are invalid, returns one sentence for each, with its name, what is wrong, and
 * how to fix it.
 */
export function readRequired(vars: object): RequiredSettings | { problems: string[] } {
	const read = Object.entries(READERS).map(([name, reader]) => [name, reader(Reflect.get(vars, name))] as const);
	const problems = read.flatMap(([name, value]) => (value instanceof Fault ? value.sentences(name) : []));
	return problems.length > 0 ? { problems } : (Object.fromEntries(read) as RequiredSettings);
}

/** Returns the URL of the site's own hub. */
export function ownHub(siteUrl: string): string {
	return `${siteUrl}/hub`;
}

/** Returns the hub that feeds declare: the site's own hub, another hub, or null for none. */
export function hubOf({ SITE_URL, WEBSUB_HUB }: Pick<RequiredSettings, "SITE_URL" | "WEBSUB_HUB">): string | null {
	if (WEBSUB_HUB === "none") return null;
	return WEBSUB_HUB === "" ? ownHub(SITE_URL) : WEBSUB_HUB;
}

function wholeNumber(
	given: unknown,
	{ least, most, meaning }: { least: number; most: number; meaning: string },
): number | Fault {
	const isBlank = typeof given === "string" && given.trim() === "";
	const number = isBlank ? Number.NaN : Number(given);
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	const fault = !Number.isFinite(number)
		? "not a number"
		: !Number.isInteger(number)
			? "not a whole number"
			: number < least
				? "too small"
				: "too large";
	return new Fault(`is ${fault}; set ${meaning}, from ${least} to ${most}`);
}

/** Whether a text can be the URL of a hub. The URL must use HTTPS, unless the hub runs on this machine. */
function isHub(text: string): boolean {
	const url = URL.parse(text);
	if (!url || [url.username, url.password, url.hash].some((part) => part !== "")) return false;
	return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

function isTimeZone(name: string): boolean {
	// The default time zone is known to be valid. Creating a date format to check it would double the time that an
	// isolate takes to serve its first feed.
	if (name === "UTC") return true;
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
