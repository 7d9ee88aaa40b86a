declare namespace Cloudflare {
	interface Env {
		/** The content that readers fetch, such as rendered feeds, articles and the list of feeds. */
		KV: KVNamespace;
		PUBLISHER: DurableObjectNamespace<import("./publisher/publisher.ts").Publisher>;
		RECONCILER: DurableObjectNamespace<import("./git/reconciler.ts").Reconciler>;
		HUB: DurableObjectNamespace<import("./hub/hub.ts").Hub>;
		READERSHIP: DurableObjectNamespace<import("./readership/readership.ts").Readership>;
		/** The Hub's queue of verifications and deliveries. */
		DELIVERIES: Queue<import("./hub/message.ts").Message>;
		/** Bucket for the files stored alongside articles. If absent, the files are stored in KV. */
		MEDIA?: R2Bucket;
		/** Rate limit per client per feed. Absent if the configuration predates it. */
		FEED_LIMIT?: RateLimit;
		/** Rate limit per client for rendering on demand and for the hub. Absent if the configuration predates it. */
		CLIENT_LIMIT?: RateLimit;
		/** Id of the deployed version. Absent if the configuration predates it. */
		DEPLOYMENT?: WorkerVersionMetadata;
		/**
		 * Secret token that allows publishing. This variable and all that follow are secrets. Each of them except
		 * `API_TOKENS` may contain two values (see `secrets.ts`).
		 */
		PUBLISH_TOKEN?: string;
		/** Further tokens, one per line. Each line consists of a name, a scope (`read` or `publish`) and the token. */
		API_TOKENS?: string;
		/** Secrets shared with webhook senders. */
		GITHUB_WEBHOOK_SECRET?: string;
		GITLAB_WEBHOOK_SECRET?: string;
		FORGEJO_WEBHOOK_SECRET?: string;
		ARTICLES_WEBHOOK_SECRET?: string;
		GHOST_WEBHOOK_SECRET?: string;
		/** Key that signs the tokens of private feeds. */
		PRIVATE_FEEDS_SECRET?: string;
		SITE_URL?: string;
		SITE_TITLE?: string;
		SITE_DESCRIPTION?: string;
		SITE_LANGUAGE?: string;
		SITE_TIME_ZONE?: string;
		SITE_ICON?: string;
		SITE_LOGO?: string;
		SITE_ACCENT?: string;
		SITE_HEADLINES?: string;
		SITE_COPYRIGHT?: string;
		SITE_LICENSE?: string;
		SITE_AUTHOR?: string;
		SITE_CONTACT?: string;
		SITE_LINKS?: unknown;
		FEED_SIZE?: string;
		WEBSUB_HUB?: string;
		WEBSUB_DELAY?: string;
		WEBSUB_SIGNATURE?: string;
		GHOST_MEMBERS_POSTS?: string;
		CLOUDFLARE_PLAN?: string;
		STRIP_LOCATION?: string | boolean;
		REPOSITORIES?: unknown;
	}
	interface GlobalProps {
		mainModule: typeof import("./worker.ts");
		durableNamespaces: "Publisher" | "Reconciler" | "Hub" | "Readership";
	}
}

/** Files imported as text, as configured by `rules` in `wrangler.toml`. */
declare module "*.css" {
	const text: string;
	export default text;
}
declare module "*/script.js" {
	const text: string;
	export default text;
}
declare module "*/live-results.js" {
	const text: string;
	export default text;
}
