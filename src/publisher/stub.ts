import { disposing } from "../remote-objects.ts";
import type { Publisher } from "./publisher.ts";

/** The methods that return remote objects. */
const GROUPS = new Set([
	...["library", "lists", "unwritten", "subscribers", "files", "uploads", "export", "restoration"],
]);

/** Returns the stub of the site's only Publisher. */
export function publisherOf(env: Cloudflare.Env): DurableObjectStub<Publisher> {
	return disposing(env.PUBLISHER.getByName("site"), GROUPS);
}
