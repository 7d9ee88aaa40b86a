import type { Publisher } from "./publisher.ts";

/** The one Publisher of the site. */
export function publisherOf(env: Cloudflare.Env): DurableObjectStub<Publisher> {
	return env.PUBLISHER.getByName("site");
}
