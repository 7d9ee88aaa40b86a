import type { Publisher } from "./publisher/publisher.ts";

declare global {
	namespace Cloudflare {
		interface Env {
			/** What the world reads: renditions, articles, the list of feeds. */
			KV: KVNamespace;
			PUBLISHER: DurableObjectNamespace<Publisher>;
			/** A secret: who has it may publish. */
			PUBLISH_TOKEN?: string;
			SITE_URL?: string;
			SITE_TITLE?: string;
			SITE_DESCRIPTION?: string;
			SITE_LANGUAGE?: string;
			SITE_TIME_ZONE?: string;
			FEED_SIZE?: string;
		}
		interface GlobalProps {
			mainModule: typeof import("./worker.ts");
			durableNamespaces: "Publisher";
		}
	}
}
