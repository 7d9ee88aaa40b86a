import type { Repository } from "../repositories.ts";
import type { GhostMembersPosts, Site } from "../settings.ts";

/** Variables available to every handler. */
export interface App {
	Bindings: Cloudflare.Env;
	Variables: {
		site: Site;
		repositories: Repository[];
		ghostMembersPosts: GhostMembersPosts;
		/** The API token that the request contains. Only set below `/api/` and on pages for operators. */
		token: ApiToken;
		/**
		 * The address of a feed that was opened in a browser. Only set for the page that is shown instead of the feed.
		 */
		openedFeed?: string;
		/** The subscriber's id and their private feed token. Only set below `/private/`. */
		subscriber: { id: string; token: string };
	};
}

/** A token's name and scope. The scope `publish` includes `read`. */
export interface ApiToken {
	name: string;
	scope: "read" | "publish";
}
