import type { Readership } from "./readership.ts";

/** Returns the site's only Readership. */
export function readershipOf(env: Cloudflare.Env): DurableObjectStub<Readership> {
	return env.READERSHIP.getByName("site");
}
