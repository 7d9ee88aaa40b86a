import type { Readership } from "./readership.ts";

/** Returns the stub of the site's only Readership. */
export function readershipOf(env: Cloudflare.Env): DurableObjectStub<Readership> {
	return env.READERSHIP.getByName("site");
}
