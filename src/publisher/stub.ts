import type { Publisher } from "./publisher.ts";

/** The site's only Publisher. */
export function publisherOf(env: Cloudflare.Env): DurableObjectStub<Publisher> {
	return env.PUBLISHER.getByName("site");
}
