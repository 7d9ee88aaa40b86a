import type { Readership } from "./readership.ts";

/** The site's only Readership. */
export function readershipOf(env: Cloudflare.Env): DurableObjectStub<Readership> {
	return env.READERSHIP.getByName("site");
}
