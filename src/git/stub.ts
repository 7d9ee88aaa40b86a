import type { Reconciler } from "./reconciler.ts";

/** Returns the site's Reconciler. Each site has only one. */
export function reconcilerOf(env: Cloudflare.Env): DurableObjectStub<Reconciler> {
	return env.RECONCILER.getByName("site");
}
