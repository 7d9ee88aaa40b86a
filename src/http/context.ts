import type { Repository } from "../repositories.ts";
import type { GhostMembersPosts, Site } from "../settings.ts";

/** Variables available to every handler. */
export interface App {
	Bindings: Cloudflare.Env;
	Variables: {
		site: Site;
		repositories: Repository[];
		ghostMembersPosts: GhostMembersPosts;
		/** Set below `/api/`: the token of the request. */
		token: ApiToken;
		/** On the page for a feed that was opened in a browser: the feed's address. */
		openedFeed?: string;
		/** Set below `/private/`: the subscriber and their token. */
		subscriber: { id: string; token: string };
	};
}

/** A token's name and scope. The scope `publish` includes `read`. */
export interface ApiToken {
	name: string;
	scope: "read" | "publish";
}
