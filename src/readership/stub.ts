import { disposing } from "../remote-objects.ts";
import type { Readership } from "./readership.ts";

/** The methods that return remote objects. */
const GROUPS = new Set(["collector", "days"]);

/** Returns the stub of the site's only Readership. */
export function readershipOf(env: Cloudflare.Env): DurableObjectStub<Readership> {
	return disposing(env.READERSHIP.getByName("site"), GROUPS);
}
