import type { Publisher } from "./publisher.ts";

/** Returns the stub of the site's only Publisher. */
export function publisherOf(env: Cloudflare.Env): DurableObjectStub<Publisher> {
	return env.PUBLISHER.getByName("site");
}
