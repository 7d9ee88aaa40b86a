import type { Announcement } from "../publisher/flush/announcements.ts";
import { hasOwnHub, readSettings } from "../settings.ts";
import { queuePings } from "./external-hub.ts";
import { hubOf } from "./stub.ts";

/** Notifies the hub of changed feeds. Throws if the hub cannot be reached. */
export async function announce(env: Cloudflare.Env, announcements: readonly Announcement[]): Promise<void> {
	const settings = readSettings(env);
	if ("problems" in settings) throw new Error(settings.problems.join(" "));
	const { site, webSub } = settings;
	if (hasOwnHub(site)) return hubOf(env).changed(announcements.map(({ feed }) => feed));
	const written = announcements.filter(({ isWritten }) => isWritten).map(({ feed }) => feed);
	if (site.hub !== null && written.length > 0) await queuePings(env.DELIVERIES, written, site, webSub.delay);
}
