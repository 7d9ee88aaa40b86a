import type { Hub } from "./hub.ts";

/** Returns the site's Hub. Each site has only one. */
export function hubOf(env: Cloudflare.Env): DurableObjectStub<Hub> {
	return env.HUB.getByName("site");
}
