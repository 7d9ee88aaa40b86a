import type { Hub } from "./hub.ts";

/** Returns the site's only Hub. */
export function hubOf(env: Cloudflare.Env): DurableObjectStub<Hub> {
	return env.HUB.getByName("site");
}
