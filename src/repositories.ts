import { jsonOf } from "./json.ts";
import { Fault } from "./setting-fault.ts";

/** The kind of a Git host, which determines its API and webhooks. A Gitea host has the kind `forgejo`. */
export type HostKind = "github" | "gitlab" | "forgejo";

/** A branch of a Git repository that the site follows, from the setting `REPOSITORIES`. */
export interface Repository {
	/**
	 * The name that identifies the repository and branch, such as `https://github.com/acme/news#main`. It also identifies
	 * the owner of the repository's sources.
	 */
	name: string;
	kind: HostKind;
	/** URL of the repository's page on the Git host, such as `https://github.com/acme/news`. */
	url: string;
	/** The repository's name, spelled exactly as it is on the Git host, such as `acme/news`. */
	fullName: string;
	/** Base URL of the Git host's API, without a trailing slash. */
	api: string;
	branch: string;
	/**
	 * Path of the content folder within the repository, without leading and trailing slashes; empty for the whole
	 * repository.
	 */
	folder: string;
	/** Prefix of the repository's source paths on this site: a folder with a trailing slash, or empty. */
	into: string;
	/** Name of the secret that contains the API token. */
	token: string;
}

/** Well-known Git hosts. */
const HOSTS: Record<string, { kind: HostKind; api: string }> = {
	"github.com": { kind: "github", api: "https://api.github.com" },
	"gitlab.com": { kind: "gitlab", api: "https://gitlab.com/api/v4" },
	"codeberg.org": { kind: "forgejo", api: "https://codeberg.org/api/v1" },
};

/** Path of the API on a self-hosted instance, by kind. */
const API_PATHS: Record<HostKind, string> = { github: "/api/v3", gitlab: "/api/v4", forgejo: "/api/v1" };

const TOKENS: Record<HostKind, string> = {
	github: "GITHUB_TOKEN",
	gitlab: "GITLAB_TOKEN",
	forgejo: "FORGEJO_TOKEN",
};

/**
 * Parses the setting `REPOSITORIES`: a list or, in places where settings can only be strings, the same list as JSON.
 */
export function readRepositories(given: unknown = []): Repository[] | Fault {
	const list = typeof given === "string" ? listIn(given) : given;
	if (!Array.isArray(list)) {
		return new Fault("is not a list of repositories; write [[vars.REPOSITORIES]] above each");
	}
	const read = list.map((one, index) => readRepository(one, `.${index}`));
	const faults = read.flatMap((one) => (Array.isArray(one) ? one : []));
	const all = read.flatMap((one) => (Array.isArray(one) ? [] : [one]));
	if (new Set(all.map(({ name }) => name)).size < all.length)
		faults.push("lists the same branch of a repository twice; remove one of the two");
	for (const [token, users] of Map.groupBy(all, (one) => one.token)) {
		const apis = [...new Set(users.map(({ api }) => new URL(api).origin))];
		if (apis.length < 2) continue;
		const fix = "set a separate secret for each with `token`";
		faults.push(`would send the token in ${token} to ${apis.join(" and ")}; ${fix}`);
	}
	return faults.length > 0 ? new Fault(...faults) : all;
}

const KINDS: readonly HostKind[] = ["github", "gitlab", "forgejo"];

/** The fields of an entry in `REPOSITORIES`. */
export const REPOSITORY_FIELDS = ["url", "kind", "api", "branch", "folder", "into", "token"];

const NO_FOLDER = "is not the path of a folder; use one such as content or docs/articles";

/**
 * Parses one entry of the list. If the entry is invalid, returns what is wrong with it.
 *
 * @param at the entry's position in the setting, such as `.0`
 */
