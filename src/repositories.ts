import * as z from "zod";
import { jsonOf } from "./json.ts";

/** The kind of a Git host, which decides about its API and webhooks. Gitea counts as Forgejo. */
export type HostKind = "github" | "gitlab" | "forgejo";

/** A branch of a Git repository that the site follows, from the setting `REPOSITORIES`. */
export interface Repository {
	/** Identifies the repository and owns its sources: `https://github.com/acme/news#main`. */
	name: string;
	kind: HostKind;
	/** URL of its page on the host: `https://github.com/acme/news`. */
	url: string;
	/** Its name, spelled as on the host: `acme/news`. */
	fullName: string;
	/** Base URL of the host's API, without a trailing slash. */
	api: string;
	branch: string;
	/** The content folder, without leading and trailing slashes; empty for the whole repository. */
	folder: string;
	/** Prefix of its source paths on this site: a folder with a trailing slash, or empty. */
	into: string;
	/** Name of the secret that contains the API token. */
	token: string;
}

/** Well-known hosts. */
const HOSTS: Record<string, { kind: HostKind; api: string }> = {
	"github.com": { kind: "github", api: "https://api.github.com" },
	"gitlab.com": { kind: "gitlab", api: "https://gitlab.com/api/v4" },
	"codeberg.org": { kind: "forgejo", api: "https://codeberg.org/api/v1" },
};

/** Path of the API on self-hosted instances. */
const API_PATHS: Record<HostKind, string> = { github: "/api/v3", gitlab: "/api/v4", forgejo: "/api/v1" };

const TOKENS: Record<HostKind, string> = {
	github: "GITHUB_TOKEN",
	gitlab: "GITLAB_TOKEN",
	forgejo: "FORGEJO_TOKEN",
};

const folder = z
	.string({ error: "is not a string" })
	.transform((text) => text.replace(/^\/+|\/+$/g, ""))
	.refine((text) => text === "" || !text.split("/").some((part) => ["", ".", ".."].includes(part)), {
		error: "is not the path of a folder; write it as content or docs/articles",
	});

const repositorySchema = z
	.strictObject({
		url: z.string({ error: "is missing; set the repository's address, such as https://github.com/acme/news" }),
		kind: z.enum(["github", "gitlab", "forgejo"], { error: "is unknown; use github, gitlab or forgejo" }).optional(),
		api: z.string({ error: "is not a string" }).optional(),
		branch: z
			.string({ error: "is not a string" })
			.regex(/^[^\s~^:?*[\\]+$/, { error: "is not a branch name" })
			.default("main"),
		folder: folder.default(""),
		into: folder.default(""),
		token: z
			.string({ error: "is not a string" })
			.regex(/^[A-Z][A-Z0-9_]*$/, { error: "is not the name of a secret; use one such as GITHUB_TOKEN" })
			.optional(),
	})
	.transform(({ url, kind, api, branch, folder, into, token }, context): Repository => {
		const address = addressOf(url);
		const fault = (path: string, message: string) => {
			context.addIssue({ code: "custom", path: [path], message });
			return z.NEVER;
		};
		if (!address) {
			return fault("url", "is not the address of a repository; write it as https://github.com/acme/news");
		}
		const base = api === undefined ? null : addressOf(api);
		if (api !== undefined && !base) return fault("api", "is not an address; set the base URL of the API");
		const known = HOSTS[address.host];
		const actual = kind ?? known?.kind;
		if (!actual)
			return fault("kind", `is missing, and ${address.host} is not a known host; set github, gitlab or forgejo`);
		const page = address.origin + address.pathname;
		// A host at a path, such as example.org/gitlab, has its API below that path.
		const below = base?.origin === address.origin ? base.pathname.replace(/\/(api\/v\d+)?\/?$/, "") : "";
		const fullName = nameOf(address.pathname.startsWith(`${below}/`) ? address.pathname.slice(below.length) : "");
		if (fullName === null) return fault("url", "does not name a repository; write it as https://github.com/acme/news");
		return {
			name: `${page}#${branch}`,
			kind: actual,
			url: page,
			fullName,
			api: base ? base.origin + base.pathname.replace(/\/$/, "") : (known?.api ?? address.origin + API_PATHS[actual]),
			branch,
			folder,
			into: into === "" ? "" : `${into}/`,
			token: token ?? TOKENS[actual],
		};
	});

/** The setting `REPOSITORIES`: a list, or the same list as JSON where settings can only be strings. */
export const repositoriesSchema = z
	.preprocess(
		(given) => (typeof given === "string" ? listIn(given) : given),
		z.array(repositorySchema, { error: "is not a list of repositories; write [[vars.REPOSITORIES]] above each" }),
	)
	.refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
		error: "names a branch of a repository twice",
	})
	.superRefine((all, context) => {
		for (const [token, users] of Map.groupBy(all, (one) => one.token)) {
			// An entry that is itself invalid has no API address yet.
			const apis = [...new Set(users.flatMap(({ api }) => URL.parse(api)?.origin ?? []))];
			if (apis.length < 2) continue;
			const message = `would send the token in ${token} to ${apis.join(" and ")}; set a separate secret for each with \`token\``;
			context.addIssue({ code: "custom", message });
		}
	})
	.default([]);

/** The repository's name from its path; null if the path contains none. */
function nameOf(path: string): string | null {
	try {
		return /^\/[^/]+(\/[^/]+)+$/.test(path) ? decodeURIComponent(path.slice(1)) : null;
	} catch {
		return null;
	}
}

/** An HTTP address, public or local; null if the text is not one. */
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
