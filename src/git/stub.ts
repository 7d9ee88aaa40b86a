import type { Reconciler } from "./reconciler.ts";

/** Returns the site's only Reconciler. */
export function reconcilerOf(env: Cloudflare.Env): DurableObjectStub<Reconciler> {
	return env.RECONCILER.getByName("site");
}
