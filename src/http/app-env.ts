import type { Site } from "../settings.ts";

/** What every handler of the app can rely on. */
export interface App {
	Bindings: Cloudflare.Env;
	Variables: { site: Site };
}
