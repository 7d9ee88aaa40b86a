import type { Hub } from "./hub.ts";

/** The one Hub of the site. */
export function hubOf(env: Cloudflare.Env): DurableObjectStub<Hub> {
	return env.HUB.getByName("site");
}
