declare namespace Cloudflare {
	interface Env {
		/** What the world reads: renditions, articles, the list of feeds. */
		KV: KVNamespace;
		PUBLISHER: DurableObjectNamespace<import("./publisher/publisher.ts").Publisher>;
		RECONCILER: DurableObjectNamespace<import("./git/reconciler.ts").Reconciler>;
		HUB: DurableObjectNamespace<import("./hub/hub.ts").Hub>;
		READERSHIP: DurableObjectNamespace<import("./readership/readership.ts").Readership>;
		/** The work of the Hub. */
		DELIVERIES: Queue<import("./hub/message.ts").Message>;
		/** How often one client may ask for one feed; older configurations have none. */
		FEED_LIMIT?: RateLimit;
		/** How often one client may ask for what is made for it, and the hub; older configurations have none. */
		CLIENT_LIMIT?: RateLimit;
		/** Which upload this is; older configurations do not say. */
		DEPLOYMENT?: WorkerVersionMetadata;
		/** A secret, as all below: who has it may publish. Each but the next may hold two (`secrets.ts`). */
		PUBLISH_TOKEN?: string;
		/** Further tokens: a line each, with its name, its scope (`read` or `publish`) and the token. */
		API_TOKENS?: string;
		/** What a sender of webhooks proves itself with. */
		GITHUB_WEBHOOK_SECRET?: string;
		GITLAB_WEBHOOK_SECRET?: string;
		FORGEJO_WEBHOOK_SECRET?: string;
		ARTICLES_WEBHOOK_SECRET?: string;
		GHOST_WEBHOOK_SECRET?: string;
		/** What the tokens of private feeds are signed with. */
		PRIVATE_FEEDS_SECRET?: string;
		SITE_URL?: string;
		SITE_TITLE?: string;
		SITE_DESCRIPTION?: string;
		SITE_LANGUAGE?: string;
		SITE_TIME_ZONE?: string;
		FEED_SIZE?: string;
		WEBSUB_HUB?: string;
		WEBSUB_DELAY?: string;
		WEBSUB_SIGNATURE?: string;
		REPOSITORIES?: unknown;
	}
	interface GlobalProps {
		mainModule: typeof import("./worker.ts");
		durableNamespaces: "Publisher" | "Reconciler" | "Hub" | "Readership";
	}
}

/** Files that are imported as texts: `rules` in `wrangler.toml`. */
declare module "*.css" {
	const text: string;
	export default text;
}
declare module "*/script.js" {
	const text: string;
	export default text;
}
