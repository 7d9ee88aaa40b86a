import type { Reconciler } from "./reconciler.ts";

/** The one Reconciler of the site. */
export function reconcilerOf(env: Cloudflare.Env): DurableObjectStub<Reconciler> {
	return env.RECONCILER.getByName("site");
}
