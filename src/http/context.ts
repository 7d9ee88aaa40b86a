import type { Repository } from "../repositories.ts";
import type { Site } from "../settings.ts";

/** What every handler of the app can rely on. */
export interface App {
	Bindings: Cloudflare.Env;
	Variables: {
		site: Site;
		repositories: Repository[];
		/** Below `/api/`: with whose token the request came. */
		token: ApiToken;
		/** Below `/private/`: who asks, and with which token. */
		subscriber: { id: string; token: string };
	};
}

/** Whose token a request came with, and what it allows: to look, or to publish too. */
export interface ApiToken {
	name: string;
	scope: "read" | "publish";
}
