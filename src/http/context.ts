import type { Repository } from "../repositories.ts";
import type { GhostMembersPosts, Site } from "../settings.ts";

/** Variables available to every handler. */
export interface App {
	Bindings: Cloudflare.Env;
	Variables: {
		site: Site;
		repositories: Repository[];
		ghostMembersPosts: GhostMembersPosts;
		/** Below `/api/`: the token of the request. */
		token: ApiToken;
		/** The address of a feed that a browser opened, on the page about it. */
		openedFeed?: string;
		/** Below `/private/`: the subscriber and their token. */
		subscriber: { id: string; token: string };
	};
}

/** A token's name and scope: read, or publish as well. */
export interface ApiToken {
	name: string;
	scope: "read" | "publish";
}