function readRepository(given: unknown, at: string): Repository | string[] {
	if (typeof given !== "object" || given === null) {
		return [`${at} is not a repository; write its URL as url = "https://github.com/acme/news"`];
	}
	const fields = new Map(Object.entries(given));
	const faults = [...fields.keys()]
		.filter((name) => !REPOSITORY_FIELDS.includes(name))
		.map((name) => `${at}.${name} is unknown; use ${REPOSITORY_FIELDS.join(", ")}`);
	const fault = (name: string, message: string) => void faults.push(`${at}.${name} ${message}`);
	const read = <T>(name: string, parse: (text: string) => T | null, message: string): T | undefined => {
		const value: unknown = fields.get(name);
		if (value === undefined) return undefined;
		const parsed = typeof value === "string" ? parse(value) : null;
		if (parsed === null) fault(name, message);
		return parsed ?? undefined;
	};

	const address = read(
		"url",
		addressOf,
		"is not the URL of a repository; use one such as https://github.com/acme/news",
	);
	if (!fields.has("url")) fault("url", "is missing; set the repository's URL, such as https://github.com/acme/news");
	const base = read("api", addressOf, "is not a URL; set the base URL of the API");
	const known = HOSTS[address?.host ?? ""];
	const kindOf = (text: string) => KINDS.find((kind) => kind === text) ?? null;
	const kind = read("kind", kindOf, "is unknown; use github, gitlab or forgejo") ?? known?.kind;
	if (address && !kind && !fields.has("kind")) {
		fault("kind", `is missing, and ${address.host} is not a known host; set github, gitlab or forgejo`);
	}
	// If a Git host is installed under a path, such as example.org/gitlab, its API is under that path, too.
	const below = base?.origin === address?.origin ? base?.pathname.replace(/\/(api\/v\d+)?\/?$/, "") : "";
	const fullName =
		address && nameOf(address.pathname.startsWith(`${below}/`) ? address.pathname.slice(below?.length) : "");
	if (fullName === null) fault("url", "does not point to a repository; use one such as https://github.com/acme/news");
	const branch = read("branch", textOf(/^[^\s~^:?*[\\]+$/), "is not a branch name") ?? "main";
	const folder = read("folder", folderOf, NO_FOLDER) ?? "";
	const into = read("into", folderOf, NO_FOLDER) ?? "";
	const token = read("token", textOf(/^[A-Z][A-Z0-9_]*$/), "is not the name of a secret; use one such as GITHUB_TOKEN");
	if (faults.length > 0 || !address || !kind || !fullName) return faults;

	const page = address.origin + address.pathname;
	return {
		name: `${page}#${branch}`,
		kind,
		url: page,
		fullName,
		api: base ? base.origin + base.pathname.replace(/\/$/, "") : (known?.api ?? address.origin + API_PATHS[kind]),
		branch,
		folder,
		into: into === "" ? "" : `${into}/`,
		token: token ?? TOKENS[kind],
	};
}

function textOf(form: RegExp): (text: string) => string | null {
	return (text) => (form.test(text) ? text : null);
}

/** Returns the path of a folder without leading and trailing slashes; null if the text is not such a path. */
function folderOf(text: string): string | null {
	const path = text.replace(/^\/+|\/+$/g, "");
	return path === "" || !path.split("/").some((part) => ["", ".", ".."].includes(part)) ? path : null;
}

/** Returns the repository's name, given the path of its URL; null if the path does not contain a name. */
function nameOf(path: string): string | null {
	try {
		return /^\/[^/]+(\/[^/]+)+$/.test(path) ? decodeURIComponent(path.slice(1)) : null;
	} catch {
		return null;
	}
}

/** Parses a URL, which must use HTTPS unless it refers to this machine. Returns null for any other text. */
function addressOf(text: string): URL | null {
	const url = URL.parse(text.trim().replace(/(\.git)?\/*$/, ""));
	if (!url) return null;
	if ([url.search, url.hash, url.username, url.password].some((part) => part !== "")) return null;
	const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
	return url.protocol === "https:" || (url.protocol === "http:" && isLocal) ? url : null;
}

function listIn(text: string): unknown {
	return text.trim() === "" ? [] : (jsonOf(text) ?? text);
}
