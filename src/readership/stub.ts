import type { Readership } from "./readership.ts";

/** The one Readership of the site. */
export function readershipOf(env: Cloudflare.Env): DurableObjectStub<Readership> {
	return env.READERSHIP.getByName("site");
}
